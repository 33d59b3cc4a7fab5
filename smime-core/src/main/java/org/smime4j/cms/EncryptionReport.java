package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.ContentCipher;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.trust.Note;

/**
 * What was done to encrypt a message.
 *
 * @param contentCipher the cipher of the content
 * @param recipients who can open it: certificates in the order in which they were named, each once
 * @param keyManagement how each of them gets the key, in the same order: labels such as {@code
 *     rsa-oaep-sha256}
 * @param reason why it is this cipher: what the policy says, and who does not open something better
 * @param notes what the sender should know, for example {@link Note.Code#MAY_NOT_OPEN}; often empty
 */
public record EncryptionReport(
    ContentCipher contentCipher,
    List<X509Certificate> recipients,
    List<String> keyManagement,
    String reason,
    List<Note> notes) {

  public EncryptionReport {
    recipients = List.copyOf(recipients);
    keyManagement = List.copyOf(keyManagement);
    notes = List.copyOf(notes);
  }

  /** The smime-type parameter of the media type that carries it (RFC 8551, 3.2.2; RFC 7114). */
  public String smimeType() {
    return smimeType(contentCipher);
  }

  static String smimeType(ContentCipher cipher) {
    return cipher.aead() ? "authEnveloped-data" : "enveloped-data";
  }

  /** What was written and for whom; a certificate itself is not printed, which may fail. */
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
