package org.smime4j.mail;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cms.Diagnosis;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.Receipt;
import org.smime4j.cms.SignatureReport;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.trust.Note;

/**
 * The result of {@link MailReader#open(Octets)}: the layers of a message, outermost first, and its
 * content.
 *
 * <p>{@link #requireSigned()} returns the signature over the whole message, or throws. {@link
 * #content()} returns the innermost content only if each signature over it has an intact signer and
 * no broken one, and if it was authenticated or a trusted signature covers it. {@link #text()},
 * {@link #html()}, {@link #subject()} and {@link #attachments()} are decoded, and say what protects
 * them.
 *
 * <p>Layers {@linkplain Layer#isWhole() over the whole message} come first. Layers over a part
 * follow; they never count for the whole message (RFC 9787).
 *
 * <p>If a layer fails, {@link #failure()} has the reason, and the layers before it are listed.
 * Every method that returns content then throws that failure. {@link #close()} deletes temporary
 * files; content cannot be read afterwards.
 *
 * <pre>{@code
 * try (OpenedMail mail = MailReader.with(decryptor, verifier).open(message)) {
 *   Octets signed = mail.requireSigned().requireTrusted();
 * }
 * }</pre>
 */
public final class OpenedMail implements Closeable {

  private final List<Layer> layers;
  private final List<Layer> wholeLayers;
  private final @Nullable SmimeException failure;
  private final @Nullable Supplier<Octets> content;
  private final @Nullable MailPart root;
  private final @Nullable ProtectedHeaders headers;
  private final @Nullable HeaderFields outside;
  private final List<Note> notes;
  private final boolean boundToFrom;
  private final Closeable source;
  private final @Nullable Explanation explanation;

  /** Made when somebody asks for it, from the source. */
  interface Explanation {
    Diagnosis make() throws IOException;
  }

