package org.smime4j.internal.recipient;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.PrivateOperations.UserAuthentication;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * A RecipientInfo that private keys open: one key, or for key agreement as many as it names. Which
 * of its encrypted keys is meant, the caller says.
 */
public abstract sealed class PrivateKeyRecipient implements ParsedRecipient
    permits KeyTransportRecipient, KeyAgreementRecipient, KemRecipient {

  /** The scheme's name in reports. */
  public abstract String label();

  /**
   * Whether the scheme itself tells a right key from a wrong one; PKCS #1 v1.5 does too, but its
   * answer never counts.
   */
  public boolean isSelfChecking() {
    return true;
  }

  /** Which kinds of key may open it, always in one order. */
  public abstract List<KeyKind> kinds(byte[] encryptedKey);

  /**
   * Whether one private operation with this key could give the content-encryption key: for RSA, the
   * length of the modulus and a value below it; for key agreement, the kind and the curve.
   */
  public abstract boolean fits(byte[] encryptedKey, PublicKey key) throws SmimeException;

  /**
   * The encrypted key as a key needs it that the message names; here the same. See {@link
   * KeyTransportRecipient}.
   */
  public byte[] whole(byte[] encryptedKey, PublicKey key) {
    return encryptedKey;
  }

  /**
   * One private operation, and a branch-free end. A private key that nobody could work with gives a
   * synthetic key and says why, so that those behind it are tried.
   *
   * @param own the public key that belongs to the private one
   */
  public final ParsedRecipient.UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, int cekOctets, Providers providers)
      throws SmimeException {
    byte[] otherwise = SyntheticKey.of(key, own, encryptedKey, cekOctets);
    try {
      return unwrap(encryptedKey, key, own, otherwise, providers);
    } catch (ProviderUnavailable e) {
      return new ParsedRecipient.UnwrappedKey(otherwise, 0, e);
    }
  }

  /**
   * @param otherwise the key to give where anything is wrong; its length is that of the right one
   */
  abstract ParsedRecipient.UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, byte[] otherwise, Providers providers)
      throws SmimeException;

  /** Whether RSA could have made these octets with a public key. */
  static boolean fitsModulus(byte[] octets, PublicKey key) {
    if (!(key instanceof RSAKey rsa)) {
      return false;
    }
    BigInteger modulus = rsa.getModulus();
    return octets.length == (modulus.bitLength() + 7) / 8
        && new BigInteger(1, octets).compareTo(modulus) < 0;
  }

  /**
   * The raw result of one RSA operation, which may lack leading zeros; empty where it failed. Null
   * where the key's provider or keeper does not part with it.
   */
  static byte @Nullable [] rawRsa(PrivateKey key, byte[] encrypted, Providers providers)
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
