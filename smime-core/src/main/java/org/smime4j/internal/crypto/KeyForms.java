package org.smime4j.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * Keys in the form of the provider that works with them. A provider that is handed a key of
 * another's class makes its own of it for each operation: a native one then takes twice as long
 * over RSA-2048 as over a key of its own (911 µs against 364), Bouncy Castle 25 µs more over P-256.
 *
 * <p>Kept are key objects alone, which the JCA lets threads share; a cipher or a signature is new
 * for each operation, so none that failed is met again. A form is found by the identity of its key,
 * which no sender chooses. It belongs to one verb: the caller that asks for one holds the keys for
 * as long as the verb lives ({@link Providers#keepingForms}), so that no secret outlives its key;
 * of a key that was destroyed there is none. There is room for {@value #MOST}, and the newer takes
 * the older's place.
 */
@SuppressWarnings("ReferenceEquality") // objects are what is remembered
final class KeyForms {

  private static final int MOST = 256;

  private record Form(Key key, Provider provider, Key form) {}

  private final AtomicReferenceArray<@Nullable Form> places = new AtomicReferenceArray<>(MOST);

  private interface Making {
    Key make() throws GeneralSecurityException, ProviderUnavailable;
  }

  /** The form that a key has for a provider; the key itself where it has no other. */
  PrivateKey of(PrivateKey key, Provider provider) {
    if (key.isDestroyed()) {
      forget(key);
      return key;
    }
    return (PrivateKey) form(key, provider, () -> made(key, provider));
  }

  /** The same for a public key of RSA, where {@code factory} makes keys for the provider. */
  PublicKey of(RSAPublicKey key, Provider provider, KeyFactory factory) {
    return (PublicKey)
        form(
            key,
            provider,
            () ->
                factory.generatePublic(
                    new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
  }

  /** No longer keeps the form of a key. */
  void forget(Key key) {
    int place = place(key);
    Form known = places.get(place);
    if (known != null && known.key == key) {
      places.compareAndSet(place, known, null);
    }
  }

  private Key form(Key key, Provider provider, Making making) {
    Form known = places.get(place(key));
    if (known != null && known.key == key && known.provider == provider) {
      return known.form;
    }
    Key form;
    try {
      form = making.make();
    } catch (GeneralSecurityException | ProviderUnavailable | RuntimeException e) {
      // No form of its own: whether it takes the key as it is, it says itself.
      form = key;
    }
    places.set(place(key), new Form(key, provider, form));
    return form;
  }

  private static int place(Key key) {
    return System.identityHashCode(key) & (MOST - 1);
  }

  /** A new key object of the provider's, from the encoded key. */
  static PrivateKey made(PrivateKey key, Provider provider) throws GeneralSecurityException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new InvalidKeyException("cannot leave its provider");
    }
    try {
      return KeyFactory.getInstance(key.getAlgorithm(), provider)
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
