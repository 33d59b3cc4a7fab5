package org.smime4j.internal.crypto;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
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
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * Keys in the form of the provider that works with them. A provider that is handed a key of
 * another's class makes its own of it for each operation: a native one then takes twice as long
 * over RSA-2048 as over a key of its own (911 µs against 364), Bouncy Castle 25 µs more over P-256.
 *
 * <p>Kept are key objects alone, which the JCA lets threads share; a cipher or a signature is new
 * for each operation, so none that failed is met again. A form is found by the identity of its key,
 * which no sender chooses. The forms belong to one verb, and refer to their keys weakly: a key that
 * its source released is collected, and its form is dropped when the next one is made. Of a key
 * that was destroyed there is none. There is room for {@value #MOST}; the one that was used longest
 * ago makes room.
 */
@SuppressWarnings("ReferenceEquality") // objects are what is remembered
final class KeyForms {

  private static final int MOST = 4_096;

  /** A key by its identity, which does not keep it in memory. */
  private static final class Identity extends WeakReference<Key> {
    private final int hash;

    Identity(Key key, ReferenceQueue<Key> collected) {
      super(key, collected);
      hash = System.identityHashCode(key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Identity identity && get() != null && get() == identity.get());
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** Finds an {@link Identity}: maps ask what is looked for. */
  private record Sought(Key key) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity identity && identity.get() == key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }
  }

  /**
   * What was made of a key.
   *
   * @param form null for the key itself, which would keep itself in memory here
   */
  private record Form(Provider provider, @Nullable Key form) {}

  private static final class Used extends LinkedHashMap<Object, Form> {
    private static final long serialVersionUID = 1L;

    Used() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Form> eldest) {
      return size() > MOST;
    }
  }

  private final ReferenceQueue<Key> collected = new ReferenceQueue<>();
  private final Used forms = new Used();

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
    synchronized (forms) {
      forms.remove(new Sought(key));
    }
  }

  private Key form(Key key, Provider provider, Making making) {
    synchronized (forms) {
      Form known = forms.get(new Sought(key));
      if (known != null && known.provider == provider) {
        return known.form == null ? key : known.form;
      }
    }
    Key form;
    try {
      form = making.make();
    } catch (GeneralSecurityException | ProviderUnavailable | RuntimeException e) {
      // No form of its own: whether it takes the key as it is, it says itself.
      form = key;
    }
    synchronized (forms) {
      for (Reference<?> gone; (gone = collected.poll()) != null; ) {
        forms.remove(gone);
      }
      forms.put(new Identity(key, collected), new Form(provider, form == key ? null : form));
    }
    return form;
  }

  /** How many there are now. */
  int size() {
    synchronized (forms) {
      return forms.size();
    }
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
