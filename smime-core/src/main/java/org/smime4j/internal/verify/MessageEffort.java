package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.trust.CertificateJudge;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.trust.TrustPolicy;

/** What the signatures of one message, all of them together, may still cost. */
public final class MessageEffort {

  static final int MOST_TOKENS = 8;

  private final Limits limits;
  private final WorkBudget work;
  private final SignatureKeys.Budget signatures;
  private final IdentityHashMap<TrustPolicy, CertificateJudge> judges = new IdentityHashMap<>(1);
  private @Nullable MessageEffort timestamps;
  private @Nullable MessageEffort countersignatures;
  private int tokens;
  private int countersigned;

  public MessageEffort(Limits limits, WorkBudget work) {
    this.limits = limits;
    this.work = work;
    this.signatures = new SignatureKeys.Budget(limits, work);
  }

  /** The processor work that is left for the message; all that is done for it draws on this. */
  WorkBudget work() {
    return work;
  }

  SignatureKeys.Budget signatures() {
    return signatures;
  }

  /** False once so many time-stamp tokens were looked at that no honest message has more. */
  boolean spendToken() {
    return ++tokens <= MOST_TOKENS;
  }

  /** What all time stamps of the message together may cost: no more than a third of its work. */
  MessageEffort timestamps() {
    if (timestamps == null) {
      timestamps = new MessageEffort(limits, work.part(3));
    }
    return timestamps;
  }

  /**
   * What all countersignatures of the message together may cost: no more than a third of its work.
   * They are anybody's to add, and must not use up what a signer needs.
   */
  MessageEffort countersignatures() {
    if (countersignatures == null) {
      countersignatures = new MessageEffort(limits, work.part(3));
    }
    return countersignatures;
  }

  /** False once so many countersignatures were looked at as one message may have. */
  boolean spendCountersignature() {
    return ++countersigned <= limits.of(Limit.COUNTERSIGNATURES);
  }

  CertificateJudge judge(
      TrustPolicy trust, Collection<X509Certificate> carried, Collection<byte[]> crls) {
    CertificateJudge first = judges.get(trust);
    if (first != null) {
      return first.alsoFor(carried, crls);
    }
    first = Trusting.judge(trust, carried, crls, limits, work);
    judges.put(trust, first);
    return first;
  }
}
