package org.smime4j.internal.signature;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Integer;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.platform.NotOnAndroid;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.PrivateOperations.UserAuthentication;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.PrivateKeyOperations;

/** Makes signatures, and the identifiers that go with them. */
public final class Signing {

  private Signing() {}

  /** Whether a private key is of the type that the scheme needs. */
  public static boolean fits(PrivateKey key, SignatureScheme scheme) {
    String algorithm = key.getAlgorithm();
    return switch (scheme.keyType()) {
      case "RSA" -> algorithm.equals("RSA") || algorithm.equals("RSASSA-PSS");
      case "EC" -> algorithm.equals("EC") || algorithm.equals("ECDSA");
      case "Ed25519", "Ed448" ->
          algorithm.equals(scheme.keyType())
              || (algorithm.equals("EdDSA") && !isOnAnotherCurve(key, scheme.keyType()));
      default ->
          // The JDK calls a key by its family, Bouncy Castle by its parameter set.
          scheme.keyType().equalsIgnoreCase(algorithm)
              || (scheme.keyType().startsWith(algorithm + "-") && algorithm.endsWith("-DSA"));
    };
  }

  private static boolean isOnAnotherCurve(PrivateKey key, String curve) {
    try {
      return Edwards.isOnAnotherCurve(key, curve);
    } catch (LinkageError e) {
      return false;
    }
  }

  /** What only the JDK's keys tell. */
  @NotOnAndroid("before API 33 it does not load, and no key has that interface")
  private static final class Edwards {
    static boolean isOnAnotherCurve(PrivateKey key, String curve) {
      return key instanceof EdECKey ed && !ed.getParams().getName().equals(curve);
    }
  }

