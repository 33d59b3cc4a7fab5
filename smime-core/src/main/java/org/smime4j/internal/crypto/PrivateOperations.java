package org.smime4j.internal.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * The one place that works with a private key. A key whose numbers are at hand goes to the provider
 * of the table; one that a token or a service keeps goes to whoever accepts it: the caller's own
 * provider, else the one that the Java runtime finds when it sees the key.
 */
final class PrivateOperations {

  private PrivateOperations() {}

  /** One raw RSA operation, ready to be made. */
  static Cipher rsa(PrivateKey key, int mode, Providers providers) throws ProviderUnavailable {
    return cipher("RSA/ECB/NoPadding", mode, key, null, providers);
  }

  /** A cipher under a private key. */
  static Cipher cipher(
      String transformation,
      int mode,
      PrivateKey key,
      @Nullable AlgorithmParameterSpec parameters,
      Providers providers)
      throws ProviderUnavailable {
    for (Providers each : known(key, providers)) {
      try {
        Cipher cipher = each.cipher(transformation);
        cipher.init(mode, key, parameters, providers.random());
        return cipher;
      } catch (GeneralSecurityException | RuntimeException e) {
        // Not a key for this provider: the next is asked.
      }
    }
    if (isAtHand(key)) {
      throw unavailable(transformation, key);
    }
    try {
      Cipher cipher = Cipher.getInstance(transformation);
      cipher.init(mode, key, parameters, providers.random());
      return cipher;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(transformation, key);
    }
  }

  /** A signature under a private key; parameters may be set on it. */
  static Signature signature(String algorithm, PrivateKey key, Providers providers)
      throws ProviderUnavailable {
    for (Providers each : known(key, providers)) {
      try {
        Signature signature = each.signature(algorithm);
        signature.initSign(formFor(key, signature.getProvider()), providers.random());
        return signature;
      } catch (GeneralSecurityException | RuntimeException e) {
        // Not a key for this provider: the next is asked.
      }
    }
    if (isAtHand(key)) {
      throw unavailable(algorithm, key);
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      return signature;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(algorithm, key);
    }
  }

  /** An agreement under a private key, to be made with a public key of the other side. */
  static byte[] agree(String algorithm, PrivateKey key, PublicKey other, Providers providers)
      throws ProviderUnavailable, GeneralSecurityException {
    KeyAgreement agreement = agreement(algorithm, key, providers);
    agreement.doPhase(other, true);
    return agreement.generateSecret();
  }

  private static KeyAgreement agreement(String algorithm, PrivateKey key, Providers providers)
      throws ProviderUnavailable {
    for (Providers each : known(key, providers)) {
      try {
        KeyAgreement agreement = each.keyAgreement(algorithm);
        agreement.init(formFor(key, agreement.getProvider()), providers.random());
        return agreement;
      } catch (GeneralSecurityException | RuntimeException e) {
        // Not a key for this provider: the next is asked.
      }
    }
    if (isAtHand(key)) {
      throw unavailable(algorithm, key);
    }
    try {
      KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
      agreement.init(key);
      return agreement;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw unavailable(algorithm, key);
    }
  }

  /**
   * Who is asked before the registry, which for a key whose numbers are at hand is never: whoever
   * is first there might be anybody (D4).
   */
  private static List<Providers> known(PrivateKey key, Providers providers) {
    if (providers.preferred() == null) {
      return isAtHand(key) ? List.of(providers) : List.of();
    }
    return isAtHand(key) ? List.of(providers, Providers.standard()) : List.of(providers);
  }

  /** Whether the numbers of the key are there to be handed to any provider. */
  static boolean isAtHand(PrivateKey key) {
    try {
      if (key instanceof RSAPrivateKey rsa) {
        return rsa.getModulus() != null && rsa.getPrivateExponent() != null;
      }
      if (key instanceof ECPrivateKey ec) {
        BigInteger s = ec.getS();
        return s != null;
      }
      return key.getEncoded() != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Bouncy Castle wants its own key classes for some algorithms; the JDK takes any. */
  static PrivateKey formFor(PrivateKey key, Provider provider) throws GeneralSecurityException {
    if (!Providers.isBouncyCastle(provider)
        || key.getClass().getName().startsWith("org.bouncycastle.")) {
      return key;
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new InvalidKeyException("cannot leave its provider");
    }
    return KeyFactory.getInstance(key.getAlgorithm(), provider)
        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private static ProviderUnavailable unavailable(String algorithm, PrivateKey key) {
    return new ProviderUnavailable(
        algorithm, "none accepts the " + key.getAlgorithm() + " private key at hand");
  }
}
