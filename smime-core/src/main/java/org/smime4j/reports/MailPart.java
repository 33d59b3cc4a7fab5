package org.smime4j.reports;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

/**
 * A MIME part of an opened message, such as a text or an attachment, with the layers that cover it.
 *
 * <p>If the part is itself encrypted or signed and was opened, {@link #inside()} returns its
 * content as a separate tree. Decrypted content therefore never stands beside other text. {@link
 * #content()} returns decoded content, and throws if a signature over it is not intact. The sender
 * chose {@link #name()}: never use it as the name of a file.
 *
 * <pre>{@code
 * for (MailPart attachment : mail.attachments()) {
 *   attachment.content().writeTo(out);
 * }
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface MailPart {

  /**
   * Returns whether the part is a MIME entity. If the input is CMS and not mail, its content may be
   * any bytes.
   */
  boolean isEntity();

  /** Returns the media type in lower case, without parameters, as the sender states it. */
  String type();

  /** Returns the charset of a text, as the sender states it. */
  Optional<String> charset();

  /**
   * Returns the charset of a text in which {@link #unverifiedTextBytes} is to be read: UTF-8 where
   * the part states none, US-ASCII, or one that this Java does not know. A name from a message
   * costs Java 100 µs and more where it is unknown; here it does not.
   */
  Charset charsetOrUtf8();

  /**
   * Returns the decoded file name that the sender gives (RFC 2231, RFC 2047). Never use it as a
   * path. It may contain {@code ../}, a drive letter, a device name, control characters, and
   * characters that change the direction of text. Choose your own file name, and escape this one
   * before you show it.
   */
  Optional<String> name();

  /**
   * Returns whether the sender marks the part as an attachment: it has a Content-Disposition other
   * than inline (RFC 2183, section 2.8). A file name without a disposition does not make a part an
   * attachment.
   */
  boolean isAttached();

  /**
   * Returns the values of a field in the part's own header, in the form of {@link
   * OpenedMail#fieldsOutside}. The author of the part wrote them. In a forwarded message this
   * author may be someone other than the signer. No check stands before them: they are also
   * returned under a broken signature, and from unauthenticated content. Escape the values before
   * you show them.
   */
  List<String> fields(String name);

  /**
   * Returns the layers that cover this part, outermost first. Empty if no layer covers it: anyone
   * may then have added the part.
   */
  List<Layer> coveredBy();

  /** Returns the parts of a multipart, or the message in a message/rfc822. */
  List<MailPart> children();

  /**
   * Returns which of the {@link #children()} the others serve, counted from 0: of a
   * multipart/related the part that the parameter {@code start} names (RFC 2387, section 3.2), and
   * the first otherwise.
   */
  int mainChild();

  /**
   * Returns the root of the tree inside this part. Empty unless this part is itself encrypted or
   * signed, and was opened.
   */
  Optional<MailPart> inside();

  /**
   * Returns the content without its transfer encoding.
   *
   * @throws SmimeException.NotTrusted if a signature over it is broken for at least one signer, or
   *     is intact for no signer
   * @throws SmimeException.Refused if it was encrypted without authentication, and no trusted
   *     signature covers all of it; or if the key is not proven
   */
  ByteSource content() throws SmimeException;

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
  String text() throws IOException;

  /**
   * Returns how the layers over the part protect it. If one of them covers only a part of the
   * message, the result is {@link Protection#NOTHING}.
   */
  Protection protection();

  /**
   * Returns the content without its transfer encoding, and without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  ByteSource unverifiedContent(String reason);

  /**
   * Returns the bytes of what {@link #text()} returns, in the part's charset and of any length:
   * without a transfer encoding, without a legacy display, and without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  ByteSource unverifiedTextBytes(String reason) throws IOException;

  /**
   * Returns the part with its header, exactly as it was sent, without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  ByteSource unverifiedRaw(String reason);
}
