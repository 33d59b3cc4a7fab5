package org.smime4j.mail;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.MediaType;

/**
 * A MIME part of an opened message, and the layers that cover it: a text, an attachment or another
 * part.
 *
 * <p>If the part is encrypted or signed itself, and was opened, {@link #inside()} has its content
 * as a separate tree. Decrypted content thus never stands beside foreign text. {@link #content()}
 * is decoded, and throws if a signature over it is not intact. {@link #name()} is what the sender
 * wrote: never use it as the name of a file. Immutable.
 *
 * <pre>{@code
 * for (MailPart attachment : mail.attachments()) {
 *   attachment.content().writeTo(out);
 * }
 * }</pre>
 */
public final class MailPart {

  private final @Nullable HeaderFields header;
  private final String type;
  private final Optional<String> charset;
  private final Optional<String> fileName;
  private final Octets raw;
  private final Octets content;
  private final List<Layer> coveredBy;
  private final List<MailPart> children;
  private final Optional<MailPart> inside;
  private final boolean legacyDisplay;
  private final Limits limits;

  /**
   * @param header which says its type; null if it is no MIME entity
   * @param legacyDisplay whether it may begin with header fields that its author hid, for programs
   *     that know no header protection (RFC 9788 section 4.5.3)
   */
  MailPart(
      @Nullable HeaderFields header,
      String type,
      Optional<String> charset,
      Optional<String> fileName,
      Octets raw,
      Octets content,
      List<Layer> coveredBy,
      List<MailPart> children,
      Optional<MailPart> inside,
      boolean legacyDisplay,
      Limits limits) {
    this.header = header;
    this.type = type;
    this.charset = charset;
    this.fileName = fileName;
    this.raw = raw;
    this.content = content;
    this.coveredBy = List.copyOf(coveredBy);
    this.children = List.copyOf(children);
    this.inside = inside;
    this.legacyDisplay = legacyDisplay;
    this.limits = limits;
  }

  /** Whether it is a MIME entity; content of CMS alone may be octets of any kind. */
  public boolean isEntity() {
    return header != null;
  }

  /** The media type in lower case, without parameters, as the sender states it. */
  public String type() {
    return type;
  }

  /** The charset of a text, as the sender states it. */
  public Optional<String> charset() {
    return charset;
  }

  /**
   * The file name that the sender gives, decoded (RFC 2231, RFC 2047). Never use it as a path. It
   * may contain {@code ../}, a drive, a device's name, control characters and marks that change the
   * direction of text. Choose your own file name, and escape this one where it is shown.
   */
  public Optional<String> name() {
    return fileName.map(EncodedWords::decode);
  }

  /**
   * Whether it is to be shown apart from the text of the message: its Content-Disposition is
   * another than inline (RFC 2183, section 2.8), or one of several is. A part that has a file name
   * and no disposition does not say so of itself.
   */
  public boolean isAttached() {
    return header != null
        && header.named("Content-Disposition").stream()
            .anyMatch(field -> !MediaType.parse(field.value()).toString().equals("inline"));
  }

  /**
   * What stands in the part's own header under a name that is compared without case, as {@link
   * OpenedMail#fieldsOutside} gives it: the word of the author of the part, which of a forwarded
   * message is not the signer. Escape it where it is shown.
   */
  public List<String> fields(String name) {
    return header == null
        ? List.of()
        : header.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  /** The layers that cover this part, outermost first. Empty if anybody may have added the part. */
  public List<Layer> coveredBy() {
    return coveredBy;
  }

  /** The parts of a multipart, or the message in a message/rfc822. */
  public List<MailPart> children() {
    return children;
  }

  /** The root of what was inside, where this part is an errant layer that was opened. */
  public Optional<MailPart> inside() {
    return inside;
  }

  /**
   * The content without its transfer encoding.
   *
   * @throws SmimeException.NotTrusted if a signature over it does not hold
   * @throws SmimeException.Refused if it was encrypted without being authenticated
   */
  public Octets content() throws SmimeException {
    Release.requireIntact(coveredBy);
    Release.requireAuthenticated(coveredBy);
    return content;
  }

  /**
   * The content as text: decoded by its charset, as UTF-8 if it names none. Header fields at its
   * head, which its author hid and wrote there for programs that know no header protection (RFC
   * 9788 section 4.5.3), are taken off: of text/plain the lines up to the first empty one, of
   * text/html the element for it. Line ends and format=flowed (RFC 3676) are left as they are.
   *
   * @throws SmimeException.NotTrusted if a signature over it does not hold
   * @throws SmimeException.Refused if it was encrypted without being authenticated
   * @throws SmimeException.UnsupportedAlgorithm if its charset is not known; {@link #content()}
   *     gives its octets
   * @throws SmimeException.LimitExceeded if it is longer than {@link org.smime4j.Limit#TEXT_OCTETS}
   */
  public String text() throws IOException {
    Octets whole = content();
    Octets own = legacyDisplay ? LegacyDisplay.stripped(whole, type.equals("text/html")) : whole;
    return CharsetText.decode(own, charset, limits);
  }

  /**
   * What the layers over it protect it with. What is covered by a signature that stands around a
   * part and not around the message is protected by {@link Protection#NOTHING}.
   */
  public Protection protection() {
    return LayersAround.protection(coveredBy);
  }

  /**
   * The content without its transfer encoding, and without any check.
   *
   * @param reason why it is used without a check; for readers of the code
   */
  public Octets unverifiedContent(String reason) {
    requireReason(reason);
    return content;
  }

  /**
   * The part with its header, exactly as it travelled, without any check.
   *
   * @param reason why it is used without a check; for readers of the code
   */
  public Octets unverifiedRaw(String reason) {
    requireReason(reason);
    return raw;
  }

  static void requireReason(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("give a reason for using unverified content");
    }
  }

  @Override
  public String toString() {
    return type
        + (coveredBy.isEmpty() ? "" : " in " + coveredBy.size() + " layers")
        + (children.isEmpty() ? "" : " " + children)
        + inside.map(part -> " around " + part).orElse("");
  }
}
