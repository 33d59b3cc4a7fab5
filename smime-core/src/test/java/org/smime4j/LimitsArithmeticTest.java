package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.SlicedOctets.BoundedInputStream;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * What a limit allows, to the last one; and that what is bounded ends there, however it is read.
 */
public class LimitsArithmeticTest {

  @Test
  void eachChangeIsKept_andChangesNothingElse() {
    Limits one = Limits.standard().with(Limit.SIGNERS, 3);
    Limits two = one.with(Limit.RECIPIENTS, 0);
    assertThat(two.of(Limit.SIGNERS)).isEqualTo(3);
    assertThat(two.of(Limit.RECIPIENTS)).isZero();
    assertThat(two.of(Limit.MIME_DEPTH)).isEqualTo(32);
    assertThat(one.of(Limit.RECIPIENTS)).isEqualTo(1_000);
    assertThat(Limits.standard().of(Limit.SIGNERS)).isEqualTo(16);
    assertThat(two).hasToString("Limits{RECIPIENTS=0, SIGNERS=3}");
    assertThatThrownBy(() -> one.with(Limit.SIGNERS, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLimitItselfIsAllowed_andOneMoreIsNot() {
    for (Limit limit : Limit.values()) {
      Limits limits = Limits.standard().with(limit, 7);
      assertThatCode(() -> Bound.check(limits, limit, 7)).doesNotThrowAnyException();
      assertThatThrownBy(() -> Bound.check(limits, limit, 8))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit))
          .hasMessageContaining(limit.name());
    }
  }

  private static InputStream bounded(int octets, int size) {
    return new BoundedInputStream(new ByteArrayInputStream(new byte[octets]), size);
  }

  @Test
  void aSliceEndsWhereItEnds_howeverItIsRead() throws Exception {
    try (InputStream single = bounded(9, 2)) {
      assertThat(new int[] {single.read(), single.read(), single.read()}).containsExactly(0, 0, -1);
    }
    try (InputStream pieces = bounded(9, 5)) {
      byte[] into = new byte[9];
      assertThat(pieces.read(into, 0, 0)).isZero();
      assertThat(pieces.read(into, 0, 3)).isEqualTo(3);
      assertThat(pieces.available()).isEqualTo(2);
      assertThat(pieces.read(into, 0, 9)).isEqualTo(2);
      assertThat(pieces.read(into, 0, 9)).isEqualTo(-1);
      assertThat(pieces.read()).isEqualTo(-1);
    }
    try (InputStream skipped = bounded(9, 5)) {
      assertThat(skipped.skip(2)).isEqualTo(2);
      assertThat(skipped.read()).isZero();
      assertThat(skipped.skip(9)).isEqualTo(2);
      assertThat(skipped.read()).isEqualTo(-1);
      assertThat(skipped.markSupported()).isFalse();
    }
    try (InputStream shorter = bounded(1, 5)) {
      assertThat(new int[] {shorter.read(), shorter.read(), shorter.read()})
          .containsExactly(0, -1, -1);
      assertThat(shorter.read(new byte[4], 0, 4)).isEqualTo(-1);
    }
  }
}
