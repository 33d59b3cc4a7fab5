package org.smime4j.internal.verify;

import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.internal.crypto.KnownCertificates;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * The options for judging signatures.
 *
 * @param trust the policy for signers
 * @param purpose the required purpose of the signers' keys
 * @param timestampAuthorities the policy for time-stamping authorities; null to trust none
 * @param claims the claims against which the signers are checked
 * @param known certificates that were read before, without verdicts
 */
public record VerifyingOptions(
    PolicyJudge trust,
    Purpose purpose,
    @Nullable PolicyJudge timestampAuthorities,
    Claims claims,
    AlgorithmPolicy policy,
    Limits limits,
    Providers providers,
    KnownCertificates known) {

  /** Returns the options for the authority that signed a time stamp. */
  static VerifyingOptions ofTimestamps(PolicyJudge authorities, Limits limits) {
    return new VerifyingOptions(
        authorities,
        Purpose.TIMESTAMPING,
        null,
        Claims.NONE,
        AlgorithmPolicy.standard(),
        limits,
        Providers.standard().keepingForms(),
        new KnownCertificates());
  }

  @Override
  public String toString() {
    return "VerifyingOptions";
  }
}
