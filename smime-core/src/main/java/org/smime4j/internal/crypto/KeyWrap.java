package org.smime4j.internal.crypto;

import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;

/**
 * Key wrap under a key-encryption key: AES (RFC 3394), AES with padding (RFC 5649) and, for old
 * mail, Triple-DES (RFC 3217). Each has a check of its own.
 *
 * @param transformation its name in the Java Cryptography Architecture
 * @param octets the length of the key-encryption key
 * @param label the name in reports
 */
record KeyWrap(String transformation, String keyName, int octets, String label) {

  private static final Map<String, KeyWrap> KNOWN =
      Map.of(
          Oids.AES128_WRAP, new KeyWrap("AESWrap", "AES", 16, "aes128-wrap"),
          Oids.AES192_WRAP, new KeyWrap("AESWrap", "AES", 24, "aes192-wrap"),
          Oids.AES256_WRAP, new KeyWrap("AESWrap", "AES", 32, "aes256-wrap"),
          Oids.AES128_WRAP_PAD, new KeyWrap("AES/KWP/NoPadding", "AES", 16, "aes128-wrap-pad"),
          Oids.AES192_WRAP_PAD, new KeyWrap("AES/KWP/NoPadding", "AES", 24, "aes192-wrap-pad"),
          Oids.AES256_WRAP_PAD, new KeyWrap("AES/KWP/NoPadding", "AES", 32, "aes256-wrap-pad"),
          Oids.DES_EDE3_WRAP, new KeyWrap("DESedeWrap", "DESede", 24, "des3-wrap"));

  /**
   * The wrap with an object identifier; NULL where no parameters are due is common and harmless.
   */
  static KeyWrap of(AlgorithmId algorithm) throws SmimeException {
    KeyWrap wrap = KNOWN.get(algorithm.oid());
    if (wrap == null) {
      throw new UnsupportedAlgorithm(algorithm.oid(), "key wrap");
    }
    algorithm.requireNoParameters("key wrap algorithm");
    return wrap;
  }

  /** The AES wrap whose key is as long as the content's. */
  static String oidFor(int octets) {
    return switch (octets) {
      case 16 -> Oids.AES128_WRAP;
      case 24 -> Oids.AES192_WRAP;
      case 32 -> Oids.AES256_WRAP;
      default -> throw new IllegalArgumentException("no AES key has " + octets + " octets");
    };
  }

  /** The key inside, or the other one where the check fails or the length is not that one's. */
  UnwrappedKey unwrap(byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws SmimeException {
    Cipher cipher = providers.cipher(transformation);
    try {
      cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(kek, keyName));
      byte[] cek = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
      if (cek != null && cek.length == otherwise.length) {
        return new UnwrappedKey(cek, UnwrappedKey.PLAUSIBLE);
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      // The synthetic key goes on in its place; the check says nothing about any part of the key.
    }
    return new UnwrappedKey(otherwise.clone(), 0);
  }

  /** Wraps a key. */
  byte[] wrap(byte[] kek, byte[] cek, Providers providers) throws SmimeException {
    Cipher cipher = providers.cipher(transformation);
    try {
      cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, keyName), providers.random());
      return cipher.wrap(new SecretKeySpec(cek, "AES"));
    } catch (GeneralSecurityException e) {
      throw new SmimeException.ProviderUnavailable(transformation, "it refuses to wrap a key");
    }
  }
}
