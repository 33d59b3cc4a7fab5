package org.smime4j;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.seal.Dispatch;
import org.smime4j.internal.seal.HeaderProtection;
import org.smime4j.internal.seal.Layering;
import org.smime4j.internal.seal.Sealing;
import org.smime4j.internal.seal.Sealing.WrittenMail;
import org.smime4j.internal.seal.SendingNotes;
import org.smime4j.internal.seal.UnsealedMail;
import org.smime4j.internal.seal.WrittenLayers;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SealedMail;
import org.smime4j.reports.SealingReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;

/**
 * A message to send, with the layers to put around it (RFC 8551). The layer that you name first is
 * the innermost. The message is RFC 5322 text with its header.
 *
 * <p>Header fields that describe the content move inside with it. All other fields stay outside.
 * Copies of them, except Bcc and transport fields, go inside (RFC 9788), where the signature covers
 * them. A reader can then detect a changed subject, date or recipient. {@link #hidingSubject()} and
 * {@link #hidingSubjectAndNames()} hide fields in an encrypted message. The addresses for delivery
 * stay unchanged. By default, no field is hidden.
 *
 * <p>Line ends become CRLF. Before signing, content becomes 7-bit, so that relays need not change
 * it. Text before, between and after the parts of a multipart is left out, because no program shows
 * it.
 *
 * <p>{@link #seal()} returns the result in memory. Its CMS is DER, except that several signers stay
 * in the order in which you added them; DER would sort them. {@link #writeTo(OutputStream)} and
 * {@link #writeTo(Path)} write messages of any size in constant memory. They read the message more
 * than once. All methods that seal throw {@link org.smime4j.findings.SmimeException.Refused} if a
 * message breaks a rule, for example if encrypted mail has a Bcc field.
 *
 * <p>Immutable: each method returns a new object, and you can seal one object several times.
 *
 * <pre>{@code
 * SealedMail sealed = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).seal();
 * ByteSource big = ByteSource.of(Path.of("big.eml"));
 * Outgoing.of(big).signedBy(signer).writeTo(Path.of("big-signed.eml"));
 * }</pre>
 */
public sealed interface Outgoing permits OutgoingDoor {

  /**
   * Returns a signed receipt for a message that requests one (RFC 2634, section 2.4). The recipient
   * of the receipt learns that you read the message, and when. {@link ReceiptRequest#to()} has the
   * addresses to send it to. {@link OpenedMail#receipt()} reads such a receipt.
   *
   * @param header the header fields of the receipt, such as From, To and Subject, without content.
   *     Nothing protects them
   * @param original the verdict on the signer of the message
   * @throws IllegalArgumentException if that signer did not request a receipt
   * @throws org.smime4j.findings.SmimeException.NotTrusted if that signer is not trusted
   * @throws org.smime4j.findings.SmimeException.Refused if there is content, or the header can be
   *     read in more than one way
   */
  static SealedMail receipt(ByteSource header, SignerVerdict original, Signer signer)
      throws IOException {
    UnsealedMail answer = UnsealedMail.of(header);
    SealingReport report =
        new WrittenLayers(
            List.of(Layer.Kind.SIGNED_OPAQUELY),
            List.of(),
            Optional.empty(),
            SendingNotes.ofSigning(answer.header(), Held.by(signer, Signatory.class)));
    return Sealing.carry(
        answer,
        Held.by(signer, Signatory.class).receipt(original),
        "signed-receipt",
        "smime.p7m",
        report);
  }

  /**
   * Returns a mail with certificates only (certs-only, RFC 8551, section 3.8), without a signature.
   *
   * @param header the header fields of the mail, such as From, To and Subject, without content
   * @throws IllegalArgumentException if there is no certificate
   * @throws org.smime4j.findings.SmimeException.Refused if there is content, or the header can be
   *     read in more than one way
   */
  static SealedMail certificates(ByteSource header, Collection<X509Certificate> certificates)
      throws IOException {
    SealingReport report = new WrittenLayers(List.of(), List.of(), Optional.empty(), List.of());
    return Sealing.carry(
        UnsealedMail.of(header),
        CertificatesOnly.write(certificates),
        "certs-only",
        "smime.p7c",
        report);
  }

  /** Takes a message in an array. Do not change the array before you seal the message. */
  static Outgoing of(byte[] message) {
    return of(ByteSource.of(message));
  }

