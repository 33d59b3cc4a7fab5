package org.smime4j.internal.recipient;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * A RecipientInfo that private keys open: one key, or for key agreement as many as it names. Which
 * of its encrypted keys is meant, the caller says.
 */
public abstract sealed class PrivateKeyRecipient implements ParsedRecipient
    permits KeyTransportRecipient, KeyAgreementRecipient, KemRecipient {

  /**
   * What a public key is, as far as a recipient tells.
   *
   * @param algorithm the object identifier
   * @param detail the octets of an RSA modulus, the object identifier of a curve, or empty
   */
  public record Kind(String algorithm, String detail) {}

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
  public abstract List<Kind> kinds(byte[] encryptedKey);

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
  public final UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, int cekOctets, Providers providers)
      throws SmimeException {
    byte[] otherwise = SyntheticKey.of(key, own, encryptedKey, cekOctets);
    try {
      return unwrap(encryptedKey, key, own, otherwise, providers);
    } catch (ProviderUnavailable e) {
      return new UnwrappedKey(otherwise, 0, e);
    }
  }

  /**
   * @param otherwise the key to give where anything is wrong; its length is that of the right one
   */
  abstract UnwrappedKey unwrap(
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
}
