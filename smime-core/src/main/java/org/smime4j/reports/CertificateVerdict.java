package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;

/**
 * The verdict of a {@code TrustPolicy} on a certificate. The certificate is trusted only if there
 * are no findings.
 *
 * @param certificate the certificate that the policy judged
 * @param at the time at which the policy judged the certificate
 * @param findings what lowers the verdict, worst first; empty if the certificate is trusted
 * @param notes what does not lower the verdict
 * @param revocation the status of all certificates on the path but the anchor. Programs should use
 *     codes instead: the findings {@code REVOKED} and {@code REVOCATION_UNKNOWN}, and the notes
 *     {@code REVOCATION_UNKNOWN_ACCEPTED} and {@code REVOCATION_NOT_CHECKED}. If the status is
 *     {@code GOOD}, the verdict has none of them
 * @param path the path that the policy judged, the certificate first and the anchor last; empty if
 *     there is none. If there are several paths, it is one without findings, or else the one with
 *     the mildest findings
 */
public record CertificateVerdict(
    X509Certificate certificate,
    Instant at,
    List<Finding> findings,
    List<Finding> notes,
    RevocationStatus revocation,
    List<X509Certificate> path) {

  public CertificateVerdict {
    findings =
        findings.size() < 2
            ? List.copyOf(findings)
            : findings.stream().distinct().sorted().toList();
    notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    path = List.copyOf(path);
    if (findings.stream().anyMatch(CertificateVerdict::isNote)
        || !notes.stream().allMatch(CertificateVerdict::isNote)) {
      throw new IllegalArgumentException("findings lower a verdict, and notes do not");
    }
  }

  private static boolean isNote(Finding finding) {
    return finding.code().severity() == Finding.Severity.NOTE;
  }

  /**
   * Returns the certificate if it is trusted.
   *
   * @throws SmimeException.NotTrusted if it is not, with the worst finding
   */
  public X509Certificate requireTrusted() throws SmimeException.NotTrusted {
    if (!findings.isEmpty()) {
      Finding worst = findings.get(0);
      throw new SmimeException.NotTrusted(
          worst.code(), name(certificate) + ": " + worst.sentence());
    }
    return certificate;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        findings.isEmpty()
            ? "trusted"
            : findings.get(0).code().severity().name().toLowerCase(Locale.ROOT));
    text.append(" at ").append(at).append(": ");
    text.append(name(certificate));
    findings.forEach(finding -> text.append("\n  ").append(finding));
    notes.forEach(note -> text.append("\n  note ").append(note));
    text.append("\n  revocation: ").append(revocation);
    for (int i = 0; i < path.size(); i++) {
      X509Certificate each = path.get(i);
      text.append("\n  ").append(i).append(": ");
      text.append(name(each));
      text.append(", serial ").append(each.getSerialNumber().toString(16));
    }
    return text.toString();
  }

  /** Text from a certificate must not start a new line. */
  static String name(X509Certificate certificate) {
    return certificate
        .getSubjectX500Principal()
        .getName()
        .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