  /** Takes a message that can be read more than once. It may be a {@link SealedMail}. */
  static Outgoing of(ByteSource message) {
    return new OutgoingDoor(
        Objects.requireNonNull(message, "no message was given"), List.of(), null);
  }

  /**
   * Adds a signature beside the content (multipart/signed). Every mail program can show the
   * content.
   */
  default Outgoing signedBy(Signer signer) {
    Objects.requireNonNull(signer, "no signer was given");
    return with(new Layering(Layer.Kind.SIGNED, Held.by(signer, Signatory.class), null));
  }

  /**
   * Adds a signature with the content inside (application/pkcs7-mime). Programs without S/MIME
   * cannot show the content.
   */
  default Outgoing signedOpaquelyBy(Signer signer) {
    Objects.requireNonNull(signer, "no signer was given");
    return with(new Layering(Layer.Kind.SIGNED_OPAQUELY, Held.by(signer, Signatory.class), null));
  }

  /**
   * Adds a compressed layer (RFC 3274), at its place in the order of the calls. Call this method
   * before {@link #encryptedBy}, because encrypted content does not get smaller. Compression
   * protects nothing. Sealing refuses a message that is already compressed, because readers do not
   * inflate twice.
   *
   * @throws IllegalStateException if this method was called before
   */
  default Outgoing compressed() {
    if (made().layers().stream().anyMatch(layer -> layer.kind() == Layer.Kind.COMPRESSED)) {
      throw new IllegalStateException(
          "The message is compressed already, and readers inflate once: call compressed once");
    }
    return with(new Layering(Layer.Kind.COMPRESSED, null, null));
  }

  /**
   * Encrypts the message. {@link #seal} then refuses a message with a Bcc field; {@link #sealEach}
   * writes a message of its own for each blind copy.
   */
  default Outgoing encryptedBy(Encryptor encryptor) {
    Objects.requireNonNull(encryptor, "no encryptor was given");
    return with(
        new Layering(Layer.Kind.ENCRYPTED, null, Held.by(encryptor, Encryption.class).ofMail()));
  }

  private Outgoing with(Layering layer) {
    List<Layering> more = new ArrayList<>(made().layers());
    more.add(layer);
    return new OutgoingDoor(made().message(), List.copyOf(more), made().protection());
  }

  /**
   * Hides the subject of an encrypted message. Keywords, Comments, Thread-Topic and other fields
   * that repeat the subject are omitted from the outer header. RFC 9788 (section 3.3) recommends
   * this as the default. It is not the default here, because Thunderbird and other programs list
   * such a message as {@code [...]}. For them the subject is also written at the head of the text
   * (the legacy display, section 5.2.2).
   */
  default Outgoing hidingSubject() {
    return choosing(HeaderProtection.baseline());
  }

  /**
   * Hides the subject as {@link #hidingSubject()} does. It also removes the display names from the
   * outer From, To and Cc, and the sender's time zone from the outer Date.
   */
  default Outgoing hidingSubjectAndNames() {
    return choosing(HeaderProtection.shy());
  }

  /** Puts no copy of the header fields inside, as was usual before RFC 9788. */
  default Outgoing withoutHeaderProtection() {
    return choosing(HeaderProtection.none());
  }

  /**
   * Leaves out the legacy display. Use this if all recipients' programs read protected headers.
   * Other programs show {@code [...]} for a hidden subject.
   */
  default Outgoing withoutLegacyDisplay() {
    return hiding(chosen().withoutLegacyDisplay());
  }

  private Outgoing choosing(HeaderProtection other) {
    return hiding(chosen().withholdsLegacyDisplay() ? other.withoutLegacyDisplay() : other);
  }

  private HeaderProtection chosen() {
    HeaderProtection named = made().protection();
    return named == null ? HeaderProtection.hidingNothing() : named;
  }

  private Outgoing hiding(HeaderProtection newProtection) {
    return new OutgoingDoor(made().message(), made().layers(), newProtection);
  }

  /**
   * Creates the message in memory.
   *
   * @throws org.smime4j.findings.SmimeException.Refused if its header can be read in more than one
   *     way; if it is to be encrypted and has a Bcc field, or a recipient's certificate is not
   *     accepted; or if it is to be compressed and is already compressed
   * @throws IllegalStateException if no layer was added
   */
  default SealedMail seal() throws IOException {
    requireLayers();
    return Sealing.each(mail(), List.of(made().layers())).get(0);
  }

