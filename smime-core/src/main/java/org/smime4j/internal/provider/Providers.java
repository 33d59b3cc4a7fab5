package org.smime4j.internal.provider;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.jcajce.util.BCJcaJceHelper;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * The one place that says which provider runs which algorithm. Providers are asked as objects, so
 * that a foreign provider that somebody put first has no say and no lock is shared. {@code
 * Primitives} of smime-benchmarks measures the choice: what is slower by more than a tenth stands
 * first only for the reason given here.
 */
public final class Providers {

  static {
    requireBouncyCastle();
  }

  private static final String BC = BouncyCastleProvider.PROVIDER_NAME;

  /** Conscrypt as an app bundles it, as Play services bring it, and as Android has it. */
  private static final List<String> CONSCRYPT =
      List.of("Conscrypt", "GmsCore_OpenSSL", "AndroidOpenSSL");

  /** The providers of a service's algorithms whose names begin in a certain way, in this order. */
  private record Row(String service, String beginsWith, List<String> providers) {}

  private static final List<Row> TABLE =
      List.of(
          // Blinded and in constant time; it checks the result of a signature before it returns it.
          new Row("Cipher", "RSA", natively("SunJCE")),
          // The JDK takes no key of fewer than 40 bits.
          new Row("Cipher", "RC2", List.of(BC)),
          // Conscrypt's hold all content back, and take no other nonces than those of 12 octets.
          new Row("Cipher", "AES/GCM", List.of("SunJCE", BC)),
          new Row("Cipher", "ChaCha20", List.of("SunJCE", BC)),
          // AES and GHASH use instructions of the processor, and no tables.
          new Row("Cipher", "", natively("SunJCE")),
          new Row("MessageDigest", "", natively("SUN")),
          // The nonce of ECDSA goes through a comb whose table is read whole. The JDK's signatures
          // take their digests from the provider that is first in the registry.
          new Row("Signature", "", List.of(BC)),
          // Secret scalars go through a multiplier without secret branches.
          new Row("KeyAgreement", "", List.of(BC)),
          // The JDK's HMAC takes its digest from the registry.
          new Row("Mac", "", List.of(BC)),
          // For the Cipher of RSA, and for the Signature and the KeyAgreement of other keys.
          new Row("KeyFactory", "RSA", List.of("SunRsaSign", BC)),
          new Row("KeyFactory", "", List.of(BC)),
          new Row("KeyPairGenerator", "", List.of(BC)),
          // Java 17 has none, and 25 only a KEM. It rejects implicitly, without a branch.
          new Row("KeyGenerator", "ML-KEM", List.of(BC)));

  private static List<String> natively(String sun) {
    List<String> names = new ArrayList<>(List.of(sun));
    names.addAll(CONSCRYPT);
    names.add(BC);
    return List.copyOf(names);
  }

  private static final Providers STANDARD =
      new Providers(null, new UncontendedRandom(systemRandom()), null, new ConcurrentHashMap<>());

  private final @Nullable Provider first;
  private final SecureRandom random;
  private final @Nullable KeyForms forms;
  private final Map<String, Map<String, Provider>> chosen;

  /** Of each digest one by the table that is never fed: to copy it costs less than a lookup. */
  private final Map<DigestAlgorithm, MessageDigest> unfed = new ConcurrentHashMap<>();

  private Providers(
      @Nullable Provider first,
      SecureRandom random,
      @Nullable KeyForms forms,
      Map<String, Map<String, Provider>> chosen) {
    this.first = first;
    this.random = random;
    this.forms = forms;
    this.chosen = chosen;
  }

  /**
   * Looks for a constructor that came with 1.84. Without this an older release fails somewhere in
   * the middle of a message, by the name of a method.
   *
   * @throws LinkageError with a sentence, if it is not there
   */
  private static void requireBouncyCastle() {
    Class<?>[] ofNumber = {int.class};
    if (Arrays.stream(ASN1Integer.class.getConstructors())
        .noneMatch(each -> Arrays.equals(each.getParameterTypes(), ofNumber))) {
      throw new LinkageError(
          "smime4j needs Bouncy Castle 1.84 or newer, and found an older one: give bcprov, bcutil"
              + " and bcpkix of one newer release");
    }
  }

  /** The table alone. */
  public static Providers standard() {
    return STANDARD;
  }

  /** The table, after a provider of the caller's that is asked first for everything. */
  public static Providers preferring(Provider first) {
    Objects.requireNonNull(first, "no provider was given");
    return new Providers(first, STANDARD.random, null, new ConcurrentHashMap<>());
  }

  /**
   * The same for one verb, which keeps what follows from a key as long as the key lives ({@link
   * KeyForms}).
   */
  public Providers cachingKeys() {
    return new Providers(first, random, new KeyForms(), chosen);
  }

  /** Bouncy Castle as a private instance: never registered, never reordered. */
  public static Provider bouncyCastle() {
    return BouncyCastle.INSTANCE;
  }

  /** Whether a provider is Bouncy Castle, which wants keys of its own classes. */
  public static boolean isBouncyCastle(Provider provider) {
    return provider.getName().equals(BC);
  }

  /** Whether a provider is Conscrypt, which converts a foreign key for each operation. */
  public static boolean isConscrypt(Provider provider) {
    return CONSCRYPT.contains(provider.getName());
  }

  /** The provider that the caller put first. */
  public @Nullable Provider preferred() {
    return first;
  }

  /** Whether a provider is the very one that the caller put first. */
  @SuppressWarnings("ReferenceEquality") // equal are any two that list the same services
  boolean isPreferred(Provider provider) {
    return provider == first;
  }

