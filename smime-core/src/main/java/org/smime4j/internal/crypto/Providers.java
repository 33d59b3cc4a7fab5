package org.smime4j.internal.crypto;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.smime4j.DigestAlgorithm;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * The one place that says which provider runs which algorithm. Providers are asked as objects,
 * never by name through the JVM's registry, so that a foreign provider that somebody put first has
 * no say and no lock is shared. The choice is measured: times in microseconds on Java 17 and 25.
 */
public final class Providers {

  private static final String BC = BouncyCastleProvider.PROVIDER_NAME;

  /** Who runs the algorithms of a service that begin in a certain way: in this order, because. */
  private record Row(String service, String beginsWith, List<String> providers, String because) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(
              "Cipher",
              "RSA",
              List.of("SunJCE", BC),
              "private operation 690 to 725 against 766; blinded, in constant time, and the result"
                  + " of a signature is checked before it leaves"),
          new Row("Cipher", "RC2", List.of(BC), "the JDK takes no key under 40 bits"),
          new Row(
              "Cipher",
              "",
              List.of("SunJCE", BC),
              "AES, GHASH and ChaCha20 by intrinsics: 1.4 to 18 GB/s against 0.15"),
          new Row("MessageDigest", "", List.of("SUN", BC), "SHA-256 2.0 GB/s against 0.25"),
          new Row(
              "Signature",
              "",
              List.of(BC),
              "P-256 sign 137 against 734 (17) and 156 (25), verify 141 against 1,221 and 431;"
                  + " Ed25519 23 against 474; the JDK's own signatures also take their digests from"
                  + " whichever provider is first in the registry"),
          new Row(
              "KeyAgreement",
              "",
              List.of(BC),
              "P-256 287 against 1,077 (17), 216 against 630 (25); X25519 63 against 116; secret"
                  + " scalars go through a multiplier without secret branches"),
          new Row(
              "Mac",
              "",
              List.of(BC),
              "short inputs only; the JDK's HMAC takes its digest from the registry"),
          new Row("SecretKeyFactory", "", List.of(BC), "PBKDF2 over its own HMAC, see Mac"),
          new Row(
              "KeyFactory", "RSA", List.of("SunRsaSign", BC), "for the Cipher that works on it"),
          new Row("KeyFactory", "", List.of(BC), "for the Signature and KeyAgreement above"),
          new Row(
              "AlgorithmParameters",
              "RC2",
              List.of("SunJCE"),
              "Bouncy Castle 1.87 takes every version number under 256 for 128 bits"),
          new Row("KeyPairGenerator", "", List.of(BC), "P-256 82 against 547"),
          new Row(
              "KeyGenerator",
              "ML-KEM",
              List.of(BC),
              "Java 17 has none, and 25 only a KEM; rejects implicitly, without a branch"));

  private static final Providers STANDARD = new Providers(null);

  private final @Nullable Provider first;
  private final SecureRandom random;
  private final Map<String, Provider> chosen = new ConcurrentHashMap<>();

  private Providers(@Nullable Provider first) {
    this.first = first;
    this.random = systemRandom();
  }

  /** The table alone. */
  public static Providers standard() {
    return STANDARD;
  }

  /** The table, after a provider of the caller's that is asked first for everything. */
  public static Providers preferring(Provider first) {
    return new Providers(first);
  }

  /** Bouncy Castle as a private instance: never registered, never reordered. */
  public static Provider bouncyCastle() {
    return BouncyCastle.INSTANCE;
  }

  /** Whether a provider is Bouncy Castle, which wants keys of its own classes. */
  static boolean isBouncyCastle(Provider provider) {
    return provider.getName().equals(BC);
  }

  /** The provider that the caller put first. */
  @Nullable Provider preferred() {
    return first;
  }

  public Cipher cipher(String transformation) throws ProviderUnavailable {
    return find("Cipher", transformation, Cipher::getInstance);
  }

  public MessageDigest digest(DigestAlgorithm algorithm) throws ProviderUnavailable {
    return find("MessageDigest", algorithm.jcaName(), MessageDigest::getInstance);
  }

  public Signature signature(String algorithm) throws ProviderUnavailable {
    return find("Signature", algorithm, Signature::getInstance);
  }

  public KeyFactory keyFactory(String algorithm) throws ProviderUnavailable {
    return find("KeyFactory", algorithm, KeyFactory::getInstance);
  }

  public KeyPairGenerator keyPairGenerator(String algorithm) throws ProviderUnavailable {
    return find("KeyPairGenerator", algorithm, KeyPairGenerator::getInstance);
  }

  public KeyAgreement keyAgreement(String algorithm) throws ProviderUnavailable {
    return find("KeyAgreement", algorithm, KeyAgreement::getInstance);
  }

  KeyGenerator keyGenerator(String algorithm) throws ProviderUnavailable {
    return find("KeyGenerator", algorithm, KeyGenerator::getInstance);
  }

  public Mac mac(String algorithm) throws ProviderUnavailable {
    return find("Mac", algorithm, Mac::getInstance);
  }

  public SecretKeyFactory secretKeyFactory(String algorithm) throws ProviderUnavailable {
    return find("SecretKeyFactory", algorithm, SecretKeyFactory::getInstance);
  }

  AlgorithmParameters algorithmParameters(String algorithm) throws ProviderUnavailable {
    return find("AlgorithmParameters", algorithm, AlgorithmParameters::getInstance);
  }

  /** Randomness of the operating system, else of the JDK's own generator. */
  public SecureRandom random() {
    return random;
  }

  private static SecureRandom systemRandom() {
    Provider sun = Security.getProvider("SUN");
    if (sun != null) {
      for (String algorithm : List.of("NativePRNGNonBlocking", "DRBG")) {
        try {
          return SecureRandom.getInstance(algorithm, sun);
        } catch (NoSuchAlgorithmException e) {
          // Windows has no NativePRNG.
        }
      }
    }
    return new SecureRandom();
  }

  private interface Lookup<T> {
    T by(String algorithm, Provider provider) throws GeneralSecurityException;
  }

  private <T> T find(String service, String algorithm, Lookup<T> lookup)
      throws ProviderUnavailable {
    String key = service + '.' + algorithm;
    Provider known = chosen.get(key);
    if (known != null) {
      try {
        return lookup.by(algorithm, known);
      } catch (GeneralSecurityException e) {
        throw new ProviderUnavailable(algorithm, known.getName() + " no longer offers it");
      }
    }
    if (first != null) {
      T found = offered(key, algorithm, first, lookup);
      if (found != null) {
        return found;
      }
    }
    for (String name : row(service, algorithm)) {
      Provider provider = name.equals(BC) ? bouncyCastle() : Security.getProvider(name);
      T found = provider == null ? null : offered(key, algorithm, provider, lookup);
      if (found != null) {
        return found;
      }
    }
    throw new ProviderUnavailable(algorithm, "neither the JDK nor Bouncy Castle offers it");
  }

  private <T> @Nullable T offered(
      String key, String algorithm, Provider provider, Lookup<T> lookup) {
    try {
      T found = lookup.by(algorithm, provider);
      chosen.put(key, provider);
      return found;
    } catch (GeneralSecurityException | SecurityException e) {
      return null;
    }
  }

  private static List<String> row(String service, String algorithm) {
    for (Row row : TABLE) {
      if (row.service.equals(service) && algorithm.startsWith(row.beginsWith)) {
        return row.providers;
      }
    }
    return List.of();
  }

  /** Made when first needed, for it costs a fresh JVM more than a whole small message. */
  private static final class BouncyCastle {
    static final Provider INSTANCE = new BouncyCastleProvider();
  }
}