  /** The signature over the given octets, as it stands in a SignerInfo. */
  public static byte[] sign(
      PrivateKey key, SignatureScheme scheme, byte[] toBeSigned, Providers providers)
      throws SmimeException {
    if (!fits(key, scheme)) {
      throw new ProviderUnavailable(
          scheme.label(), "the private key is one for " + key.getAlgorithm());
    }
    PrivateKeyOperations kept = ExternalKey.operations(key);
    if (kept != null) {
      return ExternalKey.sign(kept, scheme, toBeSigned);
    }
    try {
      return switch (form(scheme)) {
        case RSA_PKCS1 -> pkcs1(key, scheme, toBeSigned, providers);
        case RSA_PSS -> pss(key, scheme, toBeSigned, providers);
        case ECDSA -> ecdsa(key, scheme, toBeSigned, providers);
        case RSA_PSS_SHAKE, DSA, PURE -> whole(jcaName(scheme), key, toBeSigned, providers);
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      UserAuthentication.require(scheme.label(), e);
      throw new ProviderUnavailable(scheme.label(), "the private key could not sign");
    }
  }

  private static SignatureAlgorithm.Kind form(SignatureScheme scheme) {
    return switch (scheme) {
      case RSA_PKCS1_SHA256,
          RSA_PKCS1_SHA384,
          RSA_PKCS1_SHA512,
          RSA_PKCS1_SHA3_256,
          RSA_PKCS1_SHA3_384,
          RSA_PKCS1_SHA3_512 ->
          SignatureAlgorithm.Kind.RSA_PKCS1;
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> SignatureAlgorithm.Kind.RSA_PSS;
      case RSA_PSS_SHAKE128, RSA_PSS_SHAKE256 -> SignatureAlgorithm.Kind.RSA_PSS_SHAKE;
      default ->
          scheme.keyType().equals("EC")
              ? SignatureAlgorithm.Kind.ECDSA
              : SignatureAlgorithm.Kind.PURE;
    };
  }

  private static byte[] whole(
      String algorithm, PrivateKey key, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature signature = PrivateOperations.signature(algorithm, key, providers);
    signature.update(toBeSigned);
    return signature.sign();
  }

  private static byte[] pss(
      PrivateKey key, SignatureScheme scheme, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    Signature signature;
    try {
      signature = PrivateOperations.signature("RSASSA-PSS", key, providers);
    } catch (ProviderUnavailable e) {
      if (PrivateOperations.isAtHand(key)) {
        throw e;
      }
      return whole(androidPss(scheme), key, toBeSigned, providers);
    }
    signature.setParameter(pss(DigestAlgorithm.of(scheme)));
    signature.update(toBeSigned);
    return signature.sign();
  }

  /** PSS as Android's key store knows it, whose parameters are those of RFC 4056. */
  static String androidPss(SignatureScheme scheme) {
    return jcaHash(DigestAlgorithm.of(scheme)) + "withRSA/PSS";
  }

  private static byte[] pkcs1(
      PrivateKey key, SignatureScheme scheme, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    if (key instanceof RSAKey rsa
        && PrivateOperations.isAtHand(key)
        && providers.preferred() == null) {
      int length = (rsa.getModulus().bitLength() + 7) / 8;
      byte[] block =
          Pkcs1.signatureBlock(
              DigestAlgorithm.of(scheme),
              Digesting.digest(DigestAlgorithm.of(scheme), toBeSigned, providers),
              length);
      if (block == null) {
        throw new ProviderUnavailable("RSA", "the modulus is too short for the digest");
      }
      // Encrypting with a private key is how the JCA says that the result is to be checked.
      Cipher cipher = PrivateOperations.rsa(key, Cipher.ENCRYPT_MODE, providers);
      return ConstantTime.leftPad(cipher.doFinal(block), length);
    }
    return whole(jcaName(scheme), key, toBeSigned, providers);
  }

  private static byte[] ecdsa(
      PrivateKey key, SignatureScheme scheme, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    if (PrivateOperations.isAtHand(key) && providers.preferred() == null) {
      Signature signature = PrivateOperations.signature("NONEwithECDSA", key, providers);
      signature.update(Digesting.digest(DigestAlgorithm.of(scheme), toBeSigned, providers));
      return signature.sign();
    }
    return whole(jcaName(scheme), key, toBeSigned, providers);
  }

  /** The scheme in the words of the Java Cryptography Architecture, digest and all. */
  static String jcaName(SignatureScheme scheme) {
    return switch (form(scheme)) {
      case RSA_PKCS1 -> jcaHash(DigestAlgorithm.of(scheme)) + "withRSA";
      case RSA_PSS -> "RSASSA-PSS";
      case RSA_PSS_SHAKE -> jcaHash(DigestAlgorithm.of(scheme)) + "withRSAPSS";
      case ECDSA -> jcaHash(DigestAlgorithm.of(scheme)) + "withECDSA";
      case DSA -> throw new IllegalStateException("is only read");
      case PURE -> scheme.keyType();
    };
  }

  /** SHA-256 as it is called inside the names of signatures. */
  private static String jcaHash(DigestAlgorithm algorithm) {
    return switch (algorithm) {
      case SHAKE128 -> "SHAKE128";
      case SHAKE256 -> "SHAKE256";
      default -> algorithm.jcaName().replace("SHA-", "SHA");
    };
  }

  /** Salt as long as the digest (RFC 4056 section 3). */
  static PSSParameterSpec pss(DigestAlgorithm digest) {
    return pss(digest, digest, digest.octets());
  }

  static PSSParameterSpec pss(DigestAlgorithm digest, DigestAlgorithm mask, int salt) {
    return new PSSParameterSpec(
        digest.jcaName(), "MGF1", new MGF1ParameterSpec(mask.jcaName()), salt, 1);
  }

  /**
   * The signatureAlgorithm of a SignerInfo, in DER. For PKCS #1 v1.5 it is rsaEncryption, which
   * every reader must know (RFC 3370 section 3.2).
   */
  public static byte[] signatureAlgorithm(SignatureScheme scheme) {
    return switch (scheme) {
      case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
          AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION);
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 ->
          AlgorithmId.pss(DigestAlgorithm.of(scheme));
      default -> {
        SignatureAlgorithm.Kind kind = form(scheme);
        String oid = SignatureAlgorithm.oidOf(kind, DigestAlgorithm.of(scheme), scheme.keyType());
        yield kind == SignatureAlgorithm.Kind.RSA_PKCS1
            ? AlgorithmId.derWithNull(oid)
            : AlgorithmId.der(oid);
      }
    };
  }

  /** The scheme whose public keys have this object identifier, where a key has but one scheme. */
  public static @Nullable SignatureScheme onlySchemeOf(String keyOid) {
    String name = SignatureAlgorithm.nameOf(keyOid);
    for (SignatureScheme scheme : SignatureScheme.values()) {
      if (scheme.keyType().equals(name)) {
        return scheme;
      }
    }
    return null;
  }

  /**
   * The digestAlgorithm of a SignerInfo with signed attributes, in DER, without parameters (RFC
   * 5754 section 2); for Ed448 with the length in bits (RFC 8419 section 3.1).
   */
  public static byte[] digestAlgorithm(SignatureScheme scheme) {
    if (scheme == SignatureScheme.ED448) {
      return AlgorithmId.der(
          Oids.SHAKE256_LEN, new ASN1Integer(8L * DigestAlgorithm.of(scheme).octets()));
    }
    return AlgorithmId.der(DigestAlgorithm.of(scheme).oid());
  }
}
