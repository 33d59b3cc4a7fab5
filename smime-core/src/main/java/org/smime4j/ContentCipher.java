package org.smime4j;

import java.util.Optional;

/**
 * The ciphers of encrypted content, written or read (RFC 3565, RFC 5084, RFC 8103, RFC 3370, RFC
 * 3657, RFC 4010, RFC 2984, RFC 3058). The ones that are not {@link #writable()} exist so that old
 * mail opens.
 */
public enum ContentCipher {
  AES_128_GCM("2.16.840.1.101.3.4.1.6", 16, Mode.GCM, "aes128-gcm"),
  AES_192_GCM("2.16.840.1.101.3.4.1.26", 24, Mode.GCM, "aes192-gcm"),
  AES_256_GCM("2.16.840.1.101.3.4.1.46", 32, Mode.GCM, "aes256-gcm"),
  AES_128_CCM("2.16.840.1.101.3.4.1.7", 16, Mode.CCM, "aes128-ccm"),
  AES_192_CCM("2.16.840.1.101.3.4.1.27", 24, Mode.CCM, "aes192-ccm"),
  AES_256_CCM("2.16.840.1.101.3.4.1.47", 32, Mode.CCM, "aes256-ccm"),
  CHACHA20_POLY1305("1.2.840.113549.1.9.16.3.18", 32, Mode.CHACHA20_POLY1305, "chacha20-poly1305"),
  AES_128_CBC("2.16.840.1.101.3.4.1.2", 16, Mode.CBC, "aes128-cbc"),
  AES_192_CBC("2.16.840.1.101.3.4.1.22", 24, Mode.CBC, "aes192-cbc"),
  AES_256_CBC("2.16.840.1.101.3.4.1.42", 32, Mode.CBC, "aes256-cbc"),
  DES_EDE3_CBC("1.2.840.113549.3.7", 24, Mode.CBC, "des-ede3-cbc"),
  /** The key length follows from the parameters (RFC 2268); 16 octets is what is common. */
  RC2_CBC("1.2.840.113549.3.2", 16, Mode.CBC, "rc2-cbc"),
  DES_CBC("1.3.14.3.2.7", 8, Mode.CBC, "des-cbc"),
  CAMELLIA_128_CBC("1.2.392.200011.61.1.1.1.2", 16, Mode.CBC, "camellia128-cbc"),
  CAMELLIA_192_CBC("1.2.392.200011.61.1.1.1.3", 24, Mode.CBC, "camellia192-cbc"),
  CAMELLIA_256_CBC("1.2.392.200011.61.1.1.1.4", 32, Mode.CBC, "camellia256-cbc"),
  SEED_CBC("1.2.410.200004.1.4", 16, Mode.CBC, "seed-cbc"),
  /** The parameters may say that the key is shorter (RFC 2984). */
  CAST5_CBC("1.2.840.113533.7.66.10", 16, Mode.CBC, "cast5-cbc"),
  IDEA_CBC("1.3.6.1.4.1.188.7.1.1.2", 16, Mode.CBC, "idea-cbc"),
  /** With a key of 128 bits, which is what OpenSSL takes. */
  BLOWFISH_CBC("1.3.6.1.4.1.3029.1.2", 16, Mode.CBC, "blowfish-cbc");

  /** How the block cipher is used. */
  public enum Mode {
    GCM,
    CCM,
    CHACHA20_POLY1305,
    CBC
  }

  private final String oid;
  private final int keyOctets;
  private final Mode mode;
  private final String label;

  ContentCipher(String oid, int keyOctets, Mode mode, String label) {
    this.oid = oid;
    this.keyOctets = keyOctets;
    this.mode = mode;
    this.label = label;
  }

  /** The object identifier, dotted. */
  public String oid() {
    return oid;
  }

  /** The length of the content-encryption key in octets. */
  public int keyOctets() {
    return keyOctets;
  }

  /** How the cipher is used. */
  public Mode mode() {
    return mode;
  }

  /** Whether the content is authenticated: it belongs into AuthEnvelopedData and nowhere else. */
  public boolean aead() {
    return mode != Mode.CBC;
  }

  /** Whether new messages may use it. */
  public boolean writable() {
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

  /** Whether it is too weak for new mail and is read with the deviation WEAK_CIPHER. */
  public boolean weak() {
    return switch (this) {
      case DES_EDE3_CBC, RC2_CBC, DES_CBC, CAST5_CBC, IDEA_CBC, BLOWFISH_CBC -> true;
      default -> false;
    };
  }

  /** The name in reports, lower case. */
  public String label() {
    return label;
  }

  /** The cipher with an object identifier. */
  public static Optional<ContentCipher> ofOid(String oid) {
    for (ContentCipher cipher : values()) {
      if (cipher.oid.equals(oid)) {
        return Optional.of(cipher);
      }
    }
    return Optional.empty();
  }
}
