package org.smime4j.mail;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.ContentCipher;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.trust.Note;

/**
 * What was done to a message, for whom, and what its sender should know.
 *
 * <pre>{@code
 * SealingReport report = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).writeTo(out);
 * report.notes().forEach(System.err::println);
 * }</pre>
 */
public final class SealingReport {

  private final List<Layer.Kind> layers;
  private final List<X509Certificate> recipients;
  private final Optional<ContentCipher> contentCipher;
  private final List<Note> notes;

  SealingReport(
      List<Layer.Kind> layers,
      List<X509Certificate> recipients,
      Optional<ContentCipher> contentCipher,
      List<Note> notes) {
    this.layers = List.copyOf(layers);
    this.recipients = List.copyOf(recipients);
    this.contentCipher = contentCipher;
    this.notes = List.copyOf(notes);
  }

  /** The layers that were put around the message, the innermost first. */
  public List<Layer.Kind> layers() {
    return layers;
  }

  /**
   * Who can open the outermost encryption: certificates in the order in which they were named;
   * empty where nothing was encrypted, so that anybody can read.
   */
  public List<X509Certificate> recipients() {
    return recipients;
  }

  /** The cipher of the outermost encryption. */
  public Optional<ContentCipher> contentCipher() {
    return contentCipher;
  }

  /**
   * What the sender should know, for example that a recipient may not be able to open the message,
   * or that the signer's certificate does not hold the address in From; often empty.
   */
  public List<Note> notes() {
    return notes;
  }

  /** What was written and for whom; a certificate itself is not printed, which may fail. */
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
