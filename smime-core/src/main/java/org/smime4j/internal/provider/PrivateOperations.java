package org.smime4j.internal.provider;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * The one place that works with a private key. A key whose numbers are at hand goes to the provider
 * of the table; one that a token or a service keeps goes to the provider that accepts it: the
 * caller's own provider, else the one that the Java runtime finds when it sees the key.
 */
public final class PrivateOperations {

  private PrivateOperations() {}

  /** One raw RSA operation, ready to be made. */
  public static Cipher rsa(PrivateKey key, int mode, Providers providers)
      throws ProviderUnavailable {
    return cipher("RSA/ECB/NoPadding", mode, key, null, providers);
  }

  /** A cipher under a private key. */
  public static Cipher cipher(
      String transformation,
      int mode,
      PrivateKey key,
      @Nullable AlgorithmParameterSpec parameters,
      Providers providers)
      throws ProviderUnavailable {
    List<Providers> known = new ArrayList<>(known(key, providers));
    if (isAtHand(key)
        && Providers.isConscrypt(Providers.standard().cipher(transformation).getProvider())) {
      // Conscrypt refuses old keys, such as those of more than two primes.
      known.add(Providers.preferring(Providers.bouncyCastle()));
    }
    return begun(
        transformation,
        key,
        known,
        each -> each == null ? Cipher.getInstance(transformation) : each.cipher(transformation),
        Cipher::getProvider,
        (cipher, form) -> cipher.init(mode, form, parameters, providers.random()));
  }

  /** A signature under a private key; parameters may be set on it. */
  public static Signature signature(String algorithm, PrivateKey key, Providers providers)
      throws ProviderUnavailable {
    return begun(
        algorithm,
        key,
        known(key, providers),
        each -> each == null ? Signature.getInstance(algorithm) : each.signature(algorithm),
        Signature::getProvider,
        (signature, form) -> signature.initSign(form, providers.random()));
  }

  /** An agreement under a private key, to be made with a public key of the other side. */
  public static byte[] agree(String algorithm, PrivateKey key, PublicKey other, Providers providers)
      throws ProviderUnavailable, GeneralSecurityException {
    KeyAgreement agreement =
        begun(
            algorithm,
            key,
            known(key, providers),
            each ->
                each == null ? KeyAgreement.getInstance(algorithm) : each.keyAgreement(algorithm),
            KeyAgreement::getProvider,
            (begun, form) -> begun.init(form, providers.random()));
    try {
      agreement.doPhase(other, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException | RuntimeException e) {
      UserAuthentication.require(algorithm, e);
      throw e;
    }
  }

  private interface Lookup<T> {
    /** An operation of one who is asked; null is the registry. */
    T of(@Nullable Providers providers) throws GeneralSecurityException, ProviderUnavailable;
  }

  private interface Beginning<T> {
    void of(T operation, PrivateKey form) throws GeneralSecurityException;
  }

  /** An operation by the first of those who are asked that takes the key. */
  private static <T> T begun(
      String algorithm,
      PrivateKey key,
      List<Providers> known,
      Lookup<T> lookup,
      Function<T, Provider> provider,
      Beginning<T> beginning)
      throws ProviderUnavailable {
    for (Providers each : known) {
      try {
        T operation = lookup.of(each);
        PrivateKey own = formFor(key, provider.apply(operation), each);
        each.init(key, own, form -> beginning.of(operation, form));
        return operation;
      } catch (GeneralSecurityException | RuntimeException e) {
        // Not a key for this provider: the next is asked.
        UserAuthentication.require(algorithm, e);
      }
    }
    if (isAtHand(key)) {
      throw unavailable(algorithm, key);
    }
    try {
      T operation = lookup.of(null);
      beginning.of(operation, key);
      return operation;
    } catch (GeneralSecurityException | RuntimeException e) {
      UserAuthentication.require(algorithm, e);
      ProviderUnavailable refused = unavailable(algorithm, key);
      // What the keeper says depends on the key, never on the message.
      refused.initCause(e);
      throw refused;
    }
  }

  /**
   * Who is asked before the registry, which for a key whose numbers are at hand is never: the first
   * one there might be anybody (D4).
   */
  private static List<Providers> known(PrivateKey key, Providers providers) {
    if (providers.preferred() == null) {
      return isAtHand(key) ? List.of(providers) : List.of();
    }
    return isAtHand(key) ? List.of(providers, Providers.standard()) : List.of(providers);
  }

  /** Whether the numbers of the key are there to be handed to any provider. */
  public static boolean isAtHand(PrivateKey key) {
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

  /**
   * The key in the form of the provider that is to work with it. Bouncy Castle wants its own key
   * classes for some algorithms; others take any, and make their own of it each time.
   */
  public static PrivateKey formFor(PrivateKey key, Provider provider, Providers providers)
      throws GeneralSecurityException {
    boolean bouncyCastle = Providers.isBouncyCastle(provider);
    if (bouncyCastle
        ? key.getClass().getName().startsWith("org.bouncycastle.")
        : !providers.isPreferred(provider) && !Providers.isConscrypt(provider)) {
      return key;
    }
    KeyForms forms = providers.forms();
    if (forms != null) {
      return forms.of(key, provider);
    }
    return bouncyCastle ? KeyForms.made(key, provider) : key;
  }

  private static ProviderUnavailable unavailable(String algorithm, PrivateKey key) {
    return new ProviderUnavailable(
        algorithm, "none accepts the " + key.getAlgorithm() + " private key at hand");
  }

  /**
   * Whether the keeper of a key waits for its user, as Android's does for a fingerprint or a code.
   * That depends on the key and the clock alone, never on the message.
   */
  public static final class UserAuthentication {

    /** Android's exception is no class of Java. */
    private static final String EXCEPTION = "UserNotAuthenticatedException";

    /** What Android's key store says where it has no such exception: when an operation ends. */
    private static final String SENTENCE = "user not authenticated";

    private static final int DEEPEST = 8;

    private UserAuthentication() {}

    /**
     * Does nothing if the failure, and what caused it, is another one.
     *
     * @throws ProviderUnavailable with the failure as its cause
     */
    public static void require(String algorithm, Throwable failure) throws ProviderUnavailable {
      Throwable each = failure;
      for (int i = 0; each != null && i < DEEPEST; i++) {
        String said = each.getMessage();
        if (each.getClass().getSimpleName().equals(EXCEPTION)
            || (said != null && said.toLowerCase(Locale.ROOT).contains(SENTENCE))) {
          ProviderUnavailable unavailable =
              new ProviderUnavailable(
                  algorithm, "the user has to unlock the private key first; then try again");
          unavailable.initCause(failure);
          throw unavailable;
        }
        each = each.getCause();
      }
    }
  }
}
