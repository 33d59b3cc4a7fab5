package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.settings.ContentCipher;

/**
 * The layers and recipients of a sealed message, with notes for its sender.
 *
 * <pre>{@code
 * SealingReport report = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).writeTo(out);
 * report.notes().forEach(System.err::println);
 * }</pre>
 *
 * @param layers the layers around the message, the innermost first
 * @param recipients the certificates of the recipients of the outermost encryption, in the order in
 *     which the caller named them. Empty if the message is not encrypted, so that anyone can read
 *     it
 * @param contentCipher the cipher of the outermost encryption
 * @param notes notes for the sender. For example, a recipient may be unable to open the message, or
 *     the signer's certificate does not hold the address in From. Often empty
 */
public record SealingReport(
    List<Layer.Kind> layers,
    List<X509Certificate> recipients,
    Optional<ContentCipher> contentCipher,
    List<Finding> notes) {

  public SealingReport {
    layers = List.copyOf(layers);
    recipients = List.copyOf(recipients);
    notes = List.copyOf(notes);
  }

  /**
   * Returns the layers and recipients as text. It does not contain whole certificates, because
   * printing one may fail.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(layers.toString());
    contentCipher.ifPresent(cipher -> text.append(" by ").append(cipher.label()));
    for (int i = 0; i < recipients.size(); i++) {
      text.append(i == 0 ? " for " : "; ")
          .append(DistinguishedName.print(recipients.get(i).getSubjectX500Principal()));
    }
    return text.append(notes.isEmpty() ? "" : ": " + notes).toString();
  }
}
