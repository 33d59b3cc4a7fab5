package org.smime4j.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.DigestAlgorithm;
import org.smime4j.PrivateKeyOperations;
import org.smime4j.SignatureScheme;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;

/** Makes signatures, and the identifiers that go with them. */
public final class Signing {

  private Signing() {}

  /** Whether a private key is of the type that the scheme needs. */
  public static boolean fits(PrivateKey key, SignatureScheme scheme) {
    String algorithm = key.getAlgorithm();
    return switch (scheme.keyType()) {
      case "RSA" -> algorithm.equals("RSA") || algorithm.equals("RSASSA-PSS");
      case "EC" -> algorithm.equals("EC") || algorithm.equals("ECDSA");
      default -> algorithm.equals("Ed25519") || algorithm.equals("EdDSA");
    };
  }

  /** The signature over the given octets, as it stands in a SignerInfo. */
  public static byte[] sign(
      PrivateKey key, SignatureScheme scheme, byte[] toBeSigned, Providers providers)
      throws SmimeException {
    if (!fits(key, scheme)) {
      throw new ProviderUnavailable(
          scheme.label(), "the private key is one for " + key.getAlgorithm());
    }
    PrivateKeyOperations kept = KeptKey.operations(key);
    if (kept != null) {
      return KeptKey.sign(kept, scheme, toBeSigned);
    }
    try {
      return switch (scheme) {
        case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
            pkcs1(key, scheme.digest(), toBeSigned, providers);
        case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> {
          Signature signature = PrivateOperations.signature("RSASSA-PSS", key, providers);
          signature.setParameter(pss(scheme.digest()));
          signature.update(toBeSigned);
          yield signature.sign();
        }
        case ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 ->
            ecdsa(key, scheme.digest(), toBeSigned, providers);
        case ED25519 -> {
          Signature signature = PrivateOperations.signature("Ed25519", key, providers);
          signature.update(toBeSigned);
          yield signature.sign();
        }
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new ProviderUnavailable(scheme.label(), "the private key could not sign");
    }
  }

  private static byte[] pkcs1(
      PrivateKey key, DigestAlgorithm algorithm, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    if (key instanceof RSAKey rsa
        && PrivateOperations.isAtHand(key)
        && providers.preferred() == null) {
      int length = (rsa.getModulus().bitLength() + 7) / 8;
      byte[] block =
          Pkcs1.signatureBlock(
              algorithm, Digesting.digest(algorithm, toBeSigned, providers), length);
      if (block == null) {
        throw new ProviderUnavailable("RSA", "the modulus is too short for the digest");
      }
      // Encrypting with a private key is how the JCA says that the result is to be checked.
      Cipher cipher = PrivateOperations.rsa(key, Cipher.ENCRYPT_MODE, providers);
      return ConstantTime.leftPad(cipher.doFinal(block), length);
    }
    Signature signature =
        PrivateOperations.signature(jcaHash(algorithm) + "withRSA", key, providers);
    signature.update(toBeSigned);
    return signature.sign();
  }

  private static byte[] ecdsa(
      PrivateKey key, DigestAlgorithm algorithm, byte[] toBeSigned, Providers providers)
      throws SmimeException, GeneralSecurityException {
    if (PrivateOperations.isAtHand(key) && providers.preferred() == null) {
      Signature signature = PrivateOperations.signature("NONEwithECDSA", key, providers);
      signature.update(Digesting.digest(algorithm, toBeSigned, providers));
      return signature.sign();
    }
    Signature signature =
        PrivateOperations.signature(jcaHash(algorithm) + "withECDSA", key, providers);
    signature.update(toBeSigned);
    return signature.sign();
  }

  /** The scheme in the words of the Java Cryptography Architecture, digest and all. */
  static String jcaName(SignatureScheme scheme) {
    return switch (scheme) {
      case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
          jcaHash(scheme.digest()) + "withRSA";
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> "RSASSA-PSS";
      case ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512 -> jcaHash(scheme.digest()) + "withECDSA";
      case ED25519 -> "Ed25519";
    };
  }

  /** SHA-256 as it is called inside the names of signatures. */
  private static String jcaHash(DigestAlgorithm algorithm) {
    return algorithm.jcaName().replace("-", "").toUpperCase(Locale.ROOT);
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
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> {
        AlgorithmIdentifier hash =
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(scheme.digest().oid()), DERNull.INSTANCE);
        yield AlgorithmId.der(
            Oids.RSASSA_PSS,
            new RSASSAPSSparams(
                hash,
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), hash),
                new ASN1Integer(scheme.digest().octets()),
                new ASN1Integer(1)));
      }
      case ECDSA_SHA256 -> AlgorithmId.der(Oids.ECDSA_WITH_SHA256);
      case ECDSA_SHA384 -> AlgorithmId.der(Oids.ECDSA_WITH_SHA384);
      case ECDSA_SHA512 -> AlgorithmId.der(Oids.ECDSA_WITH_SHA512);
      case ED25519 -> AlgorithmId.der(Oids.ED25519);
    };
  }

  /** The digestAlgorithm of a SignerInfo, in DER, without parameters (RFC 5754 section 2). */
  public static byte[] digestAlgorithm(SignatureScheme scheme) {
    return AlgorithmId.der(scheme.digest().oid());
  }

  /**
   * The scheme for a key whose owner did not choose: the digest as strong as the curve (P-384 with
   * SHA-256 fails with gpgsm); null where the key signs nothing that is written.
   */
  public static @Nullable SignatureScheme schemeFor(PrivateKey key) {
    String algorithm = key.getAlgorithm();
    if (fits(key, SignatureScheme.ECDSA_SHA256)) {
      int bits =
          key instanceof java.security.interfaces.ECKey ec
              ? ec.getParams().getOrder().bitLength()
              : 256;
      return bits <= 256
          ? SignatureScheme.ECDSA_SHA256
          : bits <= 384 ? SignatureScheme.ECDSA_SHA384 : SignatureScheme.ECDSA_SHA512;
    }
    if (algorithm.equals("RSA")) {
      return SignatureScheme.RSA_PKCS1_SHA256;
    }
    if (algorithm.equals("RSASSA-PSS")) {
      return SignatureScheme.RSA_PSS_SHA256;
    }
    boolean ed448 =
        key instanceof java.security.interfaces.EdECKey ed
            && !ed.getParams().getName().equals("Ed25519");
    return fits(key, SignatureScheme.ED25519) && !ed448 ? SignatureScheme.ED25519 : null;
  }
}
