package org.smime4j.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.DSAParams;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Locale;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.jspecify.annotations.Nullable;
import org.smime4j.DigestAlgorithm;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.Malformed;
import org.smime4j.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;

/**
 * Whether a signature value is right, and nothing else: not whose it is, not what it is worth. The
 * identifiers of digest and signature must agree (security.md C3, RFC 5652 section 5.6), else it is
 * not.
 */
public final class SignatureCheck {

  private static final String ROLE = "signatures";

  /** Schemes over the message itself need it in memory. */
  private static final int LONGEST_PURE = 64 << 20;

  private static final int LARGEST_RSA_BITS = 8192;
  private static final int LARGEST_EXPONENT_BITS = 64;
  private static final int LARGEST_DSA_BITS = 4096;

  private enum Kind {
    RSA_PKCS1("rsa-pkcs1"),
    RSA_PSS("rsa-pss"),
    ECDSA("ecdsa"),
    DSA("dsa"),
    PURE("");

    final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /**
   * What a signatureAlgorithm says.
   *
   * @param digest the digest that it names, or null where it leaves that to digestAlgorithm
   * @param pure the JCA name of a scheme over the message itself
   */
  private record Scheme(
      Kind kind,
      @Nullable DigestAlgorithm digest,
      @Nullable DigestAlgorithm mask,
      int salt,
      String pure) {

    static Scheme of(Kind kind, @Nullable DigestAlgorithm digest) {
      return new Scheme(kind, digest, null, 0, "");
    }

    static Scheme pure(String jcaName) {
      return new Scheme(Kind.PURE, null, null, 0, jcaName);
    }
  }

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
      Octets signed,
      byte[] signature,
      Providers providers)
      throws IOException {
    Scheme scheme = scheme(signatureAlgorithm);
    if (scheme.kind == Kind.PURE) {
      return pure(scheme, key, signed, signature, providers);
    }
    DigestAlgorithm digest = digest(digestAlgorithm);
    if (!agrees(scheme, digest)) {
      return false;
    }
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
    Scheme scheme = scheme(signatureAlgorithm);
    if (scheme.kind == Kind.PURE) {
      throw new UnsupportedAlgorithm(scheme.pure, "signatures over a digest");
    }
    DigestAlgorithm digest = digest(digestAlgorithm);
    return agrees(scheme, digest)
        && verifyDigested(key, scheme, digest, digestValue, signature, providers);
  }

  /** Whether the signature is over the message itself, and not over a digest of it. */
  public static boolean isPure(byte[] signatureAlgorithm) throws SmimeException {
    return scheme(signatureAlgorithm).kind == Kind.PURE;
  }

  /** The name of a scheme in reports, as {@link org.smime4j.SignatureScheme#label()} has them. */
  public static String scheme(
      byte[] signatureAlgorithm, byte[] digestAlgorithm, @Nullable PublicKey key) {
    try {
      Scheme scheme = scheme(signatureAlgorithm);
      if (scheme.kind == Kind.PURE) {
        return scheme.pure.toLowerCase(Locale.ROOT);
      }
      DigestAlgorithm digest = scheme.digest != null ? scheme.digest : digest(digestAlgorithm);
      return scheme.kind.label + '-' + digest.micalg().replace("-", "");
    } catch (UnsupportedAlgorithm e) {
      return e.oid();
    } catch (SmimeException e) {
      return "unknown";
    }
  }

  private static boolean agrees(Scheme scheme, DigestAlgorithm digest) {
    return scheme.digest == null || scheme.digest == digest;
  }

  private static DigestAlgorithm digest(byte[] digestAlgorithm) throws SmimeException {
    return digest(AlgorithmId.parse(digestAlgorithm, "digestAlgorithm"));
  }

  private static DigestAlgorithm digest(AlgorithmId algorithm) throws SmimeException {
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(algorithm.oid())
            .orElseThrow(() -> new UnsupportedAlgorithm(algorithm.oid(), "message digests"));
    if (digest.strength() == DigestAlgorithm.Strength.FORBIDDEN) {
      throw new UnsupportedAlgorithm(algorithm.oid(), ROLE);
    }
    algorithm.requireNoParameters("digestAlgorithm");
    return digest;
  }

