package org.smime4j.internal.verify;

import org.jspecify.annotations.Nullable;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Limits;
import org.smime4j.Purpose;
import org.smime4j.internal.crypto.KnownCertificates;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.trust.TrustPolicy;

/**
 * By what signatures are judged.
 *
 * @param trust whom to believe
 * @param purpose what the signers' keys are for
 * @param timestampAuthorities whom to believe for times; null for nobody
 * @param claims against which the signers are held
 * @param known certificates that were read before; it holds no verdicts
 */
public record VerifyingOptions(
    TrustPolicy trust,
    Purpose purpose,
    @Nullable TrustPolicy timestampAuthorities,
    Claims claims,
    AlgorithmPolicy policy,
    Limits limits,
    Providers providers,
    KnownCertificates known) {

  /** For the authority that signed a time stamp. */
  static VerifyingOptions ofTimestamps(TrustPolicy authorities, Limits limits) {
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
