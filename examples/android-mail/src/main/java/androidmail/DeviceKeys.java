package androidmail;

import android.content.Context;
import android.security.KeyChain;
import android.security.KeyChainException;
import android.security.keystore.KeyProperties;
import android.security.keystore.KeyProtection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import org.smime4j.Credential;

/** Identities whose private keys stay in the device's key store: nobody reads their numbers. */
final class DeviceKeys {

  private static final String KEY_STORE = "AndroidKeyStore";

  /** How long a key signs after the user unlocked the device. */
  private static final int SECONDS = 300;

  private DeviceKeys() {}

  /** Puts a key that signs into AndroidKeyStore. */
  @SuppressWarnings("deprecation") // the method in its place came with API 30
  static void keep(String alias, Credential identity) throws IOException {
    try {
      keyStore()
          .setEntry(
              alias,
              new KeyStore.PrivateKeyEntry(
                  identity.privateKey(), identity.chain().toArray(new Certificate[0])),
              new KeyProtection.Builder(KeyProperties.PURPOSE_SIGN)
                  .setDigests(
                      KeyProperties.DIGEST_SHA256,
                      KeyProperties.DIGEST_SHA384,
                      KeyProperties.DIGEST_SHA512)
                  .setSignaturePaddings(KeyProperties.SIGNATURE_PADDING_RSA_PKCS1)
                  .setUserAuthenticationRequired(true)
                  .setUserAuthenticationValidityDurationSeconds(SECONDS)
                  .build());
    } catch (GeneralSecurityException e) {
      throw new IOException("This device does not take the key: " + identity, e);
    }
  }

  /** The identity of an alias of AndroidKeyStore; empty if it has no such key. */
  static Optional<Credential> inKeyStore(String alias) throws IOException {
    try {
      KeyStore store = keyStore();
      return identity((PrivateKey) store.getKey(alias, null), store.getCertificateChain(alias));
    } catch (GeneralSecurityException e) {
      throw new IOException("The device's key store does not answer", e);
    }
  }

  /**
   * The identity of an alias that the user let the app use; empty if it is there no more. Not for
   * the main thread, because KeyChain asks another process.
   */
  static Optional<Credential> inKeyChain(Context context, String alias) throws IOException {
    try {
      return identity(
          KeyChain.getPrivateKey(context, alias), KeyChain.getCertificateChain(context, alias));
    } catch (KeyChainException e) {
      throw new IOException("The device's key chain does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the key chain was asked");
    }
  }

  private static Optional<Credential> identity(PrivateKey key, Certificate[] chain) {
    if (key == null || chain == null || chain.length == 0) {
      return Optional.empty();
    }
    X509Certificate[] certificates = Arrays.copyOf(chain, chain.length, X509Certificate[].class);
    return Optional.of(
        Credential.of(
            key, certificates[0], Arrays.copyOfRange(certificates, 1, certificates.length)));
  }

  private static KeyStore keyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KEY_STORE);
    store.load(null);
    return store;
  }
}
