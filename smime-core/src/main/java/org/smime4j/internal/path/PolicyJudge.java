package org.smime4j.internal.path;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.smime4j.internal.certificate.DistrustedKeys;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.path.MessageJudge.ReadCertificates;
import org.smime4j.internal.revocation.Crl;
import org.smime4j.settings.Limits;

/** Judges certificates by one policy, and caches valid paths and what it read. */
public final class PolicyJudge {

  private final TrustOptions options;
  private final KnownPaths known = new KnownPaths();
  private final ReadCertificates read = new ReadCertificates();
  private final List<X509Certificate> certificates;

  public PolicyJudge(TrustOptions options) {
    this.options = options;
    this.certificates =
        Stream.concat(options.anchors.all().stream(), options.intermediates.all().stream())
            .map(PathCertificate::original)
            .toList();
  }

  public TrustOptions options() {
    return options;
  }

  /** This judge, or one that also distrusts the keys that another distrusts. */
  public PolicyJudge distrustingAs(PolicyJudge other) {
    DistrustedKeys more = other.options.distrusted;
    return more.isEmpty() ? this : new PolicyJudge(options.distrusting(more));
  }

  /** Judges several certificates that came with one message. */
  public MessageJudge forMessage(
      Collection<X509Certificate> carried, Collection<X509CRL> crls, Limits limits) {
    return forMessage(carried, Crl.encoded(crls), limits, WorkBudget.of(limits, 0));
  }

  /**
   * Judges several certificates that came with one message.
   *
   * @param carried the certificates in it, of which the sender chose each
   * @param crls the DER of the CRLs in it: they can revoke, and never clear
   * @param limits what all of the judgements together may cost
   * @param work what all that is done for the message may still cost
   */
  public MessageJudge forMessage(
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      WorkBudget work) {
    return new MessageJudge(
        options,
        read,
        known,
        carried,
        crls,
        limits,
        Judgement.Fetching.of(options, limits),
        new Effort(limits, work));
  }

  /**
   * All certificates of the policy, the anchors first. They may include the certificate of a signer
   * whose message leaves it out.
   */
  public List<X509Certificate> certificates() {
    return certificates;
  }
}
