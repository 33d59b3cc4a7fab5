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
 * #content()} returns the innermost content only if every signature over it is intact, and if it
 * was authenticated or a trusted signature covers it. {@link #text()}, {@link #html()}, {@link
 * #subject()} and {@link #attachments()} are decoded, and say what protects them.
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

  /** All layers that were met, those over the whole message first, each kind outermost first. */
  public List<Layer> layers() {
    return layers;
  }

  /** The layers over the whole message, outermost first. */
  List<Layer> wholeLayers() {
    return wholeLayers;
  }

  /** Why the innermost layer that is there could not be opened; empty if all were. */
  public Optional<SmimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * What the cleartext says about the encrypted layer over the whole message that did not open: who
   * it is for, and which of the keys held come near. Empty where none failed. It is to be asked for
   * before this is closed.
   *
   * @throws IOException if the message or the keys cannot be read again
   */
  public Optional<Diagnosis> diagnosis() throws IOException {
    return explanation == null ? Optional.empty() : Optional.of(explanation.make());
  }

  /**
   * The subject: the protected one where there is one, else what stands outside, which is anybody's
   * word. Empty if there is none.
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
   * 9787, section 7.1). {@link MailPart#text()} gives what it says, as far as that may be relied
   * on, and {@link MailPart#protection()} whose word it is. Empty if there is none; all other texts
   * are among {@link #attachments()}.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> text() throws SmimeException {
    return body().text("text/plain");
  }

  /**
   * The text/html that is shown as the message itself, as {@link #text()}. It is source text of a
   * stranger: scripts, remote content and forms are left in it.
   *
   * @throws SmimeException {@link #failure()}, if the message was not opened
   */
  public Optional<MailPart> html() throws SmimeException {
    return body().text("text/html");
  }

  /**
   * All parts that are neither {@link #text()} nor {@link #html()}, in their order: what is
   * attached, pictures that the text shows, further texts and messages. What is inside an encrypted
   * part among others is not among them: {@link MailPart#inside()} has it.
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
   * How the message was encrypted, and what opened it: the innermost of the encrypted layers over
   * the whole of it. Empty if none was opened.
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

  /** The root of the tree of parts inside all layers; empty if they hold none, or one failed. */
  public Optional<MailPart> root() {
    return Optional.ofNullable(root);
  }

  /** The header inside, compared with the one outside. */
  Optional<ProtectedHeaders> protectedHeaders() {
    return Optional.ofNullable(headers);
  }

  /**
   * By what the message says that it protects its header: {@code RFC_9788} (the parameter {@code
   * hp}), {@code PROTECTED_HEADERS_V1} (the parameter {@code protected-headers="v1"} of Enigmail
   * and its kin) or {@code WRAPPED_MESSAGE} (a whole message in place of the content, RFC 8551
   * section 3.1). The word is for a report: {@link #protectedFields()} are the same for all three.
   * Empty if it protects none, or no signature and no envelope covers it.
   */
  public Optional<String> headerScheme() {
    return protectedHeaders().map(each -> each.scheme().name());
  }

  /**
   * The fields of the header inside, in their order, each with what became of it outside (RFC 9788
   * section 4); those that describe the content are not among them. Show and answer by them, and by
   * nothing that stands outside alone: that may be anybody's. They are the sender's word as far as
   * {@link ProtectedField#protection()} says, no further. Empty where {@link #headerScheme()} is.
   *
   * <p>A signature is bound to From outside and to From inside: where they differ, a certificate
   * that speaks for one of them alone is not trusted, whatever is inside.
   */
  public List<ProtectedField> protectedFields() {
    return protectedHeaders().map(ProtectedHeaders::fields).orElse(List.of());
  }

  /** The first of {@link #protectedFields()} that has this name, compared without case. */
  public Optional<ProtectedField> protectedField(String name) {
    return protectedHeaders().flatMap(each -> each.field(name));
  }

  /**
   * Names, in lower case, of fields that stand outside more often than inside, of those by which a
   * message is shown, answered and sorted. They are not the author's: do not answer to them. Empty
   * where {@link #headerScheme()} is.
   */
  public List<String> addedOutside() {
    return protectedHeaders().map(ProtectedHeaders::addedOutside).orElse(List.of());
  }

  /**
   * What stands in the message's own header outside, under a name that is compared without case:
   * each value for a person, unfolded, with encoded words decoded. It is anybody's word, several
   * where a message has several; {@link #protectedFields()} and the verdict say what is behind it.
   * Escape it where it is shown. Empty for CMS alone.
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
   * The innermost signature over the whole message. It says by itself whom to trust: ask it for
   * {@link SignatureReport#requireTrusted()}.
   *
   * <p>Of several, one around the other (RFC 2634 section 1.1), the innermost is its author's, over
   * what is read; those around it are of a person who passed the message on, or put there by
   * anybody, and can as well be taken off by anybody: they neither lend trust to it nor take any
   * away. They stand among {@link #layers()} with verdicts of their own.
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
   * The innermost content that the layers over the whole message cover, exactly as they cover it: a
   * MIME entity, of a signature the octets that verified, in the form that matched.
   *
   * @throws SmimeException.NotTrusted if a signature over it does not hold, with or without a
   *     trusted signer
   * @throws SmimeException.Refused if it was encrypted without being authenticated, and no trusted
   *     signature over all of it makes up for that
   * @throws SmimeException.Malformed if there is none
   */
  public Octets content() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    Release.requireAuthenticated(wholeLayers);
    return present();
  }

  /**
   * As {@link #content()}, but also of envelopes that do not authenticate their content: it may
   * have been changed on its way. Do not render it with remote content or answer it automatically.
   */
  public Octets unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    return present();
  }

  /**
   * The same content, whatever speaks against it.
   *
   * @param reason why it is wanted all the same
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

  /** Gives back the spool of a message that was read from a stream; content ends with it. */
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