  /** Where the verb keeps the forms of its keys; null where none are kept. */
  @Nullable KeyForms forms() {
    return forms;
  }

  /** Begins an operation with a key. */
  public interface Init<K extends Key> {
    void with(K form) throws GeneralSecurityException;
  }

  /** Begins with the key in its provider's form, where forms are kept, else as it is. */
  public void initWithForm(PublicKey key, Provider provider, Init<PublicKey> init)
      throws GeneralSecurityException {
    init(key, key instanceof RSAPublicKey rsa ? formFor(rsa, provider) : key, init);
  }

  /** Begins with a form of a key, else with the key as it is. */
  <K extends Key> void init(K key, K form, Init<K> init) throws GeneralSecurityException {
    try {
      init.with(form);
    } catch (GeneralSecurityException | RuntimeException e) {
      KeyForms kept = forms;
      if (form == key || kept == null) {
        throw e;
      }
      // A token that was taken out and put in again knows its old objects no more.
      kept.forget(key);
      init.with(key);
    }
  }

  /** A key in the form of the provider of a cipher, where forms are kept. */
  private PublicKey formFor(RSAPublicKey key, Provider provider) {
    KeyForms kept = forms;
    if (kept == null) {
      return key;
    }
    try {
      return kept.of(
          key,
          provider,
          isPreferred(provider) || isConscrypt(provider)
              ? KeyFactory.getInstance("RSA", provider)
              : STANDARD.keyFactory("RSA"));
    } catch (GeneralSecurityException | ProviderUnavailable e) {
      return key;
    }
  }

  public Cipher cipher(String transformation) throws ProviderUnavailable {
    return find("Cipher", transformation, Cipher::getInstance);
  }

  /** The provider of a cipher. */
  public Provider ofCipher(String transformation) throws ProviderUnavailable {
    Map<String, Provider> ciphers = chosen.get("Cipher");
    Provider known = ciphers == null ? null : ciphers.get(transformation);
    return known == null ? cipher(transformation).getProvider() : known;
  }

  /** A digest that nothing was fed to yet. */
  public MessageDigest digest(DigestAlgorithm algorithm) throws ProviderUnavailable {
    if (first != null) {
      return find("MessageDigest", algorithm.jcaName(), MessageDigest::getInstance);
    }
    MessageDigest known = unfed.get(algorithm);
    if (known == null) {
      known = find("MessageDigest", algorithm.jcaName(), MessageDigest::getInstance);
      unfed.put(algorithm, known);
    }
    try {
      return (MessageDigest) known.clone();
    } catch (CloneNotSupportedException e) {
      return find("MessageDigest", algorithm.jcaName(), MessageDigest::getInstance);
    }
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

  public KeyGenerator keyGenerator(String algorithm) throws ProviderUnavailable {
    return find("KeyGenerator", algorithm, KeyGenerator::getInstance);
  }

  public Mac mac(String algorithm) throws ProviderUnavailable {
    return find("Mac", algorithm, Mac::getInstance);
  }

  /**
   * Randomness of generators that are seeded by the operating system, else by the runtime's own.
   */
  public SecureRandom random() {
    return random;
  }

  private static SecureRandom systemRandom() {
    for (String name : natively("SUN")) {
      Provider provider = Security.getProvider(name);
      // Conscrypt's bears the name of an old one, and asks the operating system.
      for (String algorithm : List.of("NativePRNGNonBlocking", "DRBG", "SHA1PRNG")) {
        try {
          if (provider != null) {
            return SecureRandom.getInstance(algorithm, provider);
          }
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
    Map<String, Provider> ofService = chosen.get(service);
    Provider known = ofService == null ? null : ofService.get(algorithm);
    if (known != null) {
      try {
        return lookup.by(algorithm, known);
      } catch (GeneralSecurityException e) {
        throw new ProviderUnavailable(algorithm, known.getName() + " no longer offers it");
      }
    }
    if (first != null) {
      T found = offered(service, algorithm, first, lookup);
      if (found != null) {
        return found;
      }
    }
    for (String name : row(service, algorithm)) {
      Provider provider = name.equals(BC) ? bouncyCastle() : Security.getProvider(name);
      T found = provider == null ? null : offered(service, algorithm, provider, lookup);
      if (found != null) {
        return found;
      }
    }
    throw new ProviderUnavailable(algorithm, "neither the JDK nor Bouncy Castle offers it");
  }

  private <T> @Nullable T offered(
      String service, String algorithm, Provider provider, Lookup<T> lookup) {
    try {
      T found = lookup.by(algorithm, provider);
      chosen.computeIfAbsent(service, s -> new ConcurrentHashMap<>()).put(algorithm, provider);
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
    static final Provider INSTANCE = make();

    /** Has the provider that Bouncy Castle's own classes work with. */
    private static final class Own extends BCJcaJceHelper {
      Provider provider() {
        return provider;
      }
    }

    /**
     * The provider that Bouncy Castle's certificates make for themselves: a second one would take a
     * fresh JVM as long as a small message. If one is registered they work with that, and this is
     * another. It uses fields of bcutil that came with its own release.
     *
     * @throws LinkageError with a sentence, if bcutil is older than bcprov
     */
    @SuppressWarnings("ReferenceEquality") // equal are any two that list the same services
    private static Provider make() {
      try {
        Provider own = new Own().provider();
        return own == Security.getProvider(own.getName()) ? new BouncyCastleProvider() : own;
      } catch (LinkageError e) {
        throw new LinkageError(
            "Bouncy Castle's provider does not start, because bcutil is older than bcprov or"
                + " missing: give bcprov, bcutil and bcpkix of one release, 1.84 or newer",
            e);
      }
    }
  }
}
