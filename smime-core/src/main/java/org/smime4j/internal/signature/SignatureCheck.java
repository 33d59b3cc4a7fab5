package org.smime4j.internal.signature;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;
import javax.crypto.Cipher;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.NamedCurves;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/**
 * Whether a signature value is right, and nothing else: not whose it is, not what it is worth. The
 * identifiers of digest and signature must agree (threats C3, RFC 5652 section 5.6), else it is
 * not.
 */
public final class SignatureCheck {

  /** Schemes over the message itself need it in memory. */
  private static final int LONGEST_MESSAGE = 64 << 20;

  private SignatureCheck() {}

  /**
   * Checks a signature.
   *
   * @param key the signer's
   * @param signatureAlgorithm the AlgorithmIdentifier of the SignerInfo
   * @param digestAlgorithm the AlgorithmIdentifier of the SignerInfo
   * @param signed the signedAttrs under their SET tag, or the content where there are none
   * @return false for every signature that is wrong, and for a key of another type
   * @throws UnsupportedAlgorithm where nothing can be said about the signature, MD5 included
   */
  public static boolean verify(
      PublicKey key,
      byte[] signatureAlgorithm,
      byte[] digestAlgorithm,
      ByteSource signed,
      byte[] signature,
      Providers providers)
      throws IOException {
    SignatureAlgorithm scheme = SignatureAlgorithm.parse(signatureAlgorithm);
    if (!scheme.agreesWith(digestAlgorithm)) {
      return false;
    }
    if (scheme.isOverMessage()) {
      return overMessage(scheme, key, signed, signature, providers);
    }
    DigestAlgorithm digest = SignatureAlgorithm.digest(digestAlgorithm);
    return verifyDigested(
        key, scheme, digest, Digesting.digest(digest, signed, providers), signature, providers);
  }

  /**
   * Checks a signature over content whose digest is known already; pure schemes (Ed25519 and its
   * like) cannot be checked so.
   */
  public static boolean verifyDigested(
      PublicKey key,
      byte[] signatureAlgorithm,
      byte[] digestAlgorithm,
      byte[] digestValue,
      byte[] signature,
      Providers providers)
      throws IOException {
    SignatureAlgorithm scheme = SignatureAlgorithm.parse(signatureAlgorithm);
    if (scheme.isOverMessage()) {
      throw new SmimeException.UnsupportedAlgorithm(scheme.jcaName(), "signatures over a digest");
    }
    return scheme.agreesWith(digestAlgorithm)
        && verifyDigested(
            key,
            scheme,
            SignatureAlgorithm.digest(digestAlgorithm),
            digestValue,
            signature,
            providers);
  }

  /** Checks the signature of a certificate, a CRL or an OCSP response. */
  static boolean verify(
      PublicKey key, SignatureAlgorithm scheme, ByteSource signed, byte[] signature)
      throws IOException {
    Providers providers = Providers.standard();
    if (scheme.isOverMessage() || scheme.digest() == null) {
      return overMessage(scheme, key, signed, signature, providers);
    }
    byte[] digestValue = Digesting.digest(scheme.digest(), signed, providers);
    return verifyDigested(key, scheme, scheme.digest(), digestValue, signature, providers);
  }

  /**
   * The digest that a digestAlgorithm names. Some writers name the signature algorithm there, of
   * which this is the digest.
   */
  public static Optional<DigestAlgorithm> digestNamed(String oid) {
    return DigestAlgorithm.ofOid(oid)
        .or(() -> Optional.ofNullable(SignatureAlgorithm.digestOf(oid)));
  }

  /**
   * Whether signatureAlgorithm fixes another digest than digestAlgorithm names. Such a signature is
   * not checked (threats C3).
   */
  public static boolean isOfAnotherDigest(byte[] signatureAlgorithm, byte[] digestAlgorithm) {
    try {
      return !SignatureAlgorithm.parse(signatureAlgorithm).agreesWith(digestAlgorithm);
    } catch (SmimeException e) {
      return false;
    }
  }

  /** Whether the signature can only be checked over the message itself, not over a digest of it. */
  public static boolean isPure(byte[] signatureAlgorithm) throws SmimeException {
    return SignatureAlgorithm.parse(signatureAlgorithm).isOverMessage();
  }

