package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.settings.ContentCipher;

/**
 * The recipients and algorithms of an encrypted message, with notes for the sender.
 *
 * @param contentCipher the cipher of the content
 * @param recipients the certificates of the recipients, in the order in which they were added, each
 *     once
 * @param keyManagement how each of the recipients gets the key, in the same order. The labels are
 *     those of reports, such as {@code rsa-oaep-sha256}
 * @param reason the reason for the cipher: the policy, or the recipients who cannot open the
 *     policy's cipher
 * @param notes notes for the sender, for example {@link Finding.Code#MAY_NOT_OPEN}; often empty
 */
public record EncryptionReport(
    ContentCipher contentCipher,
    List<X509Certificate> recipients,
    List<String> keyManagement,
    String reason,
    List<Finding> notes) {

  public EncryptionReport {
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
