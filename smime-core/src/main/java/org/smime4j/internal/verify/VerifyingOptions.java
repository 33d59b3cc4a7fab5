package org.smime4j.internal.verify;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.io.Options;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.KnownCertificates;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;

/** The options for judging signatures. */
public final class VerifyingOptions extends Options<VerifyingOptions> {

  final PolicyJudge trust;

  /** The required purpose of the signers' keys. */
  final Purpose purpose;

  /** The policy for time-stamping authorities; null to trust none. */
  @Nullable PolicyJudge timestampAuthorities;

  Claims claims = Claims.NONE;
  PolicyRules policy = PolicyRules.STANDARD;
  Limits limits;
  Providers providers = Providers.standard().cachingKeys();

  /** Certificates that were read before, without verdicts. */
  final KnownCertificates known = new KnownCertificates();

  @Nullable ProgressListener progress;

  /**
   * @param trust the policy for signers of messages, or for authorities that sign time stamps
   */
  public VerifyingOptions(PolicyJudge trust, Purpose purpose, Limits limits) {
    this.trust = trust;
    this.purpose = purpose;
    this.limits = limits;
  }

  public PolicyJudge trust() {
    return trust;
  }

  public Claims claims() {
    return claims;
  }

  /** Whose signature is expected; empty if nobody said. */
  public Optional<ExpectedAddress> expected() {
    return Optional.ofNullable(claims.author());
  }

  public VerifyingOptions claiming(Claims other) {
    return with(changed -> changed.claims = other);
  }

  /** The authorities of time stamps. A key that is distrusted for signers is so for them too. */
  public VerifyingOptions timestampsOf(PolicyJudge authorities) {
    return with(changed -> changed.timestampAuthorities = authorities.distrustingAs(trust));
  }

  public VerifyingOptions under(PolicyRules rules) {
    return with(changed -> changed.policy = rules);
  }

  public VerifyingOptions within(Limits other) {
    return with(changed -> changed.limits = other);
  }

  public VerifyingOptions using(Providers other) {
    return with(changed -> changed.providers = other);
  }

  public VerifyingOptions reporting(ProgressListener listener) {
    return with(changed -> changed.progress = listener);
  }
}
