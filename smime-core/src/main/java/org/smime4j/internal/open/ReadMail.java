package org.smime4j.internal.open;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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

/**
 * A message that was opened. Its content is released only after the checks.
 *
 * @param outside the message's own header; null if it has none
 * @param isBoundToFrom whether the signers were compared with the message's own From, and not with
 *     a signer that the caller named
 * @param explanation creates the diagnosis on request; null if nothing stayed closed
 */
public record ReadMail(
    List<Layer> layers,
    Optional<SmimeException> failure,
    Chain.Inner inner,
    @Nullable HeaderFields outside,
    List<Finding> notes,
    boolean isBoundToFrom,
    Closeable source,
    @Nullable Explanation explanation)
    implements OpenedMail {

  /** Creates the diagnosis from the source. */
  interface Explanation {
    Diagnosis make() throws IOException;
  }

  public ReadMail {
    layers = List.copyOf(layers);
    notes = List.copyOf(notes);
  }

  private List<Layer> wholeLayers() {
    return Layers.whole(layers);
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
    Release.requireAuthenticated(wholeLayers());
    return present();
  }

  @Override
  public ByteSource unauthenticatedContent() throws SmimeException {
    throwFailure();
    Release.requireIntact(wholeLayers());
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
