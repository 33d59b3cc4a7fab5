package org.smime4j.internal.content;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smime4j.settings.ContentCipher;

/**
 * How a content cipher is named and keyed.
 *
 * @param oid the object identifier, dotted
 * @param keyOctets the length of the content-encryption key in octets; of RC2 and CAST5 the
 *     parameters may say another (RFC 2268, RFC 2984), and Blowfish has what OpenSSL takes
 * @param mode how the block cipher is used
 */
public record CipherForm(String oid, int keyOctets, Mode mode) {

  /** How a block cipher is used. */
  public enum Mode {
    GCM,
    CCM,
    CHACHA20_POLY1305,
    CBC
  }

  /** The form of a cipher. */
  public static CipherForm of(ContentCipher cipher) {
    return switch (cipher) {
      case AES_128_GCM -> new CipherForm("2.16.840.1.101.3.4.1.6", 16, Mode.GCM);
      case AES_192_GCM -> new CipherForm("2.16.840.1.101.3.4.1.26", 24, Mode.GCM);
      case AES_256_GCM -> new CipherForm("2.16.840.1.101.3.4.1.46", 32, Mode.GCM);
      case AES_128_CCM -> new CipherForm("2.16.840.1.101.3.4.1.7", 16, Mode.CCM);
      case AES_192_CCM -> new CipherForm("2.16.840.1.101.3.4.1.27", 24, Mode.CCM);
      case AES_256_CCM -> new CipherForm("2.16.840.1.101.3.4.1.47", 32, Mode.CCM);
      case CHACHA20_POLY1305 ->
          new CipherForm("1.2.840.113549.1.9.16.3.18", 32, Mode.CHACHA20_POLY1305);
      case AES_128_CBC -> new CipherForm("2.16.840.1.101.3.4.1.2", 16, Mode.CBC);
      case AES_192_CBC -> new CipherForm("2.16.840.1.101.3.4.1.22", 24, Mode.CBC);
      case AES_256_CBC -> new CipherForm("2.16.840.1.101.3.4.1.42", 32, Mode.CBC);
      case DES_EDE3_CBC -> new CipherForm("1.2.840.113549.3.7", 24, Mode.CBC);
      case RC2_CBC -> new CipherForm("1.2.840.113549.3.2", 16, Mode.CBC);
      case DES_CBC -> new CipherForm("1.3.14.3.2.7", 8, Mode.CBC);
      case CAMELLIA_128_CBC -> new CipherForm("1.2.392.200011.61.1.1.1.2", 16, Mode.CBC);
      case CAMELLIA_192_CBC -> new CipherForm("1.2.392.200011.61.1.1.1.3", 24, Mode.CBC);
      case CAMELLIA_256_CBC -> new CipherForm("1.2.392.200011.61.1.1.1.4", 32, Mode.CBC);
      case SEED_CBC -> new CipherForm("1.2.410.200004.1.4", 16, Mode.CBC);
      case CAST5_CBC -> new CipherForm("1.2.840.113533.7.66.10", 16, Mode.CBC);
      case IDEA_CBC -> new CipherForm("1.3.6.1.4.1.188.7.1.1.2", 16, Mode.CBC);
      case BLOWFISH_CBC -> new CipherForm("1.3.6.1.4.1.3029.1.2", 16, Mode.CBC);
    };
  }

  private static final Map<String, ContentCipher> BY_OID =
      Arrays.stream(ContentCipher.values())
          .collect(Collectors.toUnmodifiableMap(cipher -> of(cipher).oid(), Function.identity()));

  /** The cipher with an object identifier. */
  public static Optional<ContentCipher> cipher(String oid) {
    return Optional.ofNullable(BY_OID.get(oid));
  }

  /** Whether a cipher is too weak for new mail and is read with the deviation WEAK_CIPHER. */
  public static boolean isWeak(ContentCipher cipher) {
    return switch (cipher) {
      case DES_EDE3_CBC, RC2_CBC, DES_CBC, CAST5_CBC, IDEA_CBC, BLOWFISH_CBC -> true;
      default -> false;
    };
  }
}
