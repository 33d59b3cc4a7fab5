package org.smime4j.internal.recipient;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.provider.UserAuthentication;
import org.smime4j.sources.PrivateKeyOperations;

/** One RSA operation without its padding, by the keeper of the private key. */
public final class RawRsa {

  private RawRsa() {}

  /**
   * The raw result of one RSA operation, which may lack leading zeros; empty where it failed. Null
   * where the key's provider or keeper does not part with it.
   */
  static byte @Nullable [] decrypt(PrivateKey key, byte[] encrypted, Providers providers)
      throws ProviderUnavailable {
    PrivateKeyOperations kept = ExternalKey.operations(key);
    if (kept != null) {
      return ExternalKey.decryptRaw(kept, encrypted);
    }
    Cipher rsa;
    try {
      rsa = PrivateOperations.rsa(key, Cipher.DECRYPT_MODE, providers);
    } catch (ProviderUnavailable e) {
      UserAuthentication.require("RSA", e);
      return null;
    }
    try {
      return rsa.doFinal(encrypted);
    } catch (GeneralSecurityException | RuntimeException e) {
      UserAuthentication.require("RSA", e);
      // A token that failed, or a value past the modulus: public causes, and no block.
      return new byte[0];
    }
  }
}
