package org.smime4j.internal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.smime4j.DigestAlgorithm;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;

/**
 * Key wrap under a key-encryption key: AES (RFC 3394), AES with padding (RFC 5649) and, for old
 * mail, Triple-DES (RFC 3217). Each has a check of its own. The check is made here, without a
 * branch on it, where a provider's would be an exception (security.md A11), and Triple-DES takes
 * its digest from our table and not from the registry.
 */
enum KeyWrap {
  AES_128(Oids.AES128_WRAP, 16, "aes128-wrap"),
  AES_192(Oids.AES192_WRAP, 24, "aes192-wrap"),
  AES_256(Oids.AES256_WRAP, 32, "aes256-wrap"),
  AES_128_PADDED(Oids.AES128_WRAP_PAD, 16, "aes128-wrap-pad"),
  AES_192_PADDED(Oids.AES192_WRAP_PAD, 24, "aes192-wrap-pad"),
  AES_256_PADDED(Oids.AES256_WRAP_PAD, 32, "aes256-wrap-pad"),
  TRIPLE_DES(Oids.DES_EDE3_WRAP, 24, "des3-wrap"),
  CAMELLIA_128(Oids.CAMELLIA128_WRAP, 16, "camellia128-wrap"),
  CAMELLIA_192(Oids.CAMELLIA192_WRAP, 24, "camellia192-wrap"),
  CAMELLIA_256(Oids.CAMELLIA256_WRAP, 32, "camellia256-wrap"),
  SEED(Oids.SEED_WRAP, 16, "seed-wrap");

  private static final long AES_IV = 0xa6a6a6a6a6a6a6a6L;
  private static final long PADDED_IV = 0xa65959a6L << 32;
  private static final long TRIPLE_DES_IV = 0x4adda22c79e82105L;
  private static final int TRIPLE_DES_CEK = 24;

  private final String oid;
  private final int octets;
  private final String label;

  KeyWrap(String oid, int octets, String label) {
    this.oid = oid;
    this.octets = octets;
    this.label = label;
  }

  /**
   * The wrap with an object identifier; NULL where no parameters are due is common and harmless.
   */
  static KeyWrap of(AlgorithmId algorithm) throws SmimeException {
    for (KeyWrap wrap : values()) {
      if (wrap.oid.equals(algorithm.oid())) {
        algorithm.requireNoParameters("key wrap algorithm");
        return wrap;
      }
    }
    throw new UnsupportedAlgorithm(algorithm.oid(), "key wrap");
  }

  /** The AES wrap whose key is as long as the content's (RFC 8551 section 2.3). */
  static String oidFor(int octets) {
    return switch (octets) {
      case 16 -> Oids.AES128_WRAP;
      case 24 -> Oids.AES192_WRAP;
      case 32 -> Oids.AES256_WRAP;
      default -> throw new IllegalArgumentException("no AES key has " + octets + " octets");
    };
  }

  /** The object identifier. */
  String oid() {
    return oid;
  }

  /** The length of the key-encryption key. */
  int octets() {
    return octets;
  }

  /** The name in reports. */
  String label() {
    return label;
  }

