package org.smime4j;

import java.io.IOException;
import java.io.OutputStream;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.keys.HeldKeys;
import org.smime4j.internal.keys.IdentityChoice;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.sign.SigningOptions;
import org.smime4j.internal.sign.SigningProfile;
import org.smime4j.internal.sign.SigningProfile.SigningKey;
import org.smime4j.internal.verify.TimestampToken;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ProgressListener;
import org.smime4j.settings.Purpose;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.TimestampSource;

/**
 * Signs content as SignedData (RFC 5652, section 5), detached or with the content inside.
 *
 * <p>A verifier detects every change of signed content. Signing does not hide the content. A signer
 * signs the bytes exactly as they are. Sign mail through {@link Outgoing}, which first brings it
 * into canonical form.
 *
 * <p>Each signature has these signed attributes: contentType, messageDigest, signingTime (RFC
 * 5652), signingCertificateV2 (RFC 5035), CMSAlgorithmProtection (RFC 6211) and SMIMECapabilities
 * (RFC 8551). {@link #preferringEncryptionTo} adds SMIMEEncryptionKeyPreference. The message
 * contains the certificate of the signer and those of its issuers, but no self-signed root.
 *
 * <p>If you name no {@link org.smime4j.settings.SignatureScheme}, the key determines it. An RSA key
 * signs with PKCS #1 v1.5 and SHA-256, and an RSASSA-PSS key with PSS. A key on P-256 signs with
 * SHA-256, on P-384 with SHA-384, and on P-521 with SHA-512. An Ed25519 key signs as in RFC 8419.
 * Several signers share the digest of the strongest key, if all their keys and schemes allow it.
 *
 * <p>Methods that write to a stream use constant memory. They throw {@link java.io.IOException} if
 * reading or writing fails, or if the service that holds the key fails.
 *
 * <p>Immutable, and safe for use by several threads. Create a signer once and reuse it, because it
 * keeps prepared keys.
 *
 * <pre>{@code
 * Signer signer = Signer.with(alice);
 * byte[] signature = signer.signDetached(ByteSource.of(content));
 * byte[] around = signer.signOpaque(ByteSource.of(content));
 * }</pre>
 *
 * <p>The JDK has a {@code java.security.Signer}. Beside {@code import java.security.*}, import this
 * type by its own name: {@code import org.smime4j.Signer}.
 */
public sealed interface Signer permits SignerDoor {

  /**
   * Returns a signer. The key determines the signature scheme.
   *
   * @throws IllegalArgumentException if the key cannot sign, or does not belong to the certificate
   */
  static Signer with(Credential identity) {
    Providers providers = Providers.standard().cachingKeys();
    return with(SigningProfile.of(key(identity), providers), providers);
  }

  /**
   * Returns a signer for a person with several identities. The newest signing identity signs. The
   * message names the newest encryption identity for replies, if there is one ({@link
   * KeyHistory#newest}). This method chooses the identities once: create a new signer when keys
   * change.
   *
   * @throws SmimeException.Refused if no identity is valid now and allowed to sign. The rule is
   *     {@code SIGNER_CERTIFICATE}, and the exception's message names the certificate that expired
   *     last, with the date
   */
  static Signer with(KeyHistory mine) throws SmimeException.Refused {
    Objects.requireNonNull(mine, "no keys were given");
    HeldKeys keys = Held.by(mine, HeldKeys.class);
    HeldKeys.Identity own = new IdentityChoice(keys, Purpose.SIGNING).youngest();
    X509Certificate[] issuers = own.issuers().toArray(X509Certificate[]::new);
    Signer signer = with(Credential.of(own.key().privateKey(), own.certificate(), issuers));
    return IdentityChoice.youngest(new IdentityChoice(keys, Purpose.ENCRYPTION).newest())
        .map(other -> signer.preferringEncryptionTo(other.certificate()))
        .orElse(signer);
  }

