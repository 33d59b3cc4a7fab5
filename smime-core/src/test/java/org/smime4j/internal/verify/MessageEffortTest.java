package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.path.TrustOptions;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPki;

/** What all that is judged of one message shares. */
class MessageEffortTest {

  private static int times(java.util.function.BooleanSupplier spend) {
    int times = 0;
    while (times < 10_000 && spend.getAsBoolean()) {
      times++;
    }
    return times;
  }

  private static MessageEffort effort(Limits limits) {
    return new MessageEffort(limits, WorkBudget.of(limits, 0));
  }

  @Test
  void c16_countersignaturesAndTokens_endAtANumber_andDoNotBeginAgain() {
    MessageEffort effort = effort(Limits.standard().allowing(Limit.COUNTERSIGNATURES, 5));
    assertThat(times(effort::spendCountersignature)).isEqualTo(5);
    assertThat(effort.spendCountersignature()).isFalse();
    assertThat(times(effort::spendToken)).isEqualTo(MessageEffort.MOST_TOKENS);
    assertThat(effort.spendToken()).isFalse();
  }

  @Test
  void c16_signatureChecks_endAtTheirLimit() throws Exception {
    MessageEffort effort = effort(Limits.standard().allowing(Limit.SIGNATURE_CHECKS, 2));
    effort.spendSignatureCheck();
    effort.spendSignatureCheck();
    assertThatThrownBy(effort::spendSignatureCheck)
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SIGNATURE_CHECKS));
  }

  @Test
  void aContentOfUnknownSize_countsAsEmpty() {
    MessageEffort effort = effort(Limits.standard());
    effort.content(7);
    assertThat(effort.contentOctets()).isEqualTo(7);
    effort.content(-1);
    assertThat(effort.contentOctets()).isZero();
  }

  @Test
  void c16_whatOthersMayAdd_hasABudgetOfItsOwn_andOneForAllOfIt() {
    MessageEffort effort = effort(Limits.standard());
    assertThat(effort.timestamps()).isNotNull().isSameAs(effort.timestamps()).isNotSameAs(effort);
    assertThat(effort.countersignatures())
        .isNotNull()
        .isSameAs(effort.countersignatures())
        .isNotSameAs(effort)
        .isNotSameAs(effort.timestamps());
  }

  @Test
  void c16_onePolicy_judgesAllSignersOfAMessage_withinOneEffort() {
    TestPki.Authority root = TestPki.authority("Effort");
    PolicyJudge trust = new PolicyJudge(TrustOptions.anchors(List.of(root.certificate())));
    MessageEffort effort = effort(Limits.standard());
    assertThat(effort.judge(trust, List.of(), List.of())).isNotNull();
    assertThat(effort.judge(trust, List.of(), List.of())).isNotNull();
  }
}
