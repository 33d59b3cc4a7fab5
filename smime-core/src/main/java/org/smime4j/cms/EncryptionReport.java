package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.findings.Note;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.settings.ContentCipher;

/** The recipients and algorithms of an encrypted message, with notes for the sender. */
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

  /** Returns the cipher of the content. */
  public ContentCipher contentCipher() {
    return contentCipher;
  }

  /**
   * Returns the certificates of the recipients, in the order in which they were added, each once.
   */
  public List<X509Certificate> recipients() {
    return recipients;
  }

  /**
   * Returns how each of the {@link #recipients()} gets the key, in the same order. The labels are
   * those of reports, such as {@code rsa-oaep-sha256}.
   */
  public List<String> keyManagement() {
    return keyManagement;
  }

  /**
   * Returns the reason for the cipher: the policy, or the recipients who cannot open the policy's
   * cipher.
   */
  public String reason() {
    return reason;
  }

  /**
   * Returns notes for the sender, for example {@link Note.Code#MAY_NOT_OPEN}. The list is often
   * empty.
   */
  public List<Note> notes() {
    return notes;
  }

  /**
   * Returns the smime-type parameter for the media type of the message (RFC 8551, 3.2.2; RFC 7114).
   */
  public String smimeType() {
    return smimeType(contentCipher);
  }

  static String smimeType(ContentCipher cipher) {
    return cipher.aead() ? "authEnveloped-data" : "enveloped-data";
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
