package org.smime4j.internal.trust;

import java.util.function.Function;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.base.Handover;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/** What a {@link TrustPolicy} and an {@link ExpectedSigner} hold, for the rest of the library. */
public final class Trusting {

  private static final Handover<Function<TrustPolicy, PolicyJudge>> JUDGES =
      new Handover<>(() -> TrustPolicy.withoutAnchors("nothing is judged"));
  private static final Handover<Function<ExpectedSigner, ExpectedAddress>> EXPECTED =
      new Handover<>(() -> ExpectedSigner.anyone("nobody signed"));

  private Trusting() {}

  /** Takes the access, which {@link TrustPolicy} hands over as its class is initialised. */
  public static void giveJudges(Function<TrustPolicy, PolicyJudge> judges) {
    JUDGES.give(judges);
  }

  /** Takes the access, which {@link ExpectedSigner} hands over as its class is initialised. */
  public static void giveExpected(Function<ExpectedSigner, ExpectedAddress> expected) {
    EXPECTED.give(expected);
  }

  /** Who judges by this policy. */
  public static PolicyJudge judge(TrustPolicy policy) {
    return JUDGES.get().apply(policy);
  }

  /** Whose addresses are expected. */
  public static ExpectedAddress expected(ExpectedSigner signer) {
    return EXPECTED.get().apply(signer);
  }
}
