package org.smime4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.util.io.Streams;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.encrypt.EncryptingOptions;
import org.smime4j.internal.encrypt.Encryption;
import org.smime4j.internal.encrypt.Recipient;
import org.smime4j.internal.encrypt.RecipientCheck;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.keys.IdentityChoice;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.seal.NewEnvelope;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/**
 * Encrypts content to the certificates of its recipients.
 *
 * <p>To files and streams an encryptor writes AuthEnvelopedData with AES-GCM (RFC 5083, RFC 5084),
 * which {@link Decryptor#decrypt(Path, Path)} opens ({@link AlgorithmPolicy#authenticatedOnly()}).
 * To mail ({@code Outgoing.encryptedBy}, {@link #writingMail()}) it does so if every recipient is
 * known to support it; otherwise it writes EnvelopedData with AES-CBC (RFC 5652), which every mail
 * program can open ({@link AlgorithmPolicy#standard()}). {@link #under} chooses for both.
 *
 * <p>Only holders of the recipients' private keys can read the content. With AES-GCM the reader
 * also detects every change. Encryption does not prove who wrote the content, and AES-CBC does not
 * protect it against changes. Sign the content first, as {@code Outgoing.signedBy} does for mail.
 * The message names all its recipients: {@code Outgoing.sealEach} keeps blind copies apart.
 *
 * <p>For each message, the encryptor checks every recipient's certificate: path, validity, key
 * usage and extended key usage (RFC 8550). It checks revocation if the policy does. If it does not
 * accept a recipient's certificate, it writes nothing. It throws {@link SmimeException.Refused}.
 * The exception has the rule {@code RECIPIENT_CERTIFICATE}, and its message names the certificate
 * and the reason. Each message has new keys and nonces.
 *
 * <p>Recipients have certificates: the library writes no messages for passwords or shared keys
 * (KEK). {@link Decryptor} reads them.
 *
 * <p>An encryptor encrypts streams and files of any size in constant memory. Immutable, and safe
 * for use by several threads: create an encryptor once and reuse it.
 *
 * <pre>{@code
 * Encryptor encryptor = Encryptor.trusting(trust).to(bob).andMyself(alice);
 * Envelope envelope = encryptor.encrypt(content);
 * encryptor.encrypt(Path.of("big"), Path.of("big.p7m"));
 * }</pre>
 */
public sealed interface Encryptor permits EncryptorDoor {

  private EncryptingOptions options() {
    return encryption().options();
  }

  /**
   * Returns an encryptor that checks every recipient's certificate. Add recipients before you
   * encrypt.
   */
  static Encryptor trusting(TrustPolicy trust) {
    Objects.requireNonNull(
        trust,
        "no trust policy was given: name your trust anchors by TrustPolicy.anchors, or use"
            + " unvalidated(reason)");
    return new EncryptorDoor(
        new EncryptingOptions(new RecipientCheck(Held.by(trust, PolicyJudge.class))));
  }

  /**
   * Returns an encryptor that does not check recipients' certificates. The owner of a forged
   * certificate can read the content.
   *
   * @param reason why this is acceptable, for readers of your code
   */
  static Encryptor unvalidated(String reason) {
    Reason.of(reason, "say why certificates need no validation");
    return new EncryptorDoor(new EncryptingOptions(new RecipientCheck(null)));
  }

  /**
   * Adds recipients. A recipient who was added before is not added again. This method compares no
   * addresses: {@link #toAddresses} and {@link TrustPolicy#find} do.
   *
   * @throws IllegalArgumentException if there is no certificate
   */
  default Encryptor to(X509Certificate... certificates) {
    if (Objects.requireNonNull(certificates, "no certificates were given").length == 0) {
      throw new IllegalArgumentException("no recipient: name a certificate by to(certificate)");
    }
    return new EncryptorDoor(options().to(Stream.of(certificates).map(Recipient::of).toList()));
  }

