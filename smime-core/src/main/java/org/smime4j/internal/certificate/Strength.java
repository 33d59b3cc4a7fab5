package org.smime4j.internal.certificate;

import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldF2m;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.internal.signature.SignedObject;

/**
 * Decides which keys and digests are too weak to trust (threats C4, C5: Trusted needs SHA-2 and RSA
 * of 2048).
 */
public final class Strength {

  private static final int RSA_BITS = 2_048;
  private static final int EC_BITS = 224;
  private static final long RSA_EXPONENT = 3;

  private Strength() {}

  /** True if neither the key nor the digest of a signature that it made is weak. */
  public static boolean isSound(PublicKey key, SignedObject signed) {
    return weakness(key).isEmpty() && signed.weakDigest().isEmpty();
  }

  /** What is weak about a key, as the end of a sentence. */
  public static Optional<Finding> weakness(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      int bits = rsa.getModulus().bitLength();
      if (bits < RSA_BITS) {
        return Optional.of(
            new Finding(
                Finding.Code.WEAK_KEY,
                "an RSA key of {0} bits, where {1} are needed",
                bits,
                RSA_BITS));
      }
      if (rsa.getPublicExponent().bitLength() <= Long.SIZE - 1
          && rsa.getPublicExponent().longValue() <= RSA_EXPONENT) {
        return Optional.of(
            new Finding(
                Finding.Code.WEAK_KEY,
                "an RSA key with the exponent {0}",
                rsa.getPublicExponent()));
      }
      return Optional.empty();
    }
    if (key instanceof DSAPublicKey) {
      return Optional.of(new Finding(Finding.Code.WEAK_KEY, "a DSA key"));
    }
    if (key instanceof ECPublicKey ec && ec.getParams() != null) {
      if (ec.getParams().getCurve().getField() instanceof ECFieldF2m) {
        return Optional.of(
            new Finding(Finding.Code.WEAK_KEY, "an EC key on a curve over a binary field"));
      }
      int bits = ec.getParams().getOrder().bitLength();
      return bits < EC_BITS
          ? Optional.of(new Finding(Finding.Code.WEAK_KEY, "an EC key of {0} bits", bits))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
