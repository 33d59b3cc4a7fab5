package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** The remaining effort for all signatures of one message together. */
public final class MessageEffort {

  static final int MOST_TOKENS = 8;

  private final Limits limits;
  private final WorkBudget work;
  private final IdentityHashMap<PolicyJudge, MessageJudge> judges = new IdentityHashMap<>(1);
  private @Nullable MessageEffort timestamps;
  private @Nullable MessageEffort countersignatures;
  private long contentOctets;
  private long signatureChecks;
  private int tokens;
  private int countersigned;

  public MessageEffort(Limits limits, WorkBudget work) {
    this.limits = limits;
    this.work = work;
  }

  /** Returns the remaining processor work for the message. All work for the message draws on it. */
  WorkBudget work() {
    return work;
  }

  /**
   * Sets the size of the content as received. The size of other forms is unknown before they are
   * read.
   */
  void content(long octets) {
    contentOctets = Math.max(0, octets);
  }

  long contentOctets() {
    return contentOctets;
  }

  /** Counts a signature check. */
  void spendSignatureCheck() throws SmimeException.LimitExceeded {
    Bound.check(limits, Limit.SIGNATURE_CHECKS, ++signatureChecks);
  }

  /**
   * Counts a time-stamp token. Returns false if there are more tokens than any legitimate message
   * has.
   */
  boolean spendToken() {
    return ++tokens <= MOST_TOKENS;
  }

  /**
   * Returns the effort for all time stamps of the message together: at most a third of its work.
   */
  MessageEffort timestamps() {
    if (timestamps == null) {
      timestamps = new MessageEffort(limits, work.part(3));
    }
    return timestamps;
  }

  /**
   * Returns the effort for all countersignatures of the message together: at most a third of its
   * work. Anyone can add countersignatures, and they must not use up the effort for the signers.
   */
  MessageEffort countersignatures() {
    if (countersignatures == null) {
      countersignatures = new MessageEffort(limits, work.part(3));
    }
    return countersignatures;
  }

  /** Counts a countersignature. Returns false if there are more than one message may have. */
  boolean spendCountersignature() {
    return ++countersigned <= limits.get(Limit.COUNTERSIGNATURES);
  }

  MessageJudge judge(
      PolicyJudge trust, Collection<X509Certificate> carried, Collection<byte[]> crls) {
    MessageJudge first = judges.get(trust);
    if (first != null) {
      return first.alsoFor(carried, crls);
    }
    first = trust.forMessage(carried, crls, limits, work);
    judges.put(trust, first);
    return first;
  }
}