  /**
   * Whether it is the content itself that is signed where there are no signed attributes, so that
   * digestAlgorithm means nothing and is to be ignored (RFC 9882 section 3.3).
   */
  public static boolean ignoresDigest(byte[] signatureAlgorithm) throws SmimeException {
    return SignatureAlgorithm.nameOf(
            AlgorithmId.parse(signatureAlgorithm, "signatureAlgorithm").oid())
        != null;
  }

  /**
   * Whether a scheme that signs messages as they are has another message digest beside signed
   * attributes than it may: EdDSA one alone (RFC 8419 section 3.1), ML-DSA and SLH-DSA one that is
   * as strong as they are (RFC 9882 section 3.3, RFC 9814 section 4). The signature itself does not
   * depend on it.
   */
  public static boolean isBesideAnotherDigest(byte[] signatureAlgorithm, byte[] digestAlgorithm)
      throws SmimeException {
    String scheme = AlgorithmId.parse(signatureAlgorithm, "signatureAlgorithm").oid();
    String oid = AlgorithmId.parse(digestAlgorithm, "digestAlgorithm").oid();
    int octets = digestNamed(oid).map(DigestAlgorithm::octets).orElse(0);
    return switch (scheme) {
      case Oids.ED25519 -> !oid.equals(DigestAlgorithm.SHA512.oid());
      case Oids.ED448 -> !oid.equals(Oids.SHAKE256_LEN);
      default -> octets < leastDigest(SignatureAlgorithm.nameOf(scheme));
    };
  }

  /** In octets; 0 for a scheme that does not sign messages as they are. */
  private static int leastDigest(@Nullable String name) {
    if (name == null) {
      return 0;
    }
    return name.matches("ML-DSA-44|.*-128.") ? 32 : name.matches("ML-DSA-65|.*-192.") ? 48 : 64;
  }

  /**
   * The name of a scheme in reports, as {@link org.smime4j.settings.SignatureScheme#label()} has
   * them.
   */
  public static String scheme(byte[] signatureAlgorithm, byte[] digestAlgorithm) {
    try {
      return SignatureAlgorithm.parse(signatureAlgorithm).label(digestAlgorithm);
    } catch (UnsupportedAlgorithm e) {
      return e.oid();
    } catch (SmimeException e) {
      return "unknown";
    }
  }

