package org.smime4j.trust;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jcajce.interfaces.EdDSAKey;
import org.bouncycastle.jcajce.interfaces.MLDSAPublicKey;
import org.smime4j.internal.crypto.CompositeMlDsa;

/** What is too weak to be believed (security.md C4, C5: Trusted needs SHA-2 and RSA of 2048). */
final class Strength {

  private static final int RSA_BITS = 2_048;
  private static final int EC_BITS = 224;
  private static final long RSA_EXPONENT = 3;

  private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
  private static final String SHA1 = "1.3.14.3.2.26";

  private static final Map<String, String> FORBIDDEN =
      Map.of(
          "1.2.840.113549.1.1.2", "MD2",
          "1.2.840.113549.1.1.3", "MD4",
          "1.2.840.113549.1.1.4", "MD5",
          "1.3.14.3.2.2", "MD4",
          "1.3.14.3.2.3", "MD5",
          "1.3.14.3.2.4", "MD4",
          "1.3.14.3.2.24", "MD2",
          "1.3.14.3.2.25", "MD5");

  private static final Map<String, String> WEAK =
      Map.of(
          "1.2.840.113549.1.1.5", "SHA-1",
          "1.3.14.3.2.29", "SHA-1",
          "1.3.14.3.2.13", "SHA-1",
          "1.3.14.3.2.27", "SHA-1",
          "1.2.840.10040.4.3", "SHA-1",
          "1.2.840.10045.4.1", "SHA-1",
          "1.3.36.3.3.1.2", "RIPEMD-160",
          "1.3.36.3.3.2.2", "RIPEMD-160");

  private static final Set<String> WEAK_PSS_DIGESTS = Set.of(SHA1, "1.3.36.3.2.1");

  private Strength() {}

  /** The digest of a certificate's signature, where it is not even to be checked. */
  static Optional<String> forbiddenDigest(X509Certificate certificate) {
    return Optional.ofNullable(FORBIDDEN.get(certificate.getSigAlgOID()));
  }

  /** True if a signature of this algorithm is not even to be checked. */
  static boolean isForbiddenDigest(String signatureAlgorithm) {
    return FORBIDDEN.containsKey(signatureAlgorithm);
  }

  /** The digest of a certificate's signature, where it is weak. */
  static Optional<String> weakDigest(X509Certificate certificate) {
    return weakDigest(certificate.getSigAlgOID(), certificate.getSigAlgParams());
  }

  /** The digest of a signature's algorithm, where it is weak. */
  static Optional<String> weakDigest(
      String algorithm, byte @org.jspecify.annotations.Nullable [] parameters) {
    return algorithm.equals(RSASSA_PSS)
        ? weakPssDigest(parameters)
        : Optional.ofNullable(WEAK.get(algorithm));
  }

  /** True if neither the key nor the digest of a signature is weak. */
  static boolean isSound(PublicKey key, AlgorithmIdentifier algorithm) {
    String oid = algorithm.getAlgorithm().getId();
    try {
      byte[] parameters =
          algorithm.getParameters() == null
              ? null
              : algorithm.getParameters().toASN1Primitive().getEncoded();
      return weakness(key).isEmpty()
          && !isForbiddenDigest(oid)
          && weakDigest(oid, parameters).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> weakPssDigest(byte @org.jspecify.annotations.Nullable [] params) {
    if (params == null) {
      return Optional.of("SHA-1");
    }
    try {
      String digest = RSASSAPSSparams.getInstance(params).getHashAlgorithm().getAlgorithm().getId();
      return WEAK_PSS_DIGESTS.contains(digest) ? Optional.of("SHA-1") : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("an unreadable digest");
    }
  }

  /** What is weak about a key, as the end of a sentence. */
  static Optional<String> weakness(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < RSA_BITS) {
        return Optional.of("an RSA key of " + bits + " bits, where " + RSA_BITS + " are needed");
      }
      if (rsa.getPublicExponent().bitLength() <= Long.SIZE - 1
          && rsa.getPublicExponent().longValueExact() <= RSA_EXPONENT) {
        return Optional.of("an RSA key with the exponent " + rsa.getPublicExponent());
      }
      return Optional.empty();
    }
    if (key instanceof DSAPublicKey) {
      return Optional.of("a DSA key");
    }
    if (key instanceof ECPublicKey ec && ec.getParams() != null) {
      int bits = ec.getParams().getOrder().bitLength();
      return bits < EC_BITS ? Optional.of("an EC key of " + bits + " bits") : Optional.empty();
    }
    return CompositeMlDsa.isComposite(key) ? weaknessOfHalves(key) : Optional.empty();
  }

  /** Each half must hold by itself, and one that is not judged does not. */
  private static Optional<String> weaknessOfHalves(PublicKey key) {
    List<PublicKey> halves = CompositeMlDsa.halves(key);
    if (halves.isEmpty()) {
      return Optional.of("a composite key that is not judged");
    }
    for (PublicKey half : halves) {
      boolean judged =
          half instanceof RSAPublicKey
              || half instanceof ECPublicKey
              || half instanceof EdDSAKey
              || half instanceof MLDSAPublicKey;
      Optional<String> weakness = judged ? weakness(half) : Optional.of("a key that is not judged");
      if (weakness.isPresent()) {
        return weakness.map(of -> "a composite key of which one half is " + of);
      }
    }
    return Optional.empty();
  }
}
