package org.smime4j.internal.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldF2m;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.RecipientKey;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.internal.signature.Signing;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;

/**
 * A signer, with everything that depends only on its key and scheme.
 *
 * @param ownScheme the chosen scheme, or the scheme that the key determines if it signs alone
 * @param isChosen true if the caller chose the scheme, so that it must not change
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record SigningProfile(
    SigningKey key,
    SignatureScheme scheme,
    SignatureScheme ownScheme,
    boolean isChosen,
    byte[] issuerAndSerial,
    byte[] digestAlgorithm,
    byte[] signatureAlgorithm,
    SigningAttributes attributes) {

  private static final byte[] PROBE = "smime4j".getBytes(StandardCharsets.US_ASCII);

  /** Returns a signer. The key determines its scheme. */
  public static SigningProfile of(SigningKey key, Providers providers) {
    SignatureScheme scheme = schemeFor(key.certificate());
    return of(key, scheme, scheme, false, providers);
  }

  /** Returns a signer with a scheme that the caller chose. */
  public static SigningProfile of(SigningKey key, SignatureScheme scheme, Providers providers) {
    return of(key, scheme, scheme, true, providers);
  }

  private static SigningProfile of(
      SigningKey key,
      SignatureScheme scheme,
      SignatureScheme ownScheme,
      boolean isChosen,
      Providers providers) {
    Objects.requireNonNull(scheme, "no signature scheme was given");
    X509Certificate certificate = key.certificate();
    if (!fits(scheme, certificate.getPublicKey())) {
      throw new IllegalArgumentException(
          scheme
              + " does not fit a key of the kind "
              + certificate.getPublicKey().getAlgorithm()
              + "; without a scheme, the key determines it");
    }
    byte[] digestAlgorithm = Signing.digestAlgorithm(scheme);
    byte[] signatureAlgorithm = Signing.signatureAlgorithm(scheme);
    try {
      SigningProfile profile =
          new SigningProfile(
              key,
              scheme,
              ownScheme,
              isChosen,
              RecipientKey.issuerAndSerialNumber(certificate),
              digestAlgorithm,
              signatureAlgorithm,
              SigningAttributes.of(certificate, digestAlgorithm, signatureAlgorithm));
      profile.checkKey(providers);
      return profile;
    } catch (SmimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Returns the same signer with another scheme. */
  SigningProfile under(SignatureScheme other, Providers providers) {
    return other == scheme ? this : of(key, other, ownScheme, isChosen, providers);
  }

  X509Certificate certificate() {
    return key.certificate();
  }

  /** Returns the scheme that the key determines. */
  private static SignatureScheme schemeFor(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    String kind = kindOf(key);
    return switch (kind) {
      case Oids.RSA_ENCRYPTION -> SignatureScheme.RSA_PKCS1_SHA256;
      case Oids.RSASSA_PSS -> SignatureScheme.RSA_PSS_SHA256;
      case Oids.EC_PUBLIC_KEY -> ecdsa((ECPublicKey) key);
      default -> {
        SignatureScheme only = Signing.onlySchemeOf(kind);
        if (only == null) {
          throw new IllegalArgumentException(
              "Cannot sign with a key of the kind "
                  + key.getAlgorithm()
                  + "; give the credential of a key that signs");
        }
        yield only;
      }
    };
  }

  /**
   * Returns the scheme with a digest as strong as the curve (RFC 5753, section 7; gpgsm requires
   * this for P-384).
   */
  private static SignatureScheme ecdsa(ECPublicKey key) {
    if (isBinary(key)) {
      throw new IllegalArgumentException("Cannot sign with a key on a curve over a binary field");
    }
    int bits = key.getParams().getOrder().bitLength();
    return bits <= 256
        ? SignatureScheme.ECDSA_SHA256
        : bits <= 384 ? SignatureScheme.ECDSA_SHA384 : SignatureScheme.ECDSA_SHA512;
  }

  private static boolean isBinary(ECPublicKey key) {
    return key.getParams().getCurve().getField() instanceof ECFieldF2m;
  }

  private static boolean fits(SignatureScheme scheme, PublicKey key) {
    String kind = kindOf(key);
    return switch (scheme.keyType()) {
      case "RSA" ->
          kind.equals(Oids.RSA_ENCRYPTION) || (kind.equals(Oids.RSASSA_PSS) && isPss(scheme));
      case "EC" -> kind.equals(Oids.EC_PUBLIC_KEY) && !isBinary((ECPublicKey) key);
      default -> scheme == Signing.onlySchemeOf(kind);
    };
  }

  /**
   * Returns the object identifier of the algorithm, because providers use several names for the
   * same algorithm.
   */
  private static String kindOf(PublicKey key) {
    return SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getAlgorithm().getId();
  }

  private static boolean isPss(SignatureScheme scheme) {
    return scheme == SignatureScheme.RSA_PSS_SHA256
        || scheme == SignatureScheme.RSA_PSS_SHA384
        || scheme == SignatureScheme.RSA_PSS_SHA512;
  }

  /**
   * Signs a probe and verifies it, so that a key that does not belong to the certificate fails now.
   * A key without an encoding that these providers cannot use is accepted without this check. The
   * caller may add its provider later.
   */
  void checkKey(Providers providers) {
    try {
      byte[] signature = Signing.sign(key.privateKey(), scheme, PROBE, providers);
      if (!SignatureCheck.verify(
          key.certificate().getPublicKey(),
          signatureAlgorithm,
          digestAlgorithm,
          ByteSource.of(PROBE),
          signature,
          providers)) {
        throw new IllegalArgumentException(
            "The private key does not belong to the certificate of "
                + DistinguishedName.print(key.certificate().getSubjectX500Principal()));
      }
    } catch (IOException e) {
      if (key.privateKey().getEncoded() != null) {
        throw new IllegalArgumentException("The private key cannot sign: " + e.getMessage(), e);
      }
    }
  }

  /** Creates the unsigned attributes for the value of a signature. */
  interface Unsigned {
    List<byte[]> of(byte[] signature) throws IOException;
  }

  /** Returns a SignerInfo (RFC 5652, section 5.3) over content with this digest. */
  byte[] signerInfo(
      byte[] messageDigest,
      Instant time,
      List<byte[]> more,
      Set<String> without,
      Unsigned unsigned,
      Providers providers)
      throws IOException {
    byte[] signed = attributes.encode(messageDigest, time, more, without);
    byte[] signature = Signing.sign(key.privateKey(), scheme, signed, providers);
    DerWriter info =
        new DerWriter()
            .sequence()
            .integer(1)
            .raw(issuerAndSerial)
            .raw(digestAlgorithm)
            .raw(SigningAttributes.under(0xa0, signed))
            .raw(signatureAlgorithm)
            .octetString(signature);
    List<byte[]> attributesOfSignature = unsigned.of(signature);
    if (!attributesOfSignature.isEmpty()) {
      info.setOf(0xa1, attributesOfSignature);
    }
    return info.end().toByteArray();
  }

  /**
   * Returns the certificates for the message, each once: those of the signers, those of their
   * issuers without roots, and the one for encrypted replies. Roots are left out, because a reader
   * cannot trust a root from the message.
   */
  static List<byte[]> certificates(
      List<SigningProfile> profiles, @Nullable X509Certificate encryption) {
    TreeSet<byte[]> all = new TreeSet<>(org.bouncycastle.util.Arrays::compareUnsigned);
    for (SigningProfile profile : profiles) {
      all.add(Certificates.encoded(profile.key.certificate()));
      for (X509Certificate certificate : profile.key.chain()) {
        if (!Certificates.isSelfIssued(certificate)) {
          all.add(Certificates.encoded(certificate));
        }
      }
    }
    if (encryption != null) {
      all.add(Certificates.encoded(encryption));
    }
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return scheme.label() + " by " + key;
  }

  /**
   * A private key with its certificate.
   *
   * @param chain the certificate, then its issuers as far as they are known
   * @param name as reports and errors say it
   */
  public record SigningKey(PrivateKey privateKey, List<X509Certificate> chain, String name) {

    X509Certificate certificate() {
      return chain.get(0);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
