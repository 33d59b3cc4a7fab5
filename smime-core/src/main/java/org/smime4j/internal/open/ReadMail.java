package org.smime4j.internal.open;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.verify.JudgedReceipt;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Protection;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/** A message that was opened. Its content is released only after the checks. */
public final class ReadMail implements OpenedMail {

  private final List<Layer> layers;
  private final List<Layer> wholeLayers;
  private final @Nullable SmimeException failure;
  private final @Nullable Supplier<ByteSource> content;
  private final @Nullable MailPart root;
  private final @Nullable ProtectedHeaders headers;
  private final @Nullable HeaderFields outside;
  private final List<Finding> notes;
  private final boolean boundToFrom;
  private final Closeable source;
  private final @Nullable Explanation explanation;

  /** Creates the diagnosis on request, from the source. */
  interface Explanation {
    Diagnosis make() throws IOException;
  }

  ReadMail(
      List<Layer> layers,
      @Nullable SmimeException failure,
      @Nullable Supplier<ByteSource> content,
      @Nullable MailPart root,
      @Nullable ProtectedHeaders headers,
      @Nullable HeaderFields outside,
      List<Finding> notes,
      boolean boundToFrom,
      Closeable source,
      @Nullable Explanation explanation) {
    this.layers = List.copyOf(layers);
    this.wholeLayers = Layers.whole(layers);
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

  @Override
  public List<Layer> layers() {
    return layers;
  }

  @Override
  public Optional<SmimeException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Optional<Diagnosis> diagnosis() throws IOException {
    return explanation == null ? Optional.empty() : Optional.of(explanation.make());
  }

  @Override
  public Optional<ProtectedField> subject() {
    Optional<ProtectedField> inside = protectedField("Subject");
    return inside.isPresent() || outside == null
        ? inside
        : outside.named("Subject").stream()
            .findFirst()
            .map(field -> outsideAlone(field.name(), field.value()));
  }

  @Override
  public Optional<MailPart> text() throws SmimeException {
    return body().text("text/plain");
  }

  @Override
  public Optional<MailPart> html() throws SmimeException {
    return body().text("text/html");
  }

  @Override
  public List<MailPart> attachments() throws SmimeException {
    return body().others();
  }

  /** If the content is a whole message, it is the message itself, with a protected header. */
  private MessageBody body() throws SmimeException {
    throwFailure();
    boolean wrapped = headers != null && headers.scheme() == HeaderScheme.WRAPPED_MESSAGE;
    return MessageBody.of(root().map(all -> wrapped ? all.children().get(0) : all));
  }

  @Override
  public Optional<EncryptedLayer> encryption() {
    Optional<EncryptedLayer> innermost = Optional.empty();
    for (Layer layer : wholeLayers) {
      if (layer.encryption().isPresent()) {
        innermost = layer.encryption();
      }
    }
    return innermost;
  }

  @Override
  public Optional<MailPart> root() {
    return Optional.ofNullable(root);
  }

  Optional<ProtectedHeaders> protectedHeaders() {
    return Optional.ofNullable(headers);
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

  @Override
  public List<Finding> notes() {
    return notes;
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

  /**
   * Whether the signers were compared with the message's own From, and not with a signer that the
   * caller named.
   */
  public boolean isBoundToFrom() {
    return boundToFrom;
  }

  @Override
  public boolean hasContent() {
    return content != null;
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
    Release.requireIntact(wholeLayers);
    Release.requireAuthenticated(wholeLayers);
    return present();
  }

  @Override
  public ByteSource unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers);
    return present();
  }

  @Override
  public ByteSource unverifiedContent(String reason) throws SmimeException {
    ReadPart.requireReason(reason);
    throwFailure();
    return present();
  }

  /** A field that is only outside; anyone may have written it. */
  private static ProtectedField outsideAlone(String name, String value) {
    return new ProtectedField(
        name, value, Protection.NOTHING, ProtectedField.Outside.CONFIRMED, Optional.of(value));
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

  @Override
  public void close() throws IOException {
    source.close();
  }

  @Override
  public String toString() {
    return MailPage.of(this, headers);
  }
}