  private static boolean verifyDigested(
      PublicKey key,
      SignatureAlgorithm scheme,
      DigestAlgorithm digest,
      byte[] digestValue,
      byte[] signature,
      Providers providers)
      throws SmimeException {
    try {
      return switch (scheme.kind()) {
        case RSA_PKCS1, RSA_PSS, RSA_PSS_SHAKE ->
            key instanceof RSAPublicKey rsa
                && rsa(checked(rsa), scheme, digest, digestValue, signature, providers);
        case ECDSA ->
            key instanceof ECKey
                && raw(
                    "NONEwithECDSA", NamedCurves.checked(key), digestValue, signature, providers);
        case DSA ->
            key instanceof DSAPublicKey dsa
                && raw("NONEwithDSA", checked(dsa), digestValue, signature, providers);
        case PURE -> throw new IllegalStateException("is over the message");
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      // A signature or a key that the primitive cannot even take is not a right one; but of that a
      // provider that the caller put first is not the judge.
      return providers.preferred() != null
          && verifyDigested(key, scheme, digest, digestValue, signature, Providers.standard());
    }
  }

  private static boolean rsa(
      RSAPublicKey key,
      SignatureAlgorithm scheme,
      DigestAlgorithm digest,
      byte[] digestValue,
      byte[] signature,
      Providers providers)
      throws SmimeException, GeneralSecurityException {
    int bits = key.getModulus().bitLength();
    int length = (bits + 7) / 8;
    if (signature.length != length || !allows(scheme, key)) {
      return false;
    }
    byte[] block =
        providers.preferred() == null
            ? power(key, signature, length)
            : byCipher(key, signature, length, providers);
    if (block == null) {
      return false;
    }
    if (scheme.kind() != SignatureAlgorithm.Kind.RSA_PKCS1) {
      return Pss.encodes(block, bits, digest, digestValue, scheme, providers);
    }
    // What must be there is encoded, and the whole block compared: nothing of the sender's is read.
    byte[] expected = Pkcs1.signatureBlock(digest, digestValue, length);
    return expected != null && MessageDigest.isEqual(expected, block);
  }

  /**
   * RSAVP1 (RFC 8017 section 5.2.2) of public numbers, which are no provider's secret: a cipher of
   * the JDK does the same, and takes a third as long again to be found and made ready.
   *
   * @return null where the signature is no number below the modulus
   */
  private static byte @Nullable [] power(RSAPublicKey key, byte[] signature, int length) {
    BigInteger value = new BigInteger(1, signature);
    return value.compareTo(key.getModulus()) < 0
        ? BigIntegers.asUnsignedByteArray(
            length, value.modPow(key.getPublicExponent(), key.getModulus()))
        : null;
  }

  private static byte[] byCipher(
      RSAPublicKey key, byte[] signature, int length, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Cipher cipher = providers.cipher("RSA/ECB/NoPadding");
    providers.initWithForm(
        plain(key), cipher.getProvider(), form -> cipher.init(Cipher.ENCRYPT_MODE, form));
    return ConstantTime.leftPad(cipher.doFinal(signature), length);
  }

  /** The numbers alone: not every cipher takes a key that is marked for PSS. */
  private static RSAPublicKey plain(RSAPublicKey key)
      throws SmimeException, GeneralSecurityException {
    return key.getAlgorithm().equals("RSA")
        ? key
        : (RSAPublicKey)
            Providers.standard()
                .keyFactory("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
  }

  /** Nearly every key is for any scheme, which its first octets say. */
  private static boolean allows(SignatureAlgorithm scheme, PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return false;
    }
    return SignatureAlgorithm.isAnyForKey(encoded) || scheme.allows(AlgorithmId.ofKey(encoded));
  }

  private static boolean raw(
      String algorithm, PublicKey key, byte[] digest, byte[] signature, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature check = ready(algorithm, key, providers);
    check.update(digest);
    return check.verify(signature);
  }

  private static Signature ready(String algorithm, PublicKey key, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature check = providers.signature(algorithm);
    check.initVerify(
        Providers.isBouncyCastle(check.getProvider()) ? Certificates.bouncyCastleForm(key) : key);
    return check;
  }

  private static boolean overMessage(
      SignatureAlgorithm scheme,
      PublicKey key,
      ByteSource signed,
      byte[] signature,
      Providers providers)
      throws IOException {
    ArrayOctets message = inMemory(scheme, signed);
    try {
      PublicKey form = Certificates.bouncyCastleForm(key);
      if (!form.getAlgorithm().equalsIgnoreCase(scheme.jcaName())) {
        return false;
      }
      if (!isAffordable(form)) {
        throw new SmimeException.UnsupportedAlgorithm(scheme.jcaName(), "keys of this size");
      }
      Signature check = ready(scheme.jcaName(), form, providers);
      check.update(message.array(), message.from(), (int) message.size());
      return check.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return providers.preferred() != null
          && overMessage(scheme, key, signed, signature, Providers.standard());
    }
  }

  private static ArrayOctets inMemory(SignatureAlgorithm scheme, ByteSource signed)
      throws IOException {
    ArrayOctets message = ArrayOctets.head(signed, LONGEST_MESSAGE + 1);
    if (message.size() > LONGEST_MESSAGE) {
      throw new SmimeException.UnsupportedAlgorithm(
          scheme.jcaName(), "content past 64 MiB without signed attributes");
    }
    return message;
  }

  /**
   * Whether a stranger's key costs no more than a signature is worth, see {@link
   * KeySize#isAffordable}. A key without the parameters of its kind has those of its issuer, which
   * was asked too.
   */
  public static boolean isAffordable(PublicKey key) {
    try {
      return KeySize.of(key).isAffordable();
    } catch (SmimeException | RuntimeException e) {
      return false;
    }
  }

  private static RSAPublicKey checked(RSAPublicKey key) throws SmimeException {
    if (!KeySize.of(key).isAffordable()) {
      throw new SmimeException.UnsupportedAlgorithm(Oids.RSA_ENCRYPTION, "keys of this size");
    }
    return key;
  }

  private static DSAPublicKey checked(DSAPublicKey key) throws SmimeException {
    if (key.getParams() == null || !KeySize.of(key).isAffordable()) {
      throw new SmimeException.UnsupportedAlgorithm(Oids.DSA, "keys of this size");
    }
    return key;
  }
}
