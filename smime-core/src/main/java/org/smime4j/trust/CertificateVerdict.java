package org.smime4j.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smime4j.Finding;
import org.smime4j.Purpose;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;

/**
 * The verdict of a {@link TrustPolicy} on a certificate. The certificate is trusted only if there
 * are no findings.
 */
public final class CertificateVerdict {

  private final X509Certificate certificate;
  private final Purpose purpose;
  private final Instant at;
  private final List<Finding> findings;
  private final List<Note> notes;
  private final RevocationStatus revocation;
  private final List<X509Certificate> path;

  CertificateVerdict(
      X509Certificate certificate,
      Purpose purpose,
      Instant at,
      Collection<Finding> findings,
      Collection<Note> notes,
      RevocationStatus revocation,
      List<X509Certificate> path) {
    this.certificate = certificate;
    this.purpose = purpose;
    this.at = at;
    this.findings =
        findings.size() < 2
            ? List.copyOf(findings)
            : findings.stream().distinct().sorted(Findings.WORST_FIRST).toList();
    this.notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    this.revocation = revocation;
    this.path = List.copyOf(path);
  }

  /**
   * Returns the findings that lower the verdict, worst first. The certificate is trusted if the
   * list is empty.
   */
  public List<Finding> findings() {
    return findings;
  }

  /** The first finding. */
  Optional<Finding> headline() {
    return findings.stream().findFirst();
  }

  /** Returns the notes, which do not lower the verdict. */
  public List<Note> notes() {
    return notes;
  }

  /**
   * Returns one word for a report: the revocation status of all certificates on the path but the
   * anchor. {@code GOOD}: current CRLs or OCSP responses of authorised issuers cover all
   * certificates and list none as revoked. {@code REVOKED}: one of the certificates has been
   * revoked. {@code UNKNOWN}: the policy checks revocation, and there is at least one certificate
   * that no source covers. {@code NOT_CHECKED}: the policy does not check revocation, or there was
   * no certificate to check. Programs should use codes instead: the findings {@code REVOKED} and
   * {@code REVOCATION_UNKNOWN}, and the notes {@code REVOCATION_UNKNOWN} and {@code
   * REVOCATION_NOT_CHECKED}. If the status is {@code GOOD}, the verdict has none of them.
   */
  public String revocation() {
    return revocation.name();
  }

  /**
   * Returns the path that the policy judged, the certificate first and the anchor last. Empty if
   * there is none. If there are several paths, it is one without findings, or else the one with the
   * mildest findings.
   */
  public List<X509Certificate> path() {
    return path;
  }

  /** Returns the certificate that the policy judged. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The intended use of its key. */
  Purpose purpose() {
    return purpose;
  }

  /** The time at which the policy judged the certificate. */
  Instant at() {
    return at;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        findings.isEmpty()
            ? "trusted"
            : Findings.severity(findings.get(0)).name().toLowerCase(Locale.ROOT));
    text.append(" for ").append(purpose.name().toLowerCase(Locale.ROOT));
    text.append(" at ").append(at).append(": ");
    text.append(DistinguishedName.print(certificate.getSubjectX500Principal()));
    findings.forEach(finding -> text.append("\n  ").append(finding));
    notes.forEach(note -> text.append("\n  note ").append(note));
    text.append("\n  revocation: ").append(revocation);
    for (int i = 0; i < path.size(); i++) {
      X509Certificate each = path.get(i);
      text.append("\n  ").append(i).append(": ");
      text.append(DistinguishedName.print(each.getSubjectX500Principal()));
      text.append(", serial ").append(each.getSerialNumber().toString(16));
    }
    return text.toString();
  }
}
