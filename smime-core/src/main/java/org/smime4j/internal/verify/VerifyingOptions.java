package org.smime4j.internal.verify;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.KnownCertificates;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;

/**
 * The options for judging signatures.
 *
 * @param trust the policy for signers
 * @param purpose the required purpose of the signers' keys
 * @param timestampAuthorities the policy for time-stamping authorities; null to trust none
 * @param claims the claims against which the signers are checked
 * @param known certificates that were read before, without verdicts
 * @param progress hears how much was read; null for nobody
 */
public record VerifyingOptions(
    PolicyJudge trust,
    Purpose purpose,
    @Nullable PolicyJudge timestampAuthorities,
    Claims claims,
    PolicyRules policy,
    Limits limits,
    Providers providers,
    KnownCertificates known,
    @Nullable ProgressListener progress) {

  /** Returns the options for signers of messages, or for authorities that sign time stamps. */
  public static VerifyingOptions of(PolicyJudge trust, Purpose purpose, Limits limits) {
    return new VerifyingOptions(
        trust,
        purpose,
        null,
        Claims.NONE,
        PolicyRules.STANDARD,
        limits,
        Providers.standard().cachingKeys(),
        new KnownCertificates(),
        null);
  }

  /** Whose signature is expected; empty if nobody said. */
  public Optional<ExpectedAddress> expected() {
    return Optional.ofNullable(claims.author());
  }

  public VerifyingOptions claiming(Claims changed) {
    return new VerifyingOptions(
        trust, purpose, timestampAuthorities, changed, policy, limits, providers, known, progress);
  }

  /** The authorities of time stamps. A key that is distrusted for signers is so for them too. */
  public VerifyingOptions timestampsOf(PolicyJudge authorities) {
    return new VerifyingOptions(
        trust,
        purpose,
        authorities.distrustingAs(trust),
        claims,
        policy,
        limits,
        providers,
        known,
        progress);
  }

  public VerifyingOptions under(PolicyRules changed) {
    return new VerifyingOptions(
        trust, purpose, timestampAuthorities, claims, changed, limits, providers, known, progress);
  }

  public VerifyingOptions within(Limits changed) {
    return new VerifyingOptions(
        trust, purpose, timestampAuthorities, claims, policy, changed, providers, known, progress);
  }

  public VerifyingOptions using(Providers changed) {
    return new VerifyingOptions(
        trust, purpose, timestampAuthorities, claims, policy, limits, changed, known, progress);
  }

  public VerifyingOptions reporting(ProgressListener listener) {
    return new VerifyingOptions(
        trust, purpose, timestampAuthorities, claims, policy, limits, providers, known, listener);
  }
}
