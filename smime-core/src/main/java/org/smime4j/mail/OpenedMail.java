package org.smime4j.mail;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.Diagnosis;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.Receipt;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Note;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/**
 * The result of {@link MailReader#open(ByteSource)}: the layers of a message, outermost first, and
 * its content.
 *
 * <p>{@link #requireSigned()} returns the signature over the whole message, or throws. {@link
 * #content()} returns the innermost content only if each signature over it is intact for at least
 * one signer, and broken for none. If the content was encrypted without authentication, the method
 * returns it only if a trusted signature covers all of it. {@link #text()}, {@link #html()}, {@link
 * #subject()} and {@link #attachments()} return decoded values, each with its protection.
 *
 * <p>Layers {@linkplain Layer#isWhole() over the whole message} come first. Layers over a part
 * follow; they say nothing about the whole message (RFC 9787).
 *
 * <p>If a layer over the whole message fails, {@link #failure()} returns the reason, and {@link
 * #layers()} has the layers before it. Every method that returns content then throws that failure.
 * {@link #close()} deletes temporary files; content cannot be read afterwards.
 *
 * <pre>{@code
 * try (OpenedMail mail = MailReader.with(decryptor, verifier).open(message)) {
 *   ByteSource signed = mail.requireSigned().requireTrusted();
 * }
 * }</pre>
 */
public final class OpenedMail implements Closeable {

  private final List<Layer> layers;
  private final List<Layer> wholeLayers;
  private final @Nullable SmimeException failure;
  private final @Nullable Supplier<ByteSource> content;
  private final @Nullable MailPart root;
  private final @Nullable ProtectedHeaders headers;
  private final @Nullable HeaderFields outside;
  private final List<Note> notes;
  private final boolean boundToFrom;
  private final Closeable source;
  private final @Nullable Explanation explanation;

  /** Creates the diagnosis on request, from the source. */
  interface Explanation {
    Diagnosis make() throws IOException;
  }

  OpenedMail(
      List<Layer> layers,
      @Nullable SmimeException failure,
      @Nullable Supplier<ByteSource> content,
      @Nullable MailPart root,
      @Nullable ProtectedHeaders headers,
      @Nullable HeaderFields outside,
      List<Note> notes,
      boolean boundToFrom,
      Closeable source,
      @Nullable Explanation explanation) {
    this.layers = List.copyOf(layers);
    this.wholeLayers = layers.stream().filter(Layer::isWhole).toList();
    this.failure = failure;
    this.content = content;
    this.root = root;
    this.headers = headers;
    this.outside = outside;
    this.notes = List.copyOf(notes);
    this.boundToFrom = boundToFrom;
    this.source = source;
    this.explanation = explanation;
  }

  /**
   * Returns all layers: first those over the whole message, then those over parts, each outermost
   * first.
   */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers over the whole message, outermost first. */
  List<Layer> wholeLayers() {
    return wholeLayers;
  }

