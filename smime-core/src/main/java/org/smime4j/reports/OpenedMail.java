package org.smime4j.reports;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

/**
 * A message that a {@code MailReader} opened: the layers of a message, outermost first, and its
 * content.
 *
 * <p>{@link #requireSigned()} returns the signature over the whole message, or throws. {@link
 * #content()} returns the innermost content only if each signature over it is intact for at least
 * one signer, and broken for none. If the content was encrypted without authentication, the method
 * returns it only if a trusted signature covers all of it. {@link #textPart()}, {@link
 * #htmlPart()}, {@link #subject()} and {@link #attachments()} return decoded values, each with its
 * protection.
 *
 * <p>Layers {@linkplain Layer#isWhole() over the whole message} come first. Layers over a part
 * follow; they say nothing about the whole message (RFC 9787).
 *
 * <p>If a layer over the whole message fails, {@link #failure()} returns the reason, and {@link
 * #layers()} has the layers before it. Every method that returns content then throws that failure.
 * {@link #close()} deletes temporary files; content cannot be read afterwards.
 *
 * <p>{@code toString()} returns the whole report as text for a support ticket: the headline, the
 * notes, the layers with their signers and findings, and the protected header. The report contains
 * names, addresses and serial numbers, but no content and no keys. For hidden header fields it
 * contains only their names.
 *
 * <pre>{@code
 * try (OpenedMail mail = MailReader.with(decryptor, verifier).open(message)) {
 *   ByteSource signed = mail.requireSigned().requireTrusted();
 * }
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface OpenedMail extends Closeable {

  /**
   * Returns all layers: first those over the whole message, then those over parts, each outermost
   * first.
   */
  List<Layer> layers();

  /**
   * Returns whether the message is S/MIME at all: whether it, or a part of it, has a layer. Also
   * true if {@link #failure()} is present, because an unopened layer may be in such a message.
   */
  default boolean isSmime() {
    return !layers().isEmpty() || failure().isPresent();
  }

  /**
   * Returns why a layer over the whole message, or the message itself, could not be read. {@link
   * #layers()} has the layers before the failure. Empty if there was no failure.
   */
  Optional<SmimeException> failure();

  /**
   * Returns what became of the message. {@link Outcome#OPENED} requires that each key is proven.
   * Call this method before {@link #close()}.
   */
  Outcome outcome();

  /**
   * Explains why an encrypted layer did not open: it names the recipients of the layer, and says
   * which of their keys you hold. This method uses no private key. Empty if no encrypted layer over
   * the whole message failed. Call this method before {@link #close()}.
   *
   * @throws IOException if the message or the keys cannot be read again
   */
  Optional<Diagnosis> diagnosis() throws IOException;

  /**
   * Returns the header field of this name by which to show, sort and count the message. It is the
   * field of the outer header, unless the protected header has one, and a trusted signature covers
   * it whose certificate holds the address in From. A Subject that the author hid by encryption
   * also comes from inside. The result is the first of several fields. If its protection is {@link
   * Protection#NOTHING}, anyone may have written it. Ignores the case of the name.
   */
  Optional<ProtectedField> field(String name);

  /**
   * Returns {@link #field} for the Subject. If its protection is {@link Protection#NOTHING}, anyone
   * may have written it, even if a trusted signature covers the content.
   */
  default Optional<ProtectedField> subject() {
    return field("Subject");
  }

  /**
   * Returns the plain text of the message: the first text/plain part that belongs to the message
   * itself (RFC 9787, section 7.1). {@link MailPart#text()} decodes it, and {@link
   * MailPart#protection()} returns its protection. Empty if there is none. {@link #attachments()}
   * has all other texts.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  Optional<MailPart> textPart() throws SmimeException;

  /**
   * Returns the text/html part that belongs to the message itself, as {@link #textPart()} does for
   * plain text. The HTML may contain scripts, remote content and forms from a stranger.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  Optional<MailPart> htmlPart() throws SmimeException;

  /**
   * Returns attachments, images, further texts and messages, in their order. These are all parts
   * that {@link #textPart()} and {@link #htmlPart()} do not return. {@link MailPart#inside()}
   * returns the content of an encrypted part that stands next to other parts.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  List<MailPart> attachments() throws SmimeException;

  /**
   * Returns the innermost encrypted layer over the whole message, with the key that opened it.
   * Empty if no encrypted layer was opened.
   */
  Optional<EncryptedLayer> encryption();

  /**
   * Returns the root of the tree of parts inside all layers. Empty if there are no parts, or if a
   * layer failed.
   */
  Optional<MailPart> root();

  /**
   * Returns the scheme by which the message protects its header. Use it in reports only: {@link
   * #protectedFields()} works the same way for all three. Empty if the message protects no header
   * fields, or if no signature and no encryption covers them.
   */
  Optional<HeaderScheme> headerScheme();

  /**
   * Returns the fields of the inner header, in their order, each compared with the same field of
   * the outer header (RFC 9788 section 4). Fields that describe the content are left out. Use these
   * fields for display and replies, because anyone may have written the fields outside. {@link
   * ProtectedField#protection()} returns the protection of each field. The list is empty if {@link
   * #headerScheme()} is empty.
   *
   * <p>A signer is trusted only if the certificate holds both From addresses, the outer and the
   * inner one. This rule applies only if the verifier was given no expected signer.
   */
  List<ProtectedField> protectedFields();

  /** Returns the first of {@link #protectedFields()} with this name, ignoring case. */
  Optional<ProtectedField> protectedField(String name);

  /**
   * Returns the lower-case names of the fields that occur more often outside than inside. Only some
   * fields count: those that programs use for display, replies or sorting. The author did not write
   * the additional fields: do not reply to their addresses. The list is empty if {@link
   * #headerScheme()} is empty.
   */
  List<String> addedOutside();

  /**
   * Returns the values of a field in the outer header, ignoring the case of its name. Each value is
   * unfolded, and its encoded words are decoded. Anyone may have written these values: prefer
   * {@link #protectedFields()}. Escape the values before you show them. Empty for a message that is
   * CMS without a header.
   */
  List<String> fieldsOutside(String name);

  /**
   * Returns notes about the message as a whole, the most important first: {@code FROM_MISMATCH},
   * {@code ENCRYPTION_REMOVED}, {@code NOT_ADDRESSED_TO_READER}, {@code FIELD_ALTERED}, {@code
   * FIELD_MISSING}, {@code FIELD_ADDED}, {@code HEADER_UNVERIFIED}; {@code READ_DIFFERENTLY}, if
   * programs read the message in more than one way, and the caller chose to accept any signer;
   * {@code SENDER_DIFFERS} and {@code REPLY_TO_DIFFERS}, if Sender or Reply-To has another address
   * than From; {@code SIGNED_CIPHERTEXT}, if all signatures are outside the encryption; {@code
   * PART_SIGNED}, {@code PART_ENCRYPTED}; {@code FIELD_REPEATED}, if a signed message has a field
   * twice with the same value.
   */
  List<Finding> notes();

  /**
   * Returns whether the layers over the whole message hold content. A message that has only
   * certificates holds none.
   */
  boolean hasContent();

  /**
   * Returns the innermost signature over the whole message, trusted or not. Call {@link
   * SignatureReport#requireTrusted()} on the result.
   *
   * <p>The innermost of nested signatures (RFC 2634, section 1.1) is the author's. Anyone can add
   * or remove the others, so they do not change its verdict. {@link #layers()} has them, with their
   * own verdicts.
   *
   * <p>If the signature is outside the encryption ({@code SIGNED_CIPHERTEXT} in {@link #notes()}),
   * its signer need not know the content: do not attribute the content to the signer. {@link
   * MailPart#protection()} is then {@link Protection#ENCRYPTED}.
   *
   * @throws SmimeException.NotTrusted if no signature covers the whole message
   */
  SignatureReport requireSigned() throws SmimeException;

  /**
   * Returns the signed receipt in the message (RFC 2634, section 2.8). Empty if the message has
   * none. Pass the verdict on your own signature of the message that asked for the receipt to
   * {@link Receipt#isOf}. A receipt is not a signature over the message: {@link #requireSigned()}
   * does not count it.
   *
   * @throws SmimeException.NotTrusted if the signature of the receipt is not trusted, or its signer
   *     is not the author in From
   * @throws SmimeException.Malformed if the receipt cannot be read
   */
  Optional<Receipt> receipt() throws IOException;

  /**
   * Returns the innermost content of the layers over the whole message, as a MIME entity. If the
   * content is signed, it is exactly the bytes that the signature covers. A signer that could not
   * be checked, for example because of MD5, does not block the content if another signer is intact.
   * To require that all signers are trusted, call {@link #requireSigned()} and then {@link
   * SignatureReport#requireTrusted()}.
   *
   * @throws SmimeException.NotTrusted if a signature over the content is broken for a signer, or is
   *     intact for none
   * @throws SmimeException.Refused if the content was encrypted without authentication, and no
   *     trusted signature covers all of it; or if the key is not proven ({@link
   *     SmimeException.Refused.Rule#UNPROVEN})
   * @throws SmimeException.Malformed if there is no content
   */
  ByteSource content() throws SmimeException;

  /**
   * Returns the content as {@link #content()} does, even if it was encrypted without
   * authentication. An attacker may have changed such content. Do not render it with remote content
   * or reply to it automatically. Content of a key that is not proven ({@link Outcome#UNPROVEN}) is
   * returned by {@link #unverifiedContent} alone.
   */
  ByteSource unauthenticatedContent() throws SmimeException;

  /**
   * Returns the same content without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  ByteSource unverifiedContent(String reason) throws SmimeException;

  /** Makes of the message the mail that takes its place. */
  Delivery delivery();

  /**
   * Deletes the temporary file that was made if the message came from a stream. After this call,
   * content cannot be read.
   */
  @Override
  void close() throws IOException;
}
