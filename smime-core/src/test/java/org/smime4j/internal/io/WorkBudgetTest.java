package org.smime4j.internal.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** {@link Limit#WORK}. */
class WorkBudgetTest {

  private static final Limits TEN = Limits.standard().allowing(Limit.WORK, 10);

  @Test
  void c16_theLastUnitIsSpent_andThenNothingIsLeft() {
    WorkBudget budget = WorkBudget.of(TEN, 0);
    assertThatCode(() -> budget.spend(7)).doesNotThrowAnyException();
    assertThatCode(() -> budget.spend(3)).doesNotThrowAnyException();
    assertThat(budget.isExceeded()).isFalse();
    assertThatThrownBy(() -> budget.spend(1))
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
    assertThat(budget.isExceeded()).isTrue();
    assertThat(budget.draw(0)).isFalse();
  }

  @Test
  void c16_whatAsksForTooMuch_leavesNothingForOthers() {
    WorkBudget budget = WorkBudget.of(TEN, 0);
    assertThat(budget.draw(Long.MAX_VALUE)).isFalse();
    assertThat(budget.draw(1)).isFalse();
  }

  @Test
  void c16_whatIsScannedForParts_drawsOnIt() throws Exception {
    ByteSource mail =
        ByteSource.of(("Subject: a\r\n\r\n" + "x\r\n".repeat(3_000)).getBytes(US_ASCII));
    assertThat(EntityScanner.scan(mail, TEN, WorkBudget.of(TEN, 1_000)).children()).isEmpty();
    assertThatThrownBy(() -> EntityScanner.scan(mail, TEN, WorkBudget.of(TEN, 0)))
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
  }

  @Test
  void c16_whatIsInflated_drawsOnIt() throws Exception {
    ByteSource cms = ByteSource.of(Compression.compress(new byte[100_000]));
    Limits enough = TEN.allowing(Limit.WORK, 1_000);
    assertThat(Decompressor.decompress(cms, enough).content().sizeIfKnown()).hasValue(100_000);
    assertThatThrownBy(() -> Decompressor.decompress(cms, TEN))
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
  }

  @Test
  void aLongMessage_bringsWorkOfItsOwn() {
    WorkBudget budget = WorkBudget.of(TEN, 270);
    assertThat(budget.draw(20)).isTrue();
    assertThat(budget.draw(1)).isFalse();
    assertThat(WorkBudget.of(TEN.allowing(Limit.WORK, Long.MAX_VALUE), 400).draw(Long.MAX_VALUE))
        .isTrue();
    assertThat(WorkBudget.of(TEN, -1).draw(10)).isTrue();
  }

  @Test
  void aFileOfKeys_bringsThreeUnitsForTenOctets() {
    WorkBudget budget = WorkBudget.ofKeyFile(TEN, 100);
    assertThat(budget.draw(40)).isTrue();
    assertThat(budget.draw(1)).isFalse();
    assertThat(
            WorkBudget.ofKeyFile(TEN.allowing(Limit.WORK, Long.MAX_VALUE), 400)
                .draw(Long.MAX_VALUE))
        .isTrue();
    assertThat(WorkBudget.ofKeyFile(TEN, -1).draw(10)).isTrue();
  }

  @Test
  void c16_aPart_drawsOnTheWhole_andEndsBeforeIt() {
    WorkBudget whole = WorkBudget.of(TEN, 0);
    WorkBudget part = whole.part(2);
    assertThat(part.draw(5)).isTrue();
    assertThat(part.draw(1)).isFalse();
    assertThat(whole.draw(5)).isTrue();
    assertThat(whole.draw(1)).isFalse();
    WorkBudget spent = WorkBudget.of(TEN, 0);
    WorkBudget other = spent.part(2);
    assertThat(spent.draw(8)).isTrue();
    assertThat(other.draw(3)).isFalse();
    assertThat(spent.draw(2)).isTrue();
  }
}