  /**
   * Returns why a layer over the whole message, or the message itself, could not be read. {@link
   * #layers()} has the layers before the failure. Empty if there was no failure.
   */
  public Optional<SmimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Explains why an encrypted layer did not open: it names the recipients of the layer, and says
   * which of their keys you hold. This method uses no private key. Empty if no encrypted layer over
   * the whole message failed. Call this method before {@link #close()}.
   *
   * @throws IOException if the message or the keys cannot be read again
   */
  public Optional<Diagnosis> diagnosis() throws IOException {
    return explanation == null ? Optional.empty() : Optional.of(explanation.make());
  }

  /**
   * Returns the protected subject if there is one, or else the subject outside. Anyone may have
   * written the subject outside. Empty if the message has no subject.
   */
  public Optional<ProtectedField> subject() {
    Optional<ProtectedField> inside = protectedField("Subject");
    return inside.isPresent() || outside == null
        ? inside
        : outside.named("Subject").stream()
            .findFirst()
            .map(field -> ProtectedField.outsideAlone(field.name(), field.value()));
  }

  /**
   * Returns the plain text of the message: the first text/plain part that belongs to the message
   * itself (RFC 9787, section 7.1). {@link MailPart#text()} decodes it, and {@link
   * MailPart#protection()} returns its protection. Empty if there is none. {@link #attachments()}
   * has all other texts.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> text() throws SmimeException {
    return body().text("text/plain");
  }

  /**
   * Returns the text/html part that belongs to the message itself, as {@link #text()} does for
   * plain text. The HTML may contain scripts, remote content and forms from a stranger.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> html() throws SmimeException {
    return body().text("text/html");
  }

  /**
   * Returns attachments, images, further texts and messages, in their order. These are all parts
   * that {@link #text()} and {@link #html()} do not return. {@link MailPart#inside()} returns the
   * content of an encrypted part that stands next to other parts.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public List<MailPart> attachments() throws SmimeException {
    return body().others();
  }

  /** If the content is a whole message, it is the message itself, with a protected header. */
  private MessageBody body() throws SmimeException {
    throwFailure();
    boolean wrapped =
        headers != null && headers.scheme() == ProtectedHeaders.Scheme.WRAPPED_MESSAGE;
    return MessageBody.of(root().map(all -> wrapped ? all.children().get(0) : all));
  }

  /**
   * Returns the innermost encrypted layer over the whole message, with the key that opened it.
   * Empty if no encrypted layer was opened.
   */
  public Optional<EncryptedLayer> encryption() {
    Optional<EncryptedLayer> innermost = Optional.empty();
    for (Layer layer : wholeLayers) {
      if (layer.encryption().isPresent()) {
        innermost = layer.encryption();
      }
    }
    return innermost;
  }

  /**
   * Returns the root of the tree of parts inside all layers. Empty if there are no parts, or if a
   * layer failed.
   */
  public Optional<MailPart> root() {
    return Optional.ofNullable(root);
  }

  /** The header inside, compared with the one outside. */
  Optional<ProtectedHeaders> protectedHeaders() {
    return Optional.ofNullable(headers);
  }

  /**
   * Returns the name of the scheme by which the message protects its header: {@code RFC_9788} (the
   * parameter {@code hp}), {@code PROTECTED_HEADERS_V1} (the parameter {@code
   * protected-headers="v1"} of Enigmail and similar programs) or {@code WRAPPED_MESSAGE} (a whole
   * message in place of the content, RFC 8551 section 3.1). Use the name in reports only: {@link
   * #protectedFields()} works the same way for all three. Empty if the message protects no header
   * fields, or if no signature and no encryption covers them.
   */
  public Optional<String> headerScheme() {
    return protectedHeaders().map(each -> each.scheme().name());
  }

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
  public List<ProtectedField> protectedFields() {
    return protectedHeaders().map(ProtectedHeaders::fields).orElse(List.of());
  }

  /** Returns the first of {@link #protectedFields()} with this name, ignoring case. */
  public Optional<ProtectedField> protectedField(String name) {
    return protectedHeaders().flatMap(each -> each.field(name));
  }

  /**
   * Returns the lower-case names of the fields that occur more often outside than inside. Only some
   * fields count: those that programs use for display, replies or sorting. The author did not write
   * the additional fields: do not reply to their addresses. The list is empty if {@link
   * #headerScheme()} is empty.
   */
  public List<String> addedOutside() {
    return protectedHeaders().map(ProtectedHeaders::addedOutside).orElse(List.of());
  }

  /**
   * Returns the values of a field in the outer header, ignoring the case of its name. Each value is
   * unfolded, and its encoded words are decoded. Anyone may have written these values: prefer
   * {@link #protectedFields()}. Escape the values before you show them. Empty for a message that is
   * CMS without a header.
   */
  public List<String> fieldsOutside(String name) {
    return outside == null
        ? List.of()
        : outside.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  /**
   * Returns notes about the message as a whole, the most important first: {@code FROM_MISMATCH},
   * {@code ENCRYPTION_REMOVED}, {@code NOT_ADDRESSED_TO_READER}, {@code FIELD_ALTERED}, {@code
   * FIELD_MISSING}, {@code FIELD_ADDED}, {@code HEADER_UNVERIFIED}; {@code AMBIGUOUS}, if programs
   * read the message in more than one way, and the caller chose to accept any signer; {@code
   * SENDER_DIFFERS} and {@code REPLY_TO_DIFFERS}, if Sender or Reply-To has another address than
   * From; {@code SIGNED_CIPHERTEXT}, if all signatures are outside the encryption; {@code
   * PART_SIGNED}, {@code PART_ENCRYPTED}.
   */
  public List<Note> notes() {
    return notes;
  }

  /**
   * Whether the signers were compared with the message's own From, and not with a signer that the
   * caller named.
   */
  boolean isBoundToFrom() {
    return boundToFrom;
  }

  /**
   * Returns whether the layers over the whole message hold content. A message that has only
   * certificates holds none.
   */
  public boolean hasContent() {
    return content != null;
  }

  /**
   * Returns the innermost signature over the whole message, trusted or not. Call {@link
   * SignatureReport#requireTrusted()} on the result.
   *
   * <p>The innermost of nested signatures (RFC 2634, section 1.1) is the author's. Anyone can add
   * or remove the others, so they do not change its verdict. {@link #layers()} has them, with their
   * own verdicts.
   *
   * @throws SmimeException.NotTrusted if no signature covers the whole message
   */
  public SignatureReport requireSigned() throws SmimeException {
    throwFailure();
    return wholeSignature()
        .orElseThrow(
            () ->
                new SmimeException.NotTrusted(
                    Finding.Code.NOT_SIGNED,
                    layers.stream().anyMatch(Layer::isSignature)
                        ? "a part of the message is signed, and not the whole of it"
                        : "the message is not signed"));
  }

  /**
   * Returns the signed receipt in the message (RFC 2634, section 2.8). Empty if the message has
   * none. Pass the message that asked for the receipt to {@link Receipt#isOf}. A receipt is not a
   * signature over the message: {@link #requireSigned()} does not count it.
   *
   * @throws SmimeException.NotTrusted if the signature of the receipt is not trusted, or its signer
   *     is not the author in From
   * @throws SmimeException.Malformed if the receipt cannot be read
   */
  public Optional<Receipt> receipt() throws IOException {
    throwFailure();
    Optional<SignatureReport> report = receiptReport();
    return report.isEmpty() ? Optional.empty() : Receipt.read(report.get());
  }

  /** The verdicts on the receipt, even if it is not trusted. */
  Optional<SignatureReport> receiptReport() {
    return wholeLayers.stream()
        .filter(layer -> layer.kind() == Layer.Kind.RECEIPT)
        .findFirst()
        .flatMap(Layer::report);
  }

  /** The innermost signature over the whole message, even if its content cannot be read. */
  Optional<SignatureReport> wholeSignature() {
    Optional<SignatureReport> innermost = Optional.empty();
    for (Layer layer : layers) {
      if (layer.isSignature() && layer.isWhole()) {
        innermost = layer.report();
      }
    }
    return innermost;
  }

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
   *     trusted signature covers all of it
   * @throws SmimeException.Malformed if there is no content
   */
  public ByteSource content() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    Release.requireAuthenticated(wholeLayers);
    return present();
  }

  /**
   * Returns the content as {@link #content()} does, even if it was encrypted without
   * authentication. An attacker may have changed such content. Do not render it with remote content
   * or reply to it automatically.
   */
  public ByteSource unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    return present();
  }

  /**
   * Returns the same content without any check.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  public ByteSource unverifiedContent(String reason) throws SmimeException {
    MailPart.requireReason(reason);
    throwFailure();
    return present();
  }

  private ByteSource present() throws SmimeException {
    if (content == null) {
      throw new SmimeException.Malformed("message", -1, "there is no content in it");
    }
    return content.get();
  }

  private void throwFailure() throws SmimeException {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Deletes the temporary file that was made if the message came from a stream. After this call,
   * content cannot be read.
   */
  @Override
  public void close() throws IOException {
    source.close();
  }

  /**
   * Returns the whole report as text for a support ticket: the headline, the notes, the layers with
   * their signers and findings, and the protected header. The report contains names, addresses and
   * serial numbers, but no content and no keys. For hidden header fields it contains only their
   * names.
   */
  @Override
  public String toString() {
    return MailPage.of(this);
  }
}
