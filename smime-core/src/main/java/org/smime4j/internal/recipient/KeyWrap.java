package org.smime4j.internal.recipient;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.Transform;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

/**
 * Key wrap under a key-encryption key: AES (RFC 3394), AES with padding (RFC 5649) and, for old
 * mail, Camellia (RFC 3657), SEED (RFC 4010), Triple-DES and RC2 (RFC 3217), CAST-128 (RFC 2984)
 * and IDEA (RFC 3058), the last three with keys of 128 bits. Each has a check of its own. The check
 * is made here, without a branch on it, where a provider's would be an exception (threats A11), and
 * the digest of the older ones is from our table and not from the registry.
 */
public enum KeyWrap {
  AES_128(Oids.AES128_WRAP, 16, "aes128-wrap"),
  AES_192(Oids.AES192_WRAP, 24, "aes192-wrap"),
  AES_256(Oids.AES256_WRAP, 32, "aes256-wrap"),
  AES_128_PADDED("2.16.840.1.101.3.4.1.8", 16, "aes128-wrap-pad"),
  AES_192_PADDED("2.16.840.1.101.3.4.1.28", 24, "aes192-wrap-pad"),
  AES_256_PADDED("2.16.840.1.101.3.4.1.48", 32, "aes256-wrap-pad"),
  TRIPLE_DES(Oids.DES_EDE3_WRAP, 24, "des3-wrap"),
  CAMELLIA_128("1.2.392.200011.61.1.1.3.2", 16, "camellia128-wrap"),
  CAMELLIA_192("1.2.392.200011.61.1.1.3.3", 24, "camellia192-wrap"),
  CAMELLIA_256("1.2.392.200011.61.1.1.3.4", 32, "camellia256-wrap"),
  SEED("1.2.410.200004.7.1.1.1", 16, "seed-wrap"),
  RC2("1.2.840.113549.1.9.16.3.7", 16, "rc2-wrap"),
  CAST5("1.2.840.113533.7.66.15", 16, "cast5-wrap"),
  IDEA("1.3.6.1.4.1.188.7.1.1.6", 16, "idea-wrap");

  private static final long AES_IV = 0xa6a6a6a6a6a6a6a6L;
  private static final long PADDED_IV = 0xa65959a6L << 32;

  /** RFC 3217, of all ciphers with blocks of 64 bits. */
  private static final long SECOND_IV = 0x4adda22c79e82105L;

  private static final int RC2_BITS = 128;

  /** The RC2ParameterVersion of 128 bits, which RFC 3370 section 4.3.2 prescribes. */
  private static final int RC2_VERSION = 58;

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
        wrap.checkParameters(algorithm);
        return wrap;
      }
    }
    throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "key wrap");
  }

  private void checkParameters(AlgorithmId algorithm) throws SmimeException {
    switch (this) {
      case RC2 -> checkNumber(algorithm, RC2_VERSION);
      case CAST5 -> checkNumber(algorithm, 8 * octets);
      default -> algorithm.requireNoParameters("key wrap algorithm");
    }
  }

  private static void checkNumber(AlgorithmId algorithm, int expected) throws SmimeException {
    if (!(algorithm.parameters() instanceof ASN1Integer number)) {
      throw new SmimeException.Malformed("key wrap algorithm", -1, "its parameter is not a number");
    }
    if (!number.hasValue(expected)) {
      throw new SmimeException.UnsupportedAlgorithm(
          algorithm.oid(), "key wrap by keys of this size");
    }
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
          case RC2, CAST5, IDEA ->
              otherwise.length > 0
                  && otherwise.length <= 255
                  && wrapped.length == 8 + (1 + otherwise.length + 7) / 8 * 8 + 8;
        };
    if (!couldFit) {
      return new UnwrappedKey(otherwise.clone(), 0);
    }
    try {
      return switch (this) {
        case TRIPLE_DES, RC2, CAST5, IDEA -> unwrapTwice(kek, wrapped, otherwise, providers);
        default -> unwrapBlocks(kek, wrapped, otherwise, providers);
      };
    } catch (GeneralSecurityException e) {
      throw new SmimeException.ProviderUnavailable(label, "it refuses to unwrap a key");
    }
  }

  /** RFC 3394, for any cipher of 128-bit blocks (RFC 3657 and RFC 4010 take it over). */
  private UnwrappedKey unwrapBlocks(
      byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws GeneralSecurityException, SmimeException {
    String algorithm = cipher();
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
    return judged(wrong, key, 0, otherwise);
  }

  private static UnwrappedKey judged(long wrong, byte[] key, int from, byte[] otherwise) {
    long folded = wrong | (wrong >>> 32);
    folded |= folded >>> 16;
    int right = ConstantTime.isZero((int) (folded | (folded >>> 8)));
    return new UnwrappedKey(ConstantTime.select(right, key, from, otherwise), right);
  }

  /**
   * RFC 3217: encrypted, turned round and encrypted again. Before a key that may have any length
   * stands that length, and behind it what fills a block.
   */
  private UnwrappedKey unwrapTwice(
      byte[] kek, byte[] wrapped, byte[] otherwise, Providers providers)
      throws GeneralSecurityException, SmimeException {
    byte[] iv = ByteBuffer.allocate(8).putLong(SECOND_IV).array();
    byte[] reversed = decrypt(kek, iv, wrapped, providers);
    byte[] inner = new byte[reversed.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = reversed[inner.length - 1 - i];
    }
    byte[] key =
        decrypt(
            kek, Arrays.copyOf(inner, 8), Arrays.copyOfRange(inner, 8, inner.length), providers);
    int checked = key.length - 8;
    byte[] digest = Digesting.digest(DigestAlgorithm.SHA1, Arrays.copyOf(key, checked), providers);
    long wrong = ByteBuffer.wrap(digest).getLong() ^ ByteBuffer.wrap(key).getLong(checked);
    int from = this == TRIPLE_DES ? 0 : 1;
    if (from == 1) {
      wrong |= (key[0] & 0xff) ^ otherwise.length;
    }
    return judged(wrong, key, from, otherwise);
  }

  private byte[] decrypt(byte[] kek, byte[] iv, byte[] octets, Providers providers)
      throws GeneralSecurityException, SmimeException {
    Cipher cbc = providers.cipher(cipher() + "/CBC/NoPadding");
    cbc.init(
        Cipher.DECRYPT_MODE,
        Transform.key(kek, cipher()),
        this == RC2 ? new RC2ParameterSpec(RC2_BITS, iv) : new IvParameterSpec(iv));
    return cbc.doFinal(octets);
  }

  /** The name of the cipher in the JCA. */
  private String cipher() {
    return switch (this) {
      case CAMELLIA_128, CAMELLIA_192, CAMELLIA_256 -> "Camellia";
      case SEED -> "SEED";
      case TRIPLE_DES -> "DESede";
      case RC2 -> "RC2";
      case CAST5 -> "CAST5";
      case IDEA -> "IDEA";
      default -> "AES";
    };
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
