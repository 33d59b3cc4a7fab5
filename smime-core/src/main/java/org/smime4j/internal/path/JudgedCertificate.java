package org.smime4j.internal.path;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;

/** A certificate as a policy judged it. */
public record JudgedCertificate(
    X509Certificate certificate,
    Instant at,
    List<Finding> findings,
    List<Finding> notes,
    RevocationStatus revocation,
    List<X509Certificate> path)
    implements CertificateVerdict {

  public JudgedCertificate {
    findings =
        findings.size() < 2
            ? List.copyOf(findings)
            : findings.stream().distinct().sorted().toList();
    notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    path = List.copyOf(path);
    if (findings.stream().anyMatch(JudgedCertificate::isNote)
        || !notes.stream().allMatch(JudgedCertificate::isNote)) {
      throw new IllegalArgumentException("findings lower a verdict, and notes do not");
    }
  }

  private static boolean isNote(Finding finding) {
    return finding.code().severity() == Finding.Severity.NOTE;
  }

  @Override
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
    Finding worst = findings.isEmpty() ? null : findings.get(0);
    String word =
        worst == null ? "trusted" : worst.code().severity().name().toLowerCase(Locale.ROOT);
    StringBuilder text = new StringBuilder(word + " at " + at + ": " + name(certificate));
    findings.forEach(finding -> text.append("\n  ").append(finding));
    notes.forEach(note -> text.append("\n  note ").append(note));
    text.append("\n  revocation: ").append(revocation);
    for (int i = 0; i < path.size(); i++) {
      X509Certificate each = path.get(i);
      String serial = each.getSerialNumber().toString(16);
      text.append("\n  " + i + ": " + name(each) + ", serial " + serial);
    }
    return text.toString();
  }

  /** Text from a certificate must not start a new line. */
  public static String name(X509Certificate certificate) {
    return certificate
        .getSubjectX500Principal()
        .getName()
        .replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