  private static Scheme scheme(byte[] signatureAlgorithm) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.parse(signatureAlgorithm, "signatureAlgorithm");
    Scheme scheme = scheme(algorithm);
    boolean mayHaveParameters =
        scheme.kind == Kind.RSA_PSS
            || scheme.kind == Kind.DSA
            || algorithm.oid().equals(Oids.EC_PUBLIC_KEY);
    if (!mayHaveParameters) {
      algorithm.requireNoParameters("signatureAlgorithm");
    }
    return scheme;
  }

  private static Scheme scheme(AlgorithmId algorithm) throws SmimeException {
    return switch (algorithm.oid()) {
      case Oids.RSA_ENCRYPTION -> Scheme.of(Kind.RSA_PKCS1, null);
      case Oids.SHA1_WITH_RSA, Oids.SHA1_WITH_RSA_OIW ->
          Scheme.of(Kind.RSA_PKCS1, DigestAlgorithm.SHA1);
      case Oids.SHA224_WITH_RSA -> Scheme.of(Kind.RSA_PKCS1, DigestAlgorithm.SHA224);
      case Oids.SHA256_WITH_RSA -> Scheme.of(Kind.RSA_PKCS1, DigestAlgorithm.SHA256);
      case Oids.SHA384_WITH_RSA -> Scheme.of(Kind.RSA_PKCS1, DigestAlgorithm.SHA384);
      case Oids.SHA512_WITH_RSA -> Scheme.of(Kind.RSA_PKCS1, DigestAlgorithm.SHA512);
      case Oids.RSASSA_PSS -> pss(algorithm);
      // Some writers name the key here and leave the digest to digestAlgorithm.
      case Oids.EC_PUBLIC_KEY -> Scheme.of(Kind.ECDSA, null);
      case Oids.ECDSA_WITH_SHA1 -> Scheme.of(Kind.ECDSA, DigestAlgorithm.SHA1);
      case Oids.ECDSA_WITH_SHA224 -> Scheme.of(Kind.ECDSA, DigestAlgorithm.SHA224);
      case Oids.ECDSA_WITH_SHA256 -> Scheme.of(Kind.ECDSA, DigestAlgorithm.SHA256);
      case Oids.ECDSA_WITH_SHA384 -> Scheme.of(Kind.ECDSA, DigestAlgorithm.SHA384);
      case Oids.ECDSA_WITH_SHA512 -> Scheme.of(Kind.ECDSA, DigestAlgorithm.SHA512);
      case Oids.DSA -> Scheme.of(Kind.DSA, null);
      case Oids.SHA1_WITH_DSA -> Scheme.of(Kind.DSA, DigestAlgorithm.SHA1);
      case Oids.SHA224_WITH_DSA -> Scheme.of(Kind.DSA, DigestAlgorithm.SHA224);
      case Oids.SHA256_WITH_DSA -> Scheme.of(Kind.DSA, DigestAlgorithm.SHA256);
      case Oids.ED25519 -> Scheme.pure("Ed25519");
      case Oids.ED448 -> Scheme.pure("Ed448");
      case Oids.ML_DSA_44 -> Scheme.pure("ML-DSA-44");
      case Oids.ML_DSA_65 -> Scheme.pure("ML-DSA-65");
      case Oids.ML_DSA_87 -> Scheme.pure("ML-DSA-87");
      default -> throw new UnsupportedAlgorithm(algorithm.oid(), ROLE);
    };
  }

  /**
   * RSASSA-PSS-params (RFC 4055 section 3.1): each part has a default, none may be of another kind.
   */
  private static Scheme pss(AlgorithmId algorithm) throws SmimeException {
    String where = "RSASSA-PSS-params";
    DigestAlgorithm digest = DigestAlgorithm.SHA1;
    DigestAlgorithm mask = DigestAlgorithm.SHA1;
    int salt = 20;
    int last = -1;
    for (ASN1Encodable element : algorithm.parameterSequence(where)) {
      if (!(element.toASN1Primitive() instanceof ASN1TaggedObject tagged)
          || !tagged.isExplicit()
          || tagged.getTagNo() <= last) {
        throw new Malformed(where, -1, "the fields are not those of the standard");
      }
      last = tagged.getTagNo();
      ASN1Encodable value = tagged.getExplicitBaseObject();
      switch (last) {
        case 0 -> digest = digest(AlgorithmId.of(value, where));
        case 1 -> {
          AlgorithmId function = AlgorithmId.of(value, where);
          if (!function.oid().equals(Oids.MGF1)) {
            throw new UnsupportedAlgorithm(function.oid(), "mask generation");
          }
          mask = digest(AlgorithmId.of(function.parameters(), where));
        }
        case 2 -> salt = smallInteger(value, where);
        case 3 -> {
          if (smallInteger(value, where) != 1) {
            throw new Malformed(where, -1, "the trailer field is not 1");
          }
        }
        default -> throw new Malformed(where, -1, "the fields are not those of the standard");
      }
    }
    return new Scheme(Kind.RSA_PSS, digest, mask, salt, "");
  }

  private static int smallInteger(ASN1Encodable value, String where) throws Malformed {
    if (value.toASN1Primitive() instanceof ASN1Integer integer) {
      BigInteger number = integer.getValue();
      if (number.signum() >= 0 && number.bitLength() <= 16) {
        return number.intValue();
      }
    }
    throw new Malformed(where, -1, "not a small number");
  }

  private static boolean verifyDigested(
      PublicKey key,
      Scheme scheme,
      DigestAlgorithm digest,
      byte[] digestValue,
      byte[] signature,
      Providers providers)
      throws SmimeException {
    try {
      return switch (scheme.kind) {
        case RSA_PKCS1 ->
            key instanceof RSAPublicKey rsa
                && pkcs1(checked(rsa), digest, digestValue, signature, providers);
        case RSA_PSS ->
            key instanceof RSAPublicKey rsa
                && pss(checked(rsa), scheme, digestValue, signature, providers);
        case ECDSA ->
            key instanceof ECKey
                && raw(
                    "NONEwithECDSA", NamedCurves.checked(key), digestValue, signature, providers);
        case DSA ->
            key instanceof DSAPublicKey dsa
                && raw("NONEwithDSA", checked(dsa), digestValue, signature, providers);
        case PURE -> throw new IllegalStateException("has no digest");
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      // A signature or a key that the primitive cannot even take is not a right one.
      return false;
    }
  }

  /** Encodes what must be there and compares the whole block: nothing of the sender's is parsed. */
  private static boolean pkcs1(
      RSAPublicKey key,
      DigestAlgorithm digest,
      byte[] digestValue,
      byte[] signature,
      Providers providers)
      throws SmimeException, GeneralSecurityException {
    int length = (key.getModulus().bitLength() + 7) / 8;
    byte[] expected = Pkcs1.signatureBlock(digest, digestValue, length);
    if (expected == null || signature.length != length) {
      return false;
    }
    Cipher cipher = providers.cipher("RSA/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key);
    return MessageDigest.isEqual(expected, ConstantTime.leftPad(cipher.doFinal(signature), length));
  }

  private static boolean pss(
      RSAPublicKey key, Scheme scheme, byte[] digestValue, byte[] signature, Providers providers)
      throws SmimeException, GeneralSecurityException {
    if (signature.length != (key.getModulus().bitLength() + 7) / 8
        || scheme.digest == null
        || scheme.mask == null) {
      return false;
    }
    Signature pss = ready("NONEwithRSASSA-PSS", plain(key, providers), providers);
    pss.setParameter(Signing.pss(scheme.digest, scheme.mask, scheme.salt));
    pss.update(digestValue);
    return pss.verify(signature);
  }

  /**
   * The numbers alone: a key that is marked for PSS refuses parameters that differ from its own.
   */
  private static PublicKey plain(RSAPublicKey key, Providers providers)
      throws SmimeException, GeneralSecurityException {
    return providers
        .keyFactory("RSA")
        .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
  }

  private static boolean raw(
      String algorithm, PublicKey key, byte[] digest, byte[] signature, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature check = ready(algorithm, key, providers);
    check.update(digest);
    return check.verify(signature);
  }

  /** A provider that the caller put first may offer the algorithm and not take the key. */
  private static Signature ready(String algorithm, PublicKey key, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature check = providers.signature(algorithm);
    try {
      check.initVerify(
          Providers.isBouncyCastle(check.getProvider()) ? Certificates.bouncyCastleForm(key) : key);
      return check;
    } catch (InvalidKeyException e) {
      if (providers.preferred() == null) {
        throw e;
      }
      return ready(algorithm, key, Providers.standard());
    }
  }

  private static boolean pure(
      Scheme scheme, PublicKey key, Octets signed, byte[] signature, Providers providers)
      throws IOException {
    byte[] message;
    try (InputStream in = signed.open()) {
      message = in.readNBytes(LONGEST_PURE + 1);
    }
    if (message.length > LONGEST_PURE) {
      throw new UnsupportedAlgorithm(scheme.pure, "content past 64 MiB without signed attributes");
    }
    try {
      PublicKey form = Certificates.bouncyCastleForm(key);
      if (!form.getAlgorithm().equalsIgnoreCase(scheme.pure)) {
        return false;
      }
      Signature check = ready(scheme.pure, form, providers);
      check.update(message);
      return check.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Whether a stranger's key costs no more than a signature is worth: one RSA key of 8192 bits with
   * an exponent as long takes more than a second, a hundred of them fit into a small message.
   */
  public static boolean isAffordable(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return isAffordable(rsa);
    }
    if (key instanceof DSAPublicKey dsa) {
      // Without parameters of its own it has those of its issuer, which was asked too.
      return dsa.getParams() == null || isAffordable(dsa.getParams());
    }
    try {
      return !(key instanceof ECKey) || NamedCurves.of(key) != null;
    } catch (SmimeException | RuntimeException e) {
      return false;
    }
  }

  private static boolean isAffordable(RSAPublicKey key) {
    return key.getModulus().bitLength() <= LARGEST_RSA_BITS
        && key.getPublicExponent().bitLength() <= LARGEST_EXPONENT_BITS;
  }

  private static boolean isAffordable(DSAParams parameters) {
    return parameters.getP().bitLength() <= LARGEST_DSA_BITS;
  }

  private static RSAPublicKey checked(RSAPublicKey key) throws UnsupportedAlgorithm {
    if (!isAffordable(key)) {
      throw new UnsupportedAlgorithm(
          Oids.RSA_ENCRYPTION, "a modulus of more than " + LARGEST_RSA_BITS + " bits");
    }
    return key;
  }

  private static DSAPublicKey checked(DSAPublicKey key) throws UnsupportedAlgorithm {
    if (key.getParams() == null || !isAffordable(key.getParams())) {
      throw new UnsupportedAlgorithm(Oids.DSA, "keys of this size");
    }
    return key;
  }
}
