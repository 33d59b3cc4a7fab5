package org.smime4j.settings;

/**
 * The ciphers for content that the library reads or writes (RFC 3565, RFC 5084, RFC 8103, RFC 3370,
 * RFC 3657, RFC 4010, RFC 2984, RFC 3058). It only reads the ciphers that are not {@link
 * #isWritable()}, so that old mail opens.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum ContentCipher {
  AES_128_GCM("aes128-gcm"),
  AES_192_GCM("aes192-gcm"),
  AES_256_GCM("aes256-gcm"),
  AES_128_CCM("aes128-ccm"),
  AES_192_CCM("aes192-ccm"),
  AES_256_CCM("aes256-ccm"),
  CHACHA20_POLY1305("chacha20-poly1305"),
  AES_128_CBC("aes128-cbc"),
  AES_192_CBC("aes192-cbc"),
  AES_256_CBC("aes256-cbc"),
  DES_EDE3_CBC("des-ede3-cbc"),
  /** The parameters determine the key length (RFC 2268). Most messages use 16 octets. */
  RC2_CBC("rc2-cbc"),
  DES_CBC("des-cbc"),
  CAMELLIA_128_CBC("camellia128-cbc"),
  CAMELLIA_192_CBC("camellia192-cbc"),
  CAMELLIA_256_CBC("camellia256-cbc"),
  SEED_CBC("seed-cbc"),
  /** The parameters may state a shorter key (RFC 2984). */
  CAST5_CBC("cast5-cbc"),
  IDEA_CBC("idea-cbc"),
  /** Blowfish with a key of 128 bits, as OpenSSL uses it. */
  BLOWFISH_CBC("blowfish-cbc");

  private final String label;

  ContentCipher(String label) {
    this.label = label;
  }

  /**
   * Returns true if the cipher authenticates the content. Such a cipher is allowed only in
   * AuthEnvelopedData.
   */
  public boolean isAead() {
    return switch (this) {
      case AES_128_GCM,
          AES_192_GCM,
          AES_256_GCM,
          AES_128_CCM,
          AES_192_CCM,
          AES_256_CCM,
          CHACHA20_POLY1305 ->
          true;
      default -> false;
    };
  }

  /** Returns true if new messages may use this cipher. */
  public boolean isWritable() {
    return switch (this) {
      case AES_128_GCM,
          AES_192_GCM,
          AES_256_GCM,
          CHACHA20_POLY1305,
          AES_128_CBC,
          AES_192_CBC,
          AES_256_CBC ->
          true;
      default -> false;
    };
  }

  /** Returns the name in reports, in lower case. */
  public String label() {
    return label;
  }
}
