package org.smime4j.internal.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.IssuerSignature;
import org.smime4j.internal.certificate.LeafRules;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.revocation.CrlEntries.CrlEntry;

/**
 * Checks a certificate of a path against OCSP responses (RFC 6960). A response counts if it is
 * about this certificate, was signed by the authority that issued it, or by a responder to which
 * that authority itself gave id-kp-OCSPSigning (section 4.2.2.2), and its times fit (section
 * 4.2.2.1). Such a responder's own certificate must be marked id-pkix-ocsp-nocheck, or be cleared
 * by a CRL.
 */
public record OcspCheck(Instant at, Effort effort, Responders responders) {

  /** A response without nextUpdate says how things were when it was made, and not for longer. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** To look whether an answer is about a certificate. */
  private static final int UNITS_OF_AN_ANSWER = 2;

  /** Says whether a responder's certificate is not revoked. */
  public interface Responders {
    /** Whether CRLs clear the first certificate of the path. */
    boolean clear(List<PathCertificate> path);

    /** Whether the path is valid, the revocation of its certificates aside. */
    boolean isSound(List<PathCertificate> path);
  }

  /** What is known about one certificate: revoked, with the evidence, or good. */
  record Outcome(@Nullable CrlEntry revoked, OcspResponse by) {}

  /**
   * @param position of the certificate in the path, whose issuer is the next
   * @return empty if none of the responses says anything that counts
   */
  Optional<Outcome> check(List<OcspResponse> responses, List<PathCertificate> path, int position) {
    Outcome good = null;
    for (OcspResponse response : responses) {
      Optional<Outcome> outcome = check(response, path, position);
      if (outcome.isPresent() && outcome.get().revoked() != null) {
        return outcome;
      }
      good = outcome.orElse(good);
    }
    return Optional.ofNullable(good);
  }

  private Optional<Outcome> check(OcspResponse response, List<PathCertificate> path, int position) {
    PathCertificate certificate = path.get(position);
    PathCertificate issuer = path.get(position + 1);
    OcspResponse.Answer answer =
        effort.draw((long) UNITS_OF_AN_ANSWER * response.answers())
            ? response.about(certificate, issuer).orElse(null)
            : null;
    if (answer == null || answer.status() == OcspResponse.Status.UNKNOWN) {
      return Optional.empty();
    }
    boolean current = isCurrent(answer, certificate);
    CrlEntry entry = answer.entry();
    boolean revoked = entry != null && entry.counts(at) && (current || !entry.isHold());
    if ((!revoked && (entry != null || !current))
        || !isAuthorised(response, path.subList(position + 1, path.size()), answer)) {
      return Optional.empty();
    }
    return Optional.of(new Outcome(revoked ? entry : null, response));
  }

  /** As for a CRL: one that was made later serves while the certificate was not yet expired. */
  private boolean isCurrent(OcspResponse.Answer answer, PathCertificate certificate) {
    Instant until =
        answer.nextUpdate() == null ? answer.thisUpdate().plus(FRESH) : answer.nextUpdate();
    return !until.isBefore(at)
        && (!answer.thisUpdate().isAfter(at)
            || !answer.thisUpdate().isAfter(certificate.notAfter()));
  }

  private boolean isAuthorised(
      OcspResponse response, List<PathCertificate> above, OcspResponse.Answer answer) {
    PathCertificate issuer = above.get(0);
    if (response.names(issuer)
        && effort.check(response.octets(), issuer)
        && response.isSignedBy(issuer)) {
      return true;
    }
    for (PathCertificate responder : response.certificates()) {
      if (response.names(responder)
          && isDelegate(responder, issuer, answer.thisUpdate())
          && effort.check(responder.octets(), issuer)
          && effort.check(response.octets(), responder)
          && IssuerSignature.mayHold(responder, issuer)
          && response.isSignedBy(responder)) {
        List<PathCertificate> path = new ArrayList<>();
        path.add(responder);
        path.addAll(above);
        if (responders.isSound(path) && (isNotToBeChecked(responder) || responders.clear(path))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isDelegate(PathCertificate responder, PathCertificate issuer, Instant updated) {
    List<Finding> findings = new ArrayList<>();
    LeafRules.validity(responder, updated.isAfter(at) ? updated : at, findings);
    return findings.isEmpty()
        && responder.issuer().equals(issuer.subject())
        && responder.isMarkedFor(KeyPurposeId.id_kp_OCSPSigning)
        && responder.mayBeUsedFor(KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
  }

  private static boolean isNotToBeChecked(PathCertificate responder) {
    return responder.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId()) != null;
  }
}
