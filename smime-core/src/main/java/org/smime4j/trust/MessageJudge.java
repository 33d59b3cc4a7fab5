package org.smime4j.trust;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Purpose;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.crypto.Certificates;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.trust.AddressBinding;
import org.smime4j.internal.trust.CertificateJudge;

/** Judges the certificates of one message by one {@link TrustPolicy}. */
final class MessageJudge implements CertificateJudge {

  private final TrustPolicy policy;
  private final IdentityHashMap<X509Certificate, PathCertificate> read = new IdentityHashMap<>(4);
  private final IdentityHashMap<X509Certificate, Optional<PublicKey>> completed =
      new IdentityHashMap<>(1);
  private final PathSearch.Index carried;
  private final List<Crl> crls;
  private final List<OcspResponse> responses;
  private final Fetching fetching;
  private final Limits limits;
  private final int longestPath;
  private final Effort effort;

  MessageJudge(
      TrustPolicy policy,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      WorkBudget work) {
    this(policy, carried, crls, limits, Fetching.of(policy, limits), new Effort(limits, work));
  }

  private MessageJudge(
      TrustPolicy policy,
      Collection<X509Certificate> carried,
      Collection<byte[]> crls,
      Limits limits,
      Fetching fetching,
      Effort effort) {
    this.policy = policy;
    List<PathCertificate> readable = new ArrayList<>();
    long left = limits.of(Limit.CERTIFICATES);
    for (X509Certificate each : carried) {
      if (--left < 0) {
        break;
      }
      readable(each).ifPresent(readable::add);
    }
    this.carried = new PathSearch.Index(readable);
    this.crls =
        policy.revocation().isChecked()
            ? Crl.carried(crls, limits.of(Limit.CRLS), effort)
            : List.of();
    this.responses = new ArrayList<>(policy.revocation().responses());
    this.fetching = fetching;
    this.limits = limits;
    this.longestPath = (int) Math.min(Integer.MAX_VALUE, limits.of(Limit.PATH_LENGTH));
    this.effort = effort;
  }

  /** Each certificate is read once for a message, however large it is. */
  private PathCertificate read(X509Certificate certificate) {
    PathCertificate known = read.get(certificate);
    if (known == null) {
      known = policy.read().of(certificate);
      read.put(certificate, known);
    }
    return known;
  }

  /** The certificate; empty if it is malformed, because it is then useless. */
  private Optional<PathCertificate> readable(X509Certificate certificate) {
    try {
      return Optional.of(read(certificate));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public AddressBinding bind(X509Certificate certificate, ExpectedSigner expected) {
    try {
      return expected.bind(read(certificate).addresses());
    } catch (IllegalArgumentException e) {
      return expected.bind(certificate);
    }
  }

  @Override
  public MessageJudge alsoFor(Collection<X509Certificate> carried, Collection<byte[]> crls) {
    return new MessageJudge(policy, carried, crls, limits, fetching, effort);
  }

  @Override
  public Optional<PublicKey> publicKey(X509Certificate certificate) {
    PublicKey own = own(certificate);
    if (own == null || !InheritedParameters.areMissing(own)) {
      return Optional.ofNullable(own);
    }
    return completed.computeIfAbsent(certificate, this::completed);
  }

  /** Also of a certificate that is malformed elsewhere. */
  private @Nullable PublicKey own(X509Certificate certificate) {
    try {
      return read(certificate).publicKey();
    } catch (IllegalArgumentException e) {
      return Certificates.publicKey(certificate);
    }
  }

  private Optional<PublicKey> completed(X509Certificate certificate) {
    return readable(certificate)
        .flatMap(
            each ->
                new Judgement(
                        policy,
                        each,
                        Purpose.SIGNING,
                        carried,
                        crls,
                        responses,
                        fetching,
                        policy.time(),
                        longestPath,
                        effort)
                    .key());
  }

  @Override
  public CertificateVerdict judge(X509Certificate leaf, Purpose purpose) {
    return judge(leaf, purpose, policy.time());
  }

  @Override
  public CertificateVerdict judge(X509Certificate leaf, Purpose purpose, Instant at) {
    PathCertificate certificate;
    try {
      certificate = read(leaf);
      certificate.publicKey();
    } catch (IllegalArgumentException e) {
      Finding unreadable =
          Findings.of(
              Finding.Code.PATH_INVALID,
              "The certificate with the serial number "
                  + leaf.getSerialNumber().toString(16)
                  + " is malformed: "
                  + DistinguishedName.printable(String.valueOf(e.getMessage())));
      return new CertificateVerdict(
          leaf,
          purpose,
          at,
          List.of(unreadable),
          List.of(),
          RevocationStatus.NOT_CHECKED,
          List.of());
    }
    return new Judgement(
            policy,
            certificate,
            purpose,
            carried,
            crls,
            responses,
            fetching,
            at,
            longestPath,
            effort)
        .verdict();
  }
}
