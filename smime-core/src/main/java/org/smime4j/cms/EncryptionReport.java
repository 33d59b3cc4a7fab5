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
 * @param notes what the sender should know, for example {@link #MAY_NOT_OPEN}; often empty
 */
public record EncryptionReport(
    ContentCipher contentCipher,
    List<X509Certificate> recipients,
    List<String> keyManagement,
    String reason,
    List<Note> notes) {

  /**
   * The code of the note that a recipient's software may not open the message, since nothing is
   * known about what it can do. Outlook, NSS and Thunderbird open neither AES-GCM nor, often, OAEP;
   * {@link org.smime4j.Policy#standard()} writes what they do open.
   */
  public static final String MAY_NOT_OPEN = "MAY_NOT_OPEN";

  /**
   * The code of the note that a cipher of CBC was taken in place of an AEAD, since the verified
   * certificate of a recipient says that nothing better is understood there.
   */
  public static final String CBC_FOR_RECIPIENT = "CBC_FOR_RECIPIENT";

  /**
   * The code of the note that the encryption does not show whether the content was changed. It is
   * signed first where that matters; what is signed and encrypted in one does not carry this note.
   */
  public static final String NOT_AUTHENTICATED = "NOT_AUTHENTICATED";

  /**
   * The code of the note that a key of another kind stands beside RSA keys. A program that knows
   * PKCS #7 alone then opens the message for none of its recipients.
   */
  public static final String OTHER_KEY_BESIDE_RSA = "OTHER_KEY_BESIDE_RSA";

  /**
   * The code of the note, under {@link org.smime4j.Policy#derivingContentKeys()} alone, that the
   * key is not derived, since a recipient is known not to open that.
   */
  public static final String CONTENT_KEY_NOT_DERIVED = "CONTENT_KEY_NOT_DERIVED";

  /**
   * The code of the note, under {@link org.smime4j.Policy#postQuantum()} alone, that names whose
   * keys quantum computers will break.
   */
  public static final String CLASSICAL_KEY = "CLASSICAL_KEY";

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
