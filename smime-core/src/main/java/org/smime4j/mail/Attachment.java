package org.smime4j.mail;

import java.util.Optional;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.mime.EncodedWords;

/**
 * A part of a message beside its text. Immutable.
 *
 * <pre>{@code
 * for (Attachment attachment : mail.attachments()) {
 *   attachment.octets().writeTo(out);
 * }
 * }</pre>
 */
public final class Attachment {

  private final Part part;
  private final ProtectedField.Protection protection;

  Attachment(Part part, ProtectedField.Protection protection) {
    this.part = part;
    this.protection = protection;
  }

  /**
   * The file name that the sender gives, decoded (RFC 2231, RFC 2047). It is never a path to write
   * to: nothing is taken out of it, and it may hold {@code ../}, a drive, a device's name, control
   * characters and marks that turn the direction of text. Write to a name of your own, and escape
   * this one where it is shown.
   */
  public Optional<String> name() {
    return part.fileName().map(EncodedWords::decode);
  }

  /** The media type in lower case, without parameters; the sender's word. */
  public String type() {
    return part.contentType();
  }

  /**
   * The content, its transfer encoding taken off.
   *
   * @throws SmimeException.NotTrusted if a signature over it does not hold
   * @throws SmimeException.Refused if it was encrypted without being authenticated
   */
  public Octets octets() throws SmimeException {
    return part.content();
  }

  /** What the layers over the whole message protect it with. */
  public ProtectedField.Protection protection() {
    return protection;
  }

  @Override
  public String toString() {
    return "Attachment " + type() + ", " + protection;
  }
}