  /**
   * Returns a signer with the given scheme.
   *
   * @throws IllegalArgumentException if the key does not fit the scheme, or does not belong to the
   *     certificate
   */
  static Signer with(Credential identity, SignatureScheme scheme) {
    Providers providers = Providers.standard().cachingKeys();
    return with(SigningProfile.of(key(identity), scheme, providers), providers);
  }

  private static SigningKey key(Credential identity) {
    Objects.requireNonNull(identity, "no credential was given");
    return new SigningKey(identity.privateKey(), identity.chain(), identity.toString());
  }

  private static Signer with(SigningProfile profile, Providers providers) {
    return new SignerDoor(new SigningOptions(profile, providers));
  }

  /**
   * Adds a signer of the same content, independent of the others. The key determines its scheme.
   * The message contains the signatures in the order in which you add the signers. Some programs
   * judge only the first. Signers without a chosen scheme share one digest, if their keys allow it.
   */
  default Signer and(Credential identity) {
    return and(SigningProfile.of(key(identity), options().providers()));
  }

  /** Adds a signer of the same content with the given scheme, independent of the others. */
  default Signer and(Credential identity, SignatureScheme scheme) {
    return and(SigningProfile.of(key(identity), scheme, options().providers()));
  }

  private Signer and(SigningProfile profile) {
    return new SignerDoor(options().and(profile));
  }

  /** Sets the signing time, to the second. The default is the time at which you sign. */
  default Signer signingAt(Instant time) {
    return new SignerDoor(options().signingAt(Objects.requireNonNull(time, "no time was given")));
  }

  /**
   * Names the certificate for encrypted replies, as SMIMEEncryptionKeyPreference (RFC 8551, section
   * 2.5.3). The message contains the certificate.
   */
  default Signer preferringEncryptionTo(X509Certificate certificate) {
    Objects.requireNonNull(certificate, "no certificate was given");
    return new SignerDoor(options().preferringEncryptionTo(certificate));
  }

  /**
   * Adds a security label (RFC 2634, section 3).
   *
   * @throws IllegalArgumentException if the label has categories, because the library cannot write
   *     them
   */
  default Signer labelling(SecurityLabel label) {
    if (!Objects.requireNonNull(label, "no label was given").categories().isEmpty()) {
      throw new IllegalArgumentException("Categories of a label cannot be written: " + label);
    }
    return new SignerDoor(options().labelling(label));
  }

  /**
   * Requests a signed receipt from every recipient (RFC 2634, section 2). Few programs answer. Keep
   * the message: you need it to check a receipt.
   *
   * @param first the addresses for the receipts, at most 16
   */
  default Signer requestingReceipts(String first, String... more) {
    return new SignerDoor(
        options().requestingReceipts(Stream.concat(Stream.of(first), Stream.of(more)).toList()));
  }

  /**
   * Adds a time stamp to each new signature (RFC 3161). The source requests it from an authority.
   * Signing throws {@link SmimeException.Malformed} if the source returns anything but a token over
   * this signature with the certificate of its authority. It does not judge the authority: {@link
   * Verifier#believingTimestampsOf} does. A signature that exists cannot be stamped afterwards.
   */
  default Signer stampedBy(TimestampSource source) {
    Objects.requireNonNull(source, "no source of stamps was given");
    return new SignerDoor(
        options().stampedBy(value -> TimestampToken.over(value, source.stamp(value.clone()))));
  }

  /**
   * Every signer of {@code other} countersigns each new signature (RFC 5652, section 11.4). The
   * message contains the countersigners' certificates. A countersignature covers the signature and
   * not the content, and anyone can remove it. Few programs show countersignatures. A signature
   * that exists cannot be countersigned: {@link #addSignature} adds one beside it.
   */
  default Signer countersignedBy(Signer other) {
    Objects.requireNonNull(other, "no signer was given");
    return new SignerDoor(options().countersignedBy(other.options()));
  }