  /**
   * Creates the messages for a plan in memory, so that each address gets one. Addresses in To or Cc
   * share a message if they can read the same algorithms; it is also encrypted to the encryptor's
   * own recipients, such as {@link Encryptor#andMyself}. Every other address is a blind copy, and
   * gets a message of its own, which is encrypted to no one else. No message has a Bcc field.
   *
   * <p>The certificates are checked again. If one is no longer accepted, nothing is returned. All
   * messages are in memory at the same time, so each blind copy costs as much as the message. For
   * many, pass parts of a plan, after you have decided what its addresses without a certificate
   * mean.
   *
   * @param plan what {@link Encryptor#plan} returned. An address that occurs twice counts once
   * @param others what happens to the addresses without a certificate
   * @throws org.smime4j.findings.SmimeException.Refused as {@link #seal()} does; and under {@link
   *     Unreachable#REFUSE} if the plan has no certificate for an address, with the rule that
   *     {@link CertificateChoice#orElseThrow} has for it
   * @throws IllegalArgumentException if the plan is empty
   * @throws IllegalStateException if no layer encrypts
   */
  default Deliveries sealEach(Collection<? extends CertificateChoice> plan, Unreachable others)
      throws IOException {
    requireLayers();
    if (!isEncrypted()) {
      throw new IllegalStateException(
          "A plan is for an encrypted message, and this one is not encrypted: name encryptedBy"
              + " too");
    }
    return new Dispatch(unsealed().withoutBlindCopies(), made().layers(), chosen())
        .to(plan, others);
  }

  /**
   * Writes a message of any size to a stream, which stays open. After an exception, the stream may
   * have an incomplete message.
   *
   * @throws org.smime4j.findings.SmimeException.Refused as {@link #seal()} does; then nothing was
   *     written
   * @throws IllegalStateException if no layer was added
   */
  default SealingReport writeTo(OutputStream target) throws IOException {
    requireLayers();
    return Sealing.into(target, mail(), made().layers());
  }

  /**
   * Writes the message to a file, which appears when it is complete. The target may be the file of
   * the message itself. After an exception, the target is unchanged.
   *
   * @throws org.smime4j.findings.SmimeException.Refused as {@link #seal()} does
   * @throws IllegalStateException if no layer was added
   */
  default SealingReport writeTo(Path target) throws IOException {
    requireLayers();
    return TargetFile.write(target, out -> Sealing.into(out, mail(), made().layers()));
  }

  private UnsealedMail mail() throws IOException {
    UnsealedMail mail = unsealed();
    if (isEncrypted()) {
      mail.requireNoBlindCopies();
    }
    return isProtected() ? mail.protectedBy(chosen(), isEncrypted()) : mail;
  }

  private UnsealedMail unsealed() throws IOException {
    List<Layer.Kind> within =
        made().message() instanceof WrittenMail sealed ? sealed.report().layers() : List.of();
    UnsealedMail mail =
        made().message() instanceof WrittenMail sealed && !within.isEmpty()
            ? UnsealedMail.ofWritten(sealed)
            : UnsealedMail.of(made().message());
    if (made().layers().stream().anyMatch(layer -> layer.kind() == Layer.Kind.COMPRESSED)) {
      if (within.contains(Layer.Kind.COMPRESSED)) {
        throw UnsealedMail.compressedTwice();
      }
      mail.requireNotCompressed();
    }
    return mail;
  }

  private boolean isEncrypted() {
    return made().layers().stream().anyMatch(layer -> layer.encryption() != null);
  }

  /** Whether a layer protects the message. */
  private boolean isProtected() {
    return !made().layers().stream().allMatch(layer -> layer.kind() == Layer.Kind.COMPRESSED);
  }

  private void requireLayers() {
    if (made().layers().isEmpty()) {
      throw new IllegalStateException(
          "Nothing is to be done to the message: name signedBy, signedOpaquelyBy, encryptedBy or"
              + " compressed first");
    }
    if (made().protection() != null && !isProtected()) {
      throw new IllegalStateException(
          "Compression alone protects no header, so that hiding does nothing: name signedBy or"
              + " encryptedBy too");
    }
  }

  private OutgoingDoor made() {
    return (OutgoingDoor) this;
  }
}

/**
 * @param protection how header fields are protected, or null if the caller did not say
 */
record OutgoingDoor(
    ByteSource message, List<Layering> layers, @Nullable HeaderProtection protection)
    implements Outgoing {

  @Override
  public String toString() {
    return "Outgoing message to be " + layers.stream().map(Layering::kind).toList();
  }
}