  /**
   * Adds recipients by certificates from a {@link CertificateSource}, with the known capabilities
   * of the recipients' software. This method compares no addresses: a source may return the
   * certificate of another person. {@link #toAddresses} and {@link TrustPolicy#find} compare them.
   */
  default Encryptor to(RecipientCertificate first, RecipientCertificate... more) {
    return new EncryptorDoor(
        options().to(Stream.concat(Stream.of(first), Stream.of(more)).map(Recipient::of).toList()));
  }

  /**
   * Adds the owners of these addresses. For each, {@link TrustPolicy#find} chooses an accepted
   * certificate that contains the address (RFC 8550, section 3). The {@link EncryptionReport} has
   * the notes of {@link CertificateChoice#notes}. This method queries the source once. The
   * encryptor checks the certificates again for each message.
   *
   * @throws SmimeException.Refused if an address has no accepted certificate, with the reasons. The
   *     rule is {@code CERTIFICATE_SOURCE} if a source failed, and otherwise {@code
   *     RECIPIENT_CERTIFICATE}
   */
  default Encryptor toAddresses(CertificateSource source, String first, String... more)
      throws SmimeException.Refused {
    List<String> addresses = Stream.concat(Stream.of(first), Stream.of(more)).toList();
    return new EncryptorDoor(options().toAddresses(source, addresses));
  }

  /**
   * Chooses a certificate for each address, as {@link TrustPolicy#find} does, and says why an
   * address has none. The result is a plan for {@code Outgoing.sealEach}. This method queries the
   * source once, and adds no recipient.
   *
   * @return the choices, in the order of the addresses, each address once
   */
  default List<CertificateChoice> plan(CertificateSource source, Collection<String> addresses) {
    return List.copyOf(options().choose(source, addresses));
  }

  /**
   * Adds the sender, who otherwise cannot read the message (RFC 8551, section 3.3). The encryptor
   * checks the sender's certificate like the others.
   */
  default Encryptor andMyself(Credential identity) {
    Objects.requireNonNull(identity, "no credential was given");
    return new EncryptorDoor(options().to(List.of(Recipient.myself(identity.chain()))));
  }

  /**
   * Adds the sender, with the newest encryption identity that is valid now.
   *
   * @throws SmimeException.Refused if there is no such identity. The rule is {@code
   *     RECIPIENT_CERTIFICATE}, and the exception's message names the certificate that expired
   *     last, with the date
   */
  default Encryptor andMyself(KeyHistory mine) throws SmimeException.Refused {
    HeldKeys keys = Held.by(mine, HeldKeys.class);
    HeldKeys.Identity newest = new IdentityChoice(keys, Purpose.ENCRYPTION).youngest();
    return new EncryptorDoor(options().to(List.of(Recipient.myself(newest.chain()))));
  }

  /** Uses the content cipher and the key transport of a policy, for files and for mail. */
  default Encryptor under(AlgorithmPolicy other) {
    Objects.requireNonNull(other, "no policy was given");
    return new EncryptorDoor(options().under(Held.by(other, PolicyRules.class)));
  }

  /**
   * Encrypts content for a mail program: unless a policy was chosen, {@link
   * AlgorithmPolicy#standard()} decides. {@code Outgoing} calls this method itself. It is for
   * programs that write the mail header around the message, with {@link #smimeType()}.
   */
  default Encryptor writingMail() {
    return new EncryptorDoor(options().writingMail());
  }

  /** Limits the number of recipients and the work of checking their certificates. */
  default Encryptor within(Limits other) {
    return new EncryptorDoor(
        options().within(Objects.requireNonNull(other, "no limits were given")));
  }

  /** Uses this provider first for every algorithm. */
  default Encryptor using(Provider first) {
    return new EncryptorDoor(options().using(Providers.preferring(first).cachingKeys()));
  }

  /** Reports progress to a listener. */
  default Encryptor reporting(ProgressListener listener) {
    return new EncryptorDoor(
        options().reporting(Objects.requireNonNull(listener, "no listener was given")));
  }

  /**
   * Uses key identifiers, instead of issuers and serial numbers, to name the recipients that were
   * added before this call (RFC 8551, section 2.6). A recipient whose certificate was renewed for
   * the same key then still finds the key. Encrypting throws {@link SmimeException.Malformed} if a
   * certificate has no key identifier.
   */
  default Encryptor namingKeyIdentifiers() {
    return new EncryptorDoor(options().namingKeyIdentifiers());
  }

