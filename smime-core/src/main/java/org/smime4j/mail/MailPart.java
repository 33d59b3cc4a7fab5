package org.smime4j.mail;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.MediaType;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * A MIME part of an opened message, such as a text or an attachment, with the layers that cover it.
 *
 * <p>If the part is itself encrypted or signed and was opened, {@link #inside()} returns its
 * content as a separate tree. Decrypted content therefore never stands beside other text. {@link
 * #content()} returns decoded content, and throws if a signature over it is not intact. The sender
 * chose {@link #name()}: never use it as the name of a file. Immutable.
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
  private final ByteSource raw;
  private final ByteSource content;
  private final List<Layer> coveredBy;
  private final List<MailPart> children;
  private final Optional<MailPart> inside;
  private final boolean legacyDisplay;
  private final Limits limits;

  /**
   * @param header the header of the part; null if the part is not a MIME entity
   * @param legacyDisplay whether the part may begin with hidden header fields, for programs without
   *     header protection (RFC 9788 section 4.5.3)
   */
  MailPart(
      @Nullable HeaderFields header,
      String type,
      Optional<String> charset,
      Optional<String> fileName,
      ByteSource raw,
      ByteSource content,
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

  /**
   * Returns whether the part is a MIME entity. If the input is CMS and not mail, its content may be
   * any bytes.
   */
  public boolean isEntity() {
    return header != null;
  }

  /** Returns the media type in lower case, without parameters, as the sender states it. */
  public String type() {
    return type;
  }

  /** Returns the charset of a text, as the sender states it. */
  public Optional<String> charset() {
    return charset;
  }

  /**
   * Returns the decoded file name that the sender gives (RFC 2231, RFC 2047). Never use it as a
   * path. It may contain {@code ../}, a drive letter, a device name, control characters, and
   * characters that change the direction of text. Choose your own file name, and escape this one
   * before you show it.
   */
  public Optional<String> name() {
    return fileName.map(EncodedWords::decode);
  }

  /**
   * Returns whether the sender marks the part as an attachment: it has a Content-Disposition other
   * than inline (RFC 2183, section 2.8). A file name without a disposition does not make a part an
   * attachment.
   */
  public boolean isAttached() {
    return header != null
        && header.named("Content-Disposition").stream()
            .anyMatch(field -> !MediaType.parse(field.value()).toString().equals("inline"));
  }

  /**
   * Returns the values of a field in the part's own header, in the form of {@link
   * OpenedMail#fieldsOutside}. The author of the part wrote them. In a forwarded message this
   * author may be someone other than the signer. No check stands before them: they are also
   * returned under a broken signature, and from unauthenticated content. Escape the values before
   * you show them.
   */
  public List<String> fields(String name) {
    return header == null
        ? List.of()
        : header.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  /**
   * Returns the layers that cover this part, outermost first. Empty if no layer covers it: anyone
   * may then have added the part.
   */
  public List<Layer> coveredBy() {
    return coveredBy;
  }

  /** Returns the parts of a multipart, or the message in a message/rfc822. */
  public List<MailPart> children() {
    return children;
  }

  /**
   * Returns the root of the tree inside this part. Empty unless this part is itself encrypted or
   * signed, and was opened.
   */
  public Optional<MailPart> inside() {
    return inside;
  }

  /**
   * Returns the content without its transfer encoding.
   *
   * @throws SmimeException.NotTrusted if a signature over it is broken for at least one signer, or
   *     is intact for no signer
   * @throws SmimeException.Refused if it was encrypted without authentication, and no trusted
   *     signature covers all of it
   */
  public ByteSource content() throws SmimeException {
    Release.requireIntact(coveredBy);
    Release.requireAuthenticated(coveredBy);
    return content;
  }

  /**
   * Returns the content as text, decoded from its charset, or from UTF-8 if the part names no
   * charset. This method removes a legacy display: a copy of hidden header fields for programs
   * without header protection (RFC 9788 section 4.5.3). In text/plain the legacy display is the
   * lines up to the first empty one, and in text/html an element. Line ends and format=flowed (RFC
   * 3676) stay as they are.
   *
   * @throws SmimeException.NotTrusted if a signature over it is broken for at least one signer, or
   *     is intact for no signer
   * @throws SmimeException.Refused if it was encrypted without authentication, and no trusted
   *     signature covers all of it
   * @throws SmimeException.UnsupportedAlgorithm if its charset is unknown; {@link #content()}
   *     returns its bytes
   * @throws SmimeException.LimitExceeded if it is longer than {@link
   *     org.smime4j.settings.Limit#TEXT_OCTETS}
   */
  public String text() throws IOException {
    return CharsetText.decode(shown(content()), charset, limits);
  }

  private ByteSource shown(ByteSource whole) throws IOException {
    return legacyDisplay ? LegacyDisplay.stripped(whole, type.equals("text/html")) : whole;
  }

  /**
   * Returns how the layers over the part protect it. If one of them covers only a part of the
   * message, the result is {@link Protection#NOTHING}.
   */
  public Protection protection() {
    return LayersAround.protection(coveredBy);
  }

  /**
   * Returns the content without its transfer encoding, and without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  public ByteSource unverifiedContent(String reason) {
    requireReason(reason);
    return content;
  }

  /**
   * Returns the bytes of what {@link #text()} returns, in the part's charset and of any length:
   * without a transfer encoding, without a legacy display, and without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  public ByteSource unverifiedText(String reason) throws IOException {
    requireReason(reason);
    return shown(content);
  }

  /**
   * Returns the part with its header, exactly as it was sent, without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  public ByteSource unverifiedRaw(String reason) {
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
