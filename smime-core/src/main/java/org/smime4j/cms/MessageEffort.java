package org.smime4j.cms;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.IdentityHashMap;
import org.smime4j.Limits;
import org.smime4j.trust.MessageJudge;
import org.smime4j.trust.TrustPolicy;

/** What the signatures of one message, all of them together, may still cost. */
final class MessageEffort {

  private final Limits limits;
  private final SignatureKeys.Budget signatures;
  private final IdentityHashMap<TrustPolicy, MessageJudge> judges = new IdentityHashMap<>();

  MessageEffort(Limits limits) {
    this.limits = limits;
    this.signatures = new SignatureKeys.Budget(limits);
  }

  SignatureKeys.Budget signatures() {
    return signatures;
  }

  MessageJudge judge(
      TrustPolicy trust, Collection<X509Certificate> carried, Collection<X509CRL> crls) {
    MessageJudge first = judges.get(trust);
    if (first != null) {
      return first.alsoFor(carried, crls);
    }
    first = trust.forMessage(carried, crls, limits);
    judges.put(trust, first);
    return first;
  }
}
