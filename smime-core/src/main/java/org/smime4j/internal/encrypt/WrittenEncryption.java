package org.smime4j.internal.encrypt;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.settings.ContentCipher;

/** What was written to the recipients of a message. */
public record WrittenEncryption(
    ContentCipher contentCipher,
    List<X509Certificate> recipients,
    List<String> keyManagement,
    String reason,
    List<Finding> notes)
    implements EncryptionReport {

  public WrittenEncryption {
    recipients = List.copyOf(recipients);
    keyManagement = List.copyOf(keyManagement);
    notes = List.copyOf(notes);
  }

  /**
   * Returns the algorithms and recipients as text. It does not print certificates, because that may
   * fail.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(contentCipher.label());
    for (int i = 0; i < recipients.size(); i++) {
      text.append(i == 0 ? " for " : "; ")
          .append(DistinguishedName.print(recipients.get(i).getSubjectX500Principal()))
          .append(i < keyManagement.size() ? " by " + keyManagement.get(i) : "");
    }
    return text.append(": ").append(reason).append(notes.isEmpty() ? "" : " " + notes).toString();
  }
}