  /**
   * Adds attributes to each signature. The signature covers authenticated attributes, and does not
   * cover others. {@link SignerVerdict#attributes()} returns them to the reader.
   *
   * @throws IllegalArgumentException if two authenticated attributes, or two unauthenticated ones,
   *     have the same type, if the library itself writes or interprets one, or if a value is not in
   *     DER
   */
  default Signer carrying(Attribute first, Attribute... more) {
    return new SignerDoor(options().carrying(first, more));
  }

  /**
   * Leaves out CMSAlgorithmProtection (RFC 6211), for partners whose software refuses it. The
   * signature then does not cover its own algorithm identifiers.
   */
  default Signer withoutAlgorithmProtection() {
    return new SignerDoor(options().without(Oids.CMS_ALGORITHM_PROTECTION));
  }

  /**
   * Leaves out SMIMECapabilities. Programs that reply then treat the signer as a recipient with
   * unknown capabilities.
   */
  default Signer withoutCapabilities() {
    return new SignerDoor(options().without(Oids.SMIME_CAPABILITIES));
  }

  /**
   * Leaves out all certificates, for recipients who already have them. Other recipients cannot
   * verify the signature.
   */
  default Signer withoutCertificates() {
    return new SignerDoor(options().withoutCertificates());
  }

  /** Uses this provider first for every algorithm, for example the provider of a token. */
  default Signer using(Provider provider) {
    return new SignerDoor(options().using(Providers.preferring(provider).cachingKeys()));
  }

  /** Reports progress to a listener. */
  default Signer reporting(ProgressListener listener) {
    return new SignerDoor(
        options().reporting(Objects.requireNonNull(listener, "no listener was given")));
  }

  /**
   * Returns the micalg parameter for a multipart/signed (RFC 8551, section 3.5.3.2): the digests in
   * use, separated by commas.
   */
  default String micalg() {
    return signing().micalg();
  }

  /**
   * Signs content, and returns the detached signature as DER, with one exception: several signers
   * stay in the order in which you added them, and DER would sort them.
   */
  default byte[] signDetached(ByteSource content) throws IOException {
    return signing().detached(content);
  }

  /**
   * Returns a stream for the content of a detached signature. {@link CmsOutput#finish()} returns
   * the signature.
   */
  default CmsOutput<byte[]> detached() throws SmimeException {
    return signing().detached();
  }

  /**
   * Signs content, and returns the signature together with the content as DER, with one exception:
   * several signers stay in the order in which you added them, and DER would sort them.
   */
  default byte[] signOpaque(ByteSource content) throws IOException {
    return signing().opaque(content);
  }

  /**
   * Signs content, and writes the signature together with the content. If the size of the content
   * is known, this method reads it twice and writes DER, except that several signers keep their
   * order. Otherwise it reads the content once and writes BER. The target stays open.
   */
  default void signOpaque(ByteSource content, OutputStream target) throws IOException {
    signing().opaque(content, target);
  }

  /**
   * Adds a signature to SignedData whose content type is id-data (RFC 5652, section 5.1). Detached
   * content stays detached. Existing signatures, certificates and CRLs stay unchanged. This method
   * does not verify them, so verify them first. The target stays open.
   *
   * @param content the content that the new signature covers. If the SignedData contains content,
   *     both must be equal
   * @throws SmimeException.Malformed if the input is not SignedData, has no signer, has a content
   *     type other than id-data, or contains different content. The method has then written nothing
   */
  default void addSignature(ByteSource content, ByteSource signedData, OutputStream target)
      throws IOException {
    signing().addTo(signedData, content, target);
  }

  private Signatory signing() {
    return Held.by(this, Signatory.class);
  }

  private SigningOptions options() {
    return signing().options();
  }
}

final class SignerDoor extends Held<Signatory> implements Signer {

  SignerDoor(SigningOptions options) {
    super(new Signatory(options));
  }

  @Override
  public String toString() {
    return "Signer " + super.toString();
  }
}
