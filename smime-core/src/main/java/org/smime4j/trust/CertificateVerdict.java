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
 * What a {@link TrustPolicy} says about a certificate. It is acceptable only if there is no finding
 * at all.
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

  /** What lowers the verdict, the headline first. Empty: the certificate is to be believed. */
  public List<Finding> findings() {
    return findings;
  }

  /** The first finding. */
  Optional<Finding> headline() {
    return findings.stream().findFirst();
  }

  /** What does not lower the verdict. */
  public List<Note> notes() {
    return notes;
  }

  /**
   * What is known of the revocation of the certificate and of those above it, below the anchor, in
   * a word. {@code GOOD}: current CRLs or OCSP responses, of those who may say so, cover all and
   * name none. {@code REVOKED}: one of them has been revoked. {@code UNKNOWN}: it was asked for,
   * and is not to be learned. {@code NOT_CHECKED}: it was not asked for, or there was nothing to
   * ask about. The word is for a report. What a program decides by are codes: the findings {@code
   * REVOKED} and {@code REVOCATION_UNKNOWN}, and the notes {@code REVOCATION_UNKNOWN} and {@code
   * REVOCATION_NOT_CHECKED}; where all was found good there is none of them.
   */
  public String revocation() {
    return revocation.name();
  }

  /**
   * The path that was judged, the certificate first and the anchor last; empty if none was found.
   * Where several paths exist it is one without findings, or else the one with the mildest.
   */
  public List<X509Certificate> path() {
    return path;
  }

  /** The certificate that was judged. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** For what its key was to be used. */
  Purpose purpose() {
    return purpose;
  }

  /** The time for which it was judged. */
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
