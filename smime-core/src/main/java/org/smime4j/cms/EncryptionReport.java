package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.ContentCipher;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.trust.Note;

/** What was done to encrypt a message. */
public final class EncryptionReport {

  private final ContentCipher contentCipher;
  private final List<X509Certificate> recipients;
  private final List<String> keyManagement;
  private final String reason;
  private final List<Note> notes;

  EncryptionReport(
      ContentCipher contentCipher,
      List<X509Certificate> recipients,
      List<String> keyManagement,
      String reason,
      List<Note> notes) {
    this.contentCipher = contentCipher;
    this.recipients = List.copyOf(recipients);
    this.keyManagement = List.copyOf(keyManagement);
    this.reason = reason;
    this.notes = List.copyOf(notes);
  }

  /** The cipher of the content. */
  public ContentCipher contentCipher() {
    return contentCipher;
  }

  /** Who can open it: certificates in the order in which they were named, each once. */
  public List<X509Certificate> recipients() {
    return recipients;
  }

  /**
   * How each of the {@link #recipients()} gets the key, in the same order: labels such as {@code
   * rsa-oaep-sha256}.
   */
  public List<String> keyManagement() {
    return keyManagement;
  }

  /** Why it is this cipher: what the policy says, and who does not open something better. */
  public String reason() {
    return reason;
  }

  /** What the sender should know, for example {@link Note.Code#MAY_NOT_OPEN}; often empty. */
  public List<Note> notes() {
    return notes;
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