  /**
   * Adds attributes to each message. They are not encrypted: anyone can read them. The
   * authentication tag of the message covers authenticated attributes, and does not cover others.
   * {@link EncryptedLayer#attributes()} returns them to the reader.
   *
   * <p>If the message needs a cipher that does not authenticate, encrypting with an authenticated
   * attribute throws {@link SmimeException.Refused} with the rule {@code UNAUTHENTICATED}. {@link
   * AlgorithmPolicy#authenticatedOnly()} avoids such ciphers.
   *
   * @throws IllegalArgumentException if two authenticated attributes, or two unauthenticated ones,
   *     have the same type, if the library itself writes or interprets one, or if a value is not in
   *     DER
   */
  default Encryptor carrying(Attribute first, Attribute... more) {
    return new EncryptorDoor(options().carrying(first, more));
  }

  /** Returns the smime-type for the mail header of messages that this encryptor writes. */
  default String smimeType() {
    return encryption().smimeType();
  }

  /** Encrypts content from any source, and returns the message in memory. */
  default Envelope encrypt(ByteSource content) throws IOException {
    return encryption().encrypt(content);
  }

  /**
   * Encrypts content and writes the message, as DER if the size of the content is known, and
   * otherwise as BER. The target stays open. If this method throws, discard the bytes already
   * written, because they are not a complete message.
   */
  default EncryptionReport encrypt(ByteSource content, OutputStream target) throws IOException {
    return encryption().encrypt(content, target);
  }

  /**
   * Encrypts a stream of any size in constant memory, and writes the message as BER. It reads the
   * source to its end, and closes neither stream. If this method throws, discard the bytes already
   * written.
   */
  default EncryptionReport encrypt(InputStream content, OutputStream target) throws IOException {
    CmsOutput<EncryptionReport> encrypting = into(target);
    Streams.pipeAll(content, encrypting, 16 * 1024);
    return encrypting.finish();
  }

  /** Encrypts a file. The target is created or replaced only when the message is complete. */
  default EncryptionReport encrypt(Path content, Path target) throws IOException {
    return TargetFile.write(target, out -> encryption().encrypt(ByteSource.of(content), out));
  }

  /**
   * Returns a stream that encrypts what you write to it, and writes the message to the target as
   * BER. Complete the message with {@link CmsOutput#finish()}. This method checks the recipients'
   * certificates before it returns.
   */
  default CmsOutput<EncryptionReport> into(OutputStream target) throws IOException {
    return encryption().into(target);
  }

  /**
   * Writes an opened message in an envelope of this encryptor, under its own header: in the place
   * of its outermost envelope, or as its first one. The content stays the same byte for byte, so
   * signatures in it stay valid. If neither the old envelope nor a trusted signature shows that the
   * content is unchanged, the new envelope uses AES-256-CBC, so that it says no more than the old
   * one. Fields {@value Delivery#MARK} are left out.
   *
   * @throws SmimeException.Refused if the message is encrypted in a part, under a signature or more
   *     than once ({@link SmimeException.Refused.Rule#NOT_DELIVERABLE}), or with a key that is not
   *     proven
   * @throws SmimeException {@link OpenedMail#failure()}, if the message was not opened
   */
  default EncryptionReport encryptAgain(OpenedMail mail, OutputStream target) throws IOException {
    NewEnvelope envelope = NewEnvelope.of(mail);
    Encryptor with =
        envelope.isAuthenticated()
            ? this
            : under(AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));
    return envelope.write(Held.by(with, Encryption.class).ofMail(), target);
  }

  private Encryption encryption() {
    return Held.by(this, Encryption.class);
  }
}

final class EncryptorDoor extends Held<Encryption> implements Encryptor {

  EncryptorDoor(EncryptingOptions options) {
    super(new Encryption(options));
  }

  @Override
  public String toString() {
    return "Encryptor to " + Held.by(this, Encryption.class).options();
  }
}