  OpenedMail(
      List<Layer> layers,
      @Nullable SmimeException failure,
      @Nullable Supplier<Octets> content,
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
   * All layers: first those over the whole message, then those over parts, each outermost first.
   */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers over the whole message, outermost first. */
  List<Layer> wholeLayers() {
    return wholeLayers;
  }

  /** Why the last layer could not be opened; empty if all layers were. */
  public Optional<SmimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * For whom the layer that did not open is encrypted, and which of the reader's keys come nearest.
   * It uses no private key. Empty if no encrypted layer over the whole message failed. Call it
   * before {@link #close()}.
   *
   * @throws IOException if the message or the keys cannot be read again
   */
  public Optional<Diagnosis> diagnosis() throws IOException {
    return explanation == null ? Optional.empty() : Optional.of(explanation.make());
  }

  /**
   * The protected subject if there is one, else the subject outside, which anybody may have
   * written. Empty if there is none.
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
   * The plain text of the message: its first text/plain that is shown as the message itself (RFC
   * 9787, section 7.1). {@link MailPart#text()} decodes it, and {@link MailPart#protection()} says
   * what protects it. Empty if there is none. All other texts are among {@link #attachments()}.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> text() throws SmimeException {
    return body().text("text/plain");
  }

  /**
   * The text/html that is shown as the message itself, as {@link #text()}. It may have scripts,
   * remote content and forms of a stranger.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> html() throws SmimeException {
    return body().text("text/html");
  }

  /**
   * All other parts, in their order: attachments, pictures, further texts and messages. The content
   * of an encrypted part beside others is in {@link MailPart#inside()} of that part.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public List<MailPart> attachments() throws SmimeException {
    return body().others();
  }

  /** A message in place of the content is the message itself, its header protected. */
  private MessageBody body() throws SmimeException {
    throwFailure();
    boolean wrapped =
        headers != null && headers.scheme() == ProtectedHeaders.Scheme.WRAPPED_MESSAGE;
    return MessageBody.of(root().map(all -> wrapped ? all.children().get(0) : all));
  }

  /**
   * The innermost encrypted layer over the whole message, with the key that opened it. Empty if
   * none was opened.
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
   * The root of the tree of parts inside all layers. Empty if there are none, or if a layer failed.
   */
  public Optional<MailPart> root() {
    return Optional.ofNullable(root);
  }

  /** The header inside, compared with the one outside. */
  Optional<ProtectedHeaders> protectedHeaders() {
    return Optional.ofNullable(headers);
  }

  /**
   * The scheme by which the message says that it protects its header: {@code RFC_9788} (the
   * parameter {@code hp}), {@code PROTECTED_HEADERS_V1} (the parameter {@code
   * protected-headers="v1"} of Enigmail and its kin) or {@code WRAPPED_MESSAGE} (a whole message in
   * place of the content, RFC 8551 section 3.1). The word is for a report: {@link
   * #protectedFields()} are the same for all three. Empty if it protects none, or no signature and
   * no envelope covers it.
   */
  public Optional<String> headerScheme() {
    return protectedHeaders().map(each -> each.scheme().name());
  }

  /**
   * The fields of the header inside, in their order, each compared with the field outside (RFC 9788
   * section 4); those that describe the content are not among them. Use these fields for display
   * and replies, because anybody may have written the fields outside. {@link
   * ProtectedField#protection()} says how far a signature protects each. Empty where {@link
   * #headerScheme()} is.
   *
   * <p>The signer's certificate must hold the From address outside and the one inside; a signer
   * with only one of them is not trusted.
   */
  public List<ProtectedField> protectedFields() {
    return protectedHeaders().map(ProtectedHeaders::fields).orElse(List.of());
  }

  /** The first of {@link #protectedFields()} that has this name, compared without case. */
  public Optional<ProtectedField> protectedField(String name) {
    return protectedHeaders().flatMap(each -> each.field(name));
  }

  /**
   * The lower-case names of display, reply and sorting fields that occur more often outside than
   * inside. The author did not write them: do not answer to them. Empty where {@link
   * #headerScheme()} is.
   */
  public List<String> addedOutside() {
    return protectedHeaders().map(ProtectedHeaders::addedOutside).orElse(List.of());
  }

  /**
   * What stands in the message's own header outside, under a name that is compared without case:
   * each value for a person, unfolded, with encoded words decoded. Anybody may have written it.
   * {@link #protectedFields()} and the verdict say more. Escape it where it is shown. Empty for CMS
   * alone.
   */
  public List<String> fieldsOutside(String name) {
    return outside == null
        ? List.of()
        : outside.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  /**
   * What a reader should know of the message as a whole, what matters most first: {@code
   * FROM_MISMATCH}, {@code ENCRYPTION_REMOVED}, {@code NOT_ADDRESSED_TO_READER}, {@code
   * FIELD_ALTERED}, {@code FIELD_MISSING}, {@code FIELD_ADDED}, {@code HEADER_UNVERIFIED}; {@code
   * AMBIGUOUS}, where anybody may have signed and programs read the message in more than one way;
   * {@code SENDER_DIFFERS} and {@code REPLY_TO_DIFFERS}, where another address than that of From
   * stands there; {@code SIGNED_CIPHERTEXT}, where all signatures are around the encryption; {@code
   * PART_SIGNED}, {@code PART_ENCRYPTED}.
   */
  public List<Note> notes() {
    return notes;
  }

  /** Whether signatures were bound to the message's own From, and not to whom the caller named. */
  boolean isBoundToFrom() {
    return boundToFrom;
  }

  /** Whether the layers over the whole message hold content: certificates alone do not. */
  public boolean hasContent() {
    return content != null;
  }

  /**
   * The innermost signature over the whole message, trusted or not. Call {@link
   * SignatureReport#requireTrusted()} on it.
   *
   * <p>Of nested signatures (RFC 2634, section 1.1), the innermost is that of the author. Anybody
   * can add or remove the others, so they do not change its verdict. They are among {@link
   * #layers()} with their own verdicts.
   *
   * @throws SmimeException.NotTrusted if no signature covers the whole message
   */
  public SignatureReport requireSigned() throws SmimeException {
    throwFailure();
    return wholeSignature()
        .orElseThrow(
            () ->
                Failures.notTrusted(
                    Finding.Code.NOT_SIGNED,
                    layers.stream().anyMatch(Layer::isSignature)
                        ? "a part of the message is signed, and not the whole of it"
                        : "the message is not signed"));
  }

  /**
   * The signed receipt that the message brings (RFC 2634, section 2.8), for {@link Receipt#isOf}
   * with the message that asked for it; empty if it brings none. A receipt is no signature of the
   * message: {@link #requireSigned()} does not count it.
   *
   * @throws SmimeException.NotTrusted if it is not trusted, for the author in From
   * @throws SmimeException.Malformed if it cannot be read
   */
  public Optional<Receipt> receipt() throws IOException {
    throwFailure();
    Optional<SignatureReport> report = receiptReport();
    return report.isEmpty() ? Optional.empty() : Receipt.read(report.get());
  }

  /** The verdicts on the receipt, also where it cannot be relied on. */
  Optional<SignatureReport> receiptReport() {
    return wholeLayers.stream()
        .filter(layer -> layer.kind() == Layer.Kind.RECEIPT)
        .findFirst()
        .flatMap(Layer::report);
  }

  /** The innermost signature over the whole message, also where what it covers cannot be read. */
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
   * The innermost content that the layers over the whole message cover. It is a MIME entity; for
   * signed content these are exactly the octets whose signature verified. A signer that could not
   * be checked, for example under MD5, does not block the content if another one is intact: {@link
   * #requireSigned()} and {@link SignatureReport#requireTrusted()} require all.
   *
   * @throws SmimeException.NotTrusted if a signature over it has no intact signer, or a broken one
   * @throws SmimeException.Refused if it was encrypted without authentication, and no trusted
   *     signature covers all of it
   * @throws SmimeException.Malformed if there is none
   */
  public Octets content() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    Release.requireAuthenticated(wholeLayers);
    return present();
  }

  /**
   * As {@link #content()}, but also content without authentication, which somebody may have
   * changed. Do not render it with remote content or answer it automatically.
   */
  public Octets unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    return present();
  }

  /**
   * The same content without any check.
   *
   * @param reason why it is used without a check; for readers of the code
   */
  public Octets unverifiedContent(String reason) throws SmimeException {
    MailPart.requireReason(reason);
    throwFailure();
    return present();
  }

  private Octets present() throws SmimeException {
    if (content == null) {
      throw Failures.malformed("message", -1, "there is no content in it");
    }
    return content.get();
  }

  private void throwFailure() throws SmimeException {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Deletes the temporary file of a message that was read from a stream. Content cannot be read
   * afterwards.
   */
  @Override
  public void close() throws IOException {
    source.close();
  }

  /**
   * The whole report as a page that can be pasted into a ticket: the headline first, then the
   * notes, the layers with their signers and findings, and the protected header. It holds names,
   * addresses and serial numbers, and neither content nor keys; of header fields that were hidden
   * it holds the names alone.
   */
  @Override
  public String toString() {
    return MailPage.of(this);
  }
}
