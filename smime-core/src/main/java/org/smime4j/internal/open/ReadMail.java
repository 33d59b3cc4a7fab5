package org.smime4j.internal.open;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.verify.JudgedReceipt;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/**
 * A message that was opened. Its content is released only after the checks.
 *
 * @param octets the message as it is stored
 * @param outside the message's own header; null if it has none
 * @param envelope what is in the envelope that is the outermost layer; null if there is none
 * @param isBoundToFrom whether the signers were compared with the message's own From, and not with
 *     a signer that the caller named
 * @param isDoubted whether the message can be read in more than one way
 * @param explanation creates the diagnosis on request; null if nothing stayed closed
 * @param tried what octets without a tag gave that are no message, read as one; null if they are
 */
public record ReadMail(
    List<Layer> layers,
    Optional<SmimeException> failure,
    Chain.Inner inner,
    ByteSource octets,
    @Nullable HeaderFields outside,
    OneMessage.@Nullable Content envelope,
    ClosedParts closed,
    List<Finding> notes,
    boolean isBoundToFrom,
    boolean isDoubted,
    Closeable source,
    @Nullable Explanation explanation,
    @Nullable ReadMail tried)
    implements OpenedMail {

  /** Creates the diagnosis from the source. */
  interface Explanation {
    Diagnosis make() throws IOException;
  }

  public ReadMail {
    layers = List.copyOf(layers);
    notes = List.copyOf(notes);
  }

  /**
   * Returns what a server tries to deliver in place of this message: this, or octets that are no
   * message. It must not deliver or tell anything of these. It does with them what it does with
   * others, and only then delivers this: otherwise the time tells what they are (threat A13).
   */
  public ReadMail triedForDelivery() {
    return tried == null ? this : tried;
  }

  private List<Layer> wholeLayers() {
    return Layers.whole(layers);
  }

  @Override
  public Optional<Diagnosis> diagnosis() throws IOException {
    return explanation == null ? Optional.empty() : Optional.of(explanation.make());
  }

  @Override
  public Outcome outcome() {
    // Found whether it counts or not, for the time must not tell. No call here is made only for
    // right padding: what seldom runs is interpreted.
    Outcome opened = triedForDelivery().opened();
    if (failure.isPresent()) {
      return failure.get().outcome();
    }
    return tried == null ? opened : opened();
  }

  private Outcome opened() {
    if (layers.stream().anyMatch(Layers::isUnproven)) {
      return Outcome.UNPROVEN;
    }
    return closed.exist()
        ? Outcome.PARTLY_OPENED
        : layers.isEmpty() ? Outcome.NOT_SMIME : Outcome.OPENED;
  }

  @Override
  public Optional<ProtectedField> field(String name) {
    return header().field(name);
  }

  JudgedHeader header() {
    return new JudgedHeader(outside, inner.headers(), isVouchedFor(), isDoubted);
  }

  /** Whether trusted signatures cover the content whose certificates hold the address in From. */
  private boolean isVouchedFor() {
    return isBoundToFrom
        && outside != null
        && CoveringLayers.isSignedByTrusted(wholeLayers())
        && wholeLayers().stream()
            .filter(Layers::isSignature)
            .flatMap(layer -> layer.report().orElseThrow().signers().stream())
            .allMatch(Attribution::isBound);
  }

  /** What is in the envelope that is the outermost layer; null if there is none. */
  public @Nullable ByteSource outermost() {
    return envelope == null ? null : envelope.octets();
  }

  public void requireProven() throws SmimeException.Refused {
    Release.requireProven(layers);
  }

  /** Whether encryption or a trusted signature shows that the content is unchanged. */
  public boolean isAuthenticated() {
    return Release.isAuthenticated(wholeLayers());
  }

  @Override
  public Delivery delivery() {
    return new DeliveredMail(this, header(), octets, inner.entity(), envelope, false, false);
  }

  @Override
  public Optional<MailPart> textPart() throws SmimeException {
    return body().text("text/plain");
  }

  @Override
  public Optional<MailPart> htmlPart() throws SmimeException {
    return body().text("text/html");
  }

  @Override
  public List<MailPart> attachments() throws SmimeException {
    return body().others();
  }

  /** If the content is a whole message, it is the message itself, with a protected header. */
  private MessageBody body() throws SmimeException {
    throwFailure();
    boolean wrapped = headerScheme().filter(HeaderScheme.WRAPPED_MESSAGE::equals).isPresent();
    return MessageBody.of(root().map(all -> wrapped ? all.children().get(0) : all));
  }

  @Override
  public Optional<EncryptedLayer> encryption() {
    return wholeLayers().stream()
        .flatMap(layer -> layer.encryption().stream())
        .reduce((outer, inner) -> inner);
  }

  @Override
  public Optional<MailPart> root() {
    return Optional.ofNullable(inner.root());
  }

  Optional<ProtectedHeaders> protectedHeaders() {
    return Optional.ofNullable(inner.headers());
  }

  @Override
  public Optional<HeaderScheme> headerScheme() {
    return protectedHeaders().map(ProtectedHeaders::scheme);
  }

  @Override
  public List<ProtectedField> protectedFields() {
    return protectedHeaders().map(ProtectedHeaders::fields).orElse(List.of());
  }

  @Override
  public Optional<ProtectedField> protectedField(String name) {
    return protectedHeaders().flatMap(each -> each.field(name));
  }

  @Override
  public List<String> addedOutside() {
    return protectedHeaders().map(ProtectedHeaders::addedOutside).orElse(List.of());
  }

  @Override
  public List<String> fieldsOutside(String name) {
    return outside == null
        ? List.of()
        : outside.named(name).stream().map(field -> EncodedWords.decode(field.value())).toList();
  }

  /** The mail of a reader of this library; a stranger's is refused. */
  public static ReadMail of(OpenedMail mail) {
    if (mail instanceof ReadMail read) {
      return read;
    }
    throw new IllegalArgumentException("no reader of this library opened this mail");
  }

  /** The innermost signature over the whole message, even if its content cannot be read. */
  public Optional<SignatureReport> wholeSignature() {
    return Layers.wholeSignature(layers);
  }

  @Override
  public boolean hasContent() {
    return inner.content() != null;
  }

  @Override
  public SignatureReport requireSigned() throws SmimeException {
    throwFailure();
    return Layers.wholeSignature(layers)
        .orElseThrow(
            () ->
                new SmimeException.NotTrusted(
                    Finding.Code.NOT_SIGNED,
                    layers.stream().anyMatch(Layers::isSignature)
                        ? "a part of the message is signed, and not the whole of it"
                        : "the message is not signed"));
  }

  @Override
  public Optional<Receipt> receipt() throws IOException {
    throwFailure();
    Optional<SignatureReport> report = Layers.receipt(layers);
    return report.isEmpty() ? Optional.empty() : JudgedReceipt.read(report.get());
  }

  @Override
  public ByteSource content() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers());
    Release.requireProven(wholeLayers());
    Release.requireAuthenticated(wholeLayers());
    return present();
  }

  @Override
  public ByteSource unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers());
    Release.requireProven(wholeLayers());
    return present();
  }

  @Override
  public ByteSource unverifiedContent(String reason) throws SmimeException {
    ReadPart.requireReason(reason);
    throwFailure();
    return present();
  }

  private ByteSource present() throws SmimeException {
    ByteSource content = inner.content();
    if (content == null) {
      throw new SmimeException.Malformed("message", -1, "there is no content in it");
    }
    return content;
  }

  private void throwFailure() throws SmimeException {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  public String toString() {
    return MailPage.of(this, inner.headers());
  }
}