  /** The key inside, or the other one where the check fails or the length is not that one's. */
  UnwrappedKey unwrap(byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws SmimeException {
    int padded = (otherwise.length + 7) / 8 * 8;
    boolean couldFit =
        switch (this) {
          case AES_128, AES_192, AES_256, CAMELLIA_128, CAMELLIA_192, CAMELLIA_256, SEED ->
              padded == otherwise.length && padded >= 16 && wrapped.length == padded + 8;
          case AES_128_PADDED, AES_192_PADDED, AES_256_PADDED ->
              padded >= 16 && wrapped.length == padded + 8;
          case TRIPLE_DES ->
              otherwise.length == TRIPLE_DES_CEK && wrapped.length == 8 + TRIPLE_DES_CEK + 8;
        };
    if (!couldFit) {
      return new UnwrappedKey(otherwise.clone(), 0);
    }
    try {
      return this == TRIPLE_DES
          ? unwrapTripleDes(kek, wrapped, otherwise, providers)
          : unwrapBlocks(kek, wrapped, otherwise, providers);
    } catch (GeneralSecurityException e) {
      throw new SmimeException.ProviderUnavailable(label, "it refuses to unwrap a key");
    }
  }

  /** RFC 3394, for any cipher of 128-bit blocks (RFC 3657 and RFC 4010 take it over). */
  private UnwrappedKey unwrapBlocks(
      byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws GeneralSecurityException, SmimeException {
    String algorithm =
        switch (this) {
          case CAMELLIA_128, CAMELLIA_192, CAMELLIA_256 -> "Camellia";
          case SEED -> "SEED";
          default -> "AES";
        };
    Cipher cipher = providers.cipher(algorithm + "/ECB/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, Transform.key(kek, algorithm));
    int n = wrapped.length / 8 - 1;
    byte[] key = Arrays.copyOfRange(wrapped, 8, wrapped.length);
    byte[] block = Arrays.copyOf(wrapped, 16);
    ByteBuffer view = ByteBuffer.wrap(block);
    for (int j = 5; j >= 0; j--) {
      for (int i = n; i >= 1; i--) {
        view.putLong(0, view.getLong(0) ^ (n * j + i));
        System.arraycopy(key, 8 * (i - 1), block, 8, 8);
        cipher.doFinal(block, 0, 16, block, 0);
        System.arraycopy(block, 8, key, 8 * (i - 1), 8);
      }
    }
    boolean padded = this == AES_128_PADDED || this == AES_192_PADDED || this == AES_256_PADDED;
    long wrong = view.getLong(0) ^ (padded ? PADDED_IV | otherwise.length : AES_IV);
    for (int i = otherwise.length; i < key.length; i++) {
      wrong |= key[i];
    }
    return judged(wrong, key, otherwise);
  }

  private static UnwrappedKey judged(long wrong, byte[] key, byte[] otherwise) {
    long folded = wrong | (wrong >>> 32);
    folded |= folded >>> 16;
    int right = ConstantTime.isZero((int) (folded | (folded >>> 8)));
    return new UnwrappedKey(ConstantTime.select(right, key, 0, otherwise), right);
  }

  private static UnwrappedKey unwrapTripleDes(
      byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws GeneralSecurityException, SmimeException {
    byte[] iv = ByteBuffer.allocate(8).putLong(TRIPLE_DES_IV).array();
    byte[] reversed = tripleDes(kek, iv, wrapped, providers);
    byte[] inner = new byte[reversed.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = reversed[inner.length - 1 - i];
    }
    byte[] key =
        tripleDes(
            kek, Arrays.copyOf(inner, 8), Arrays.copyOfRange(inner, 8, inner.length), providers);
    byte[] digest =
        Digesting.digest(DigestAlgorithm.SHA1, Arrays.copyOf(key, TRIPLE_DES_CEK), providers);
    long wrong = ByteBuffer.wrap(digest).getLong() ^ ByteBuffer.wrap(key).getLong(TRIPLE_DES_CEK);
    return judged(wrong, key, otherwise);
  }

  private static byte[] tripleDes(byte[] kek, byte[] iv, byte[] octets, Providers providers)
      throws GeneralSecurityException, SmimeException {
    Cipher cbc = providers.cipher("DESede/CBC/NoPadding");
    cbc.init(Cipher.DECRYPT_MODE, Transform.key(kek, "DESede"), new IvParameterSpec(iv));
    return cbc.doFinal(octets);
  }

  /** Wraps a key with AES, as new messages have it. */
  byte[] wrap(byte[] kek, byte[] cek, Providers providers) throws SmimeException {
    Cipher cipher = providers.cipher("AESWrap");
    try {
      cipher.init(Cipher.WRAP_MODE, Transform.key(kek, "AES"), providers.random());
      return cipher.wrap(Transform.key(cek, "AES"));
    } catch (GeneralSecurityException e) {
      throw new SmimeException.ProviderUnavailable(label, "it refuses to wrap a key");
    }
  }
}
