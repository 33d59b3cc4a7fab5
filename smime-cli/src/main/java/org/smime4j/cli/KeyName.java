package org.smime4j.cli;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.smime4j.keys.KeyMatch;

/**
 * The names of the key that opened a message.
 *
 * @param subject of its certificate; null without one
 * @param issuer of its certificate, as RFC 4514 writes names; null without one
 * @param serial of its certificate, in hex; null without one
 * @param ski the subject key identifier, in hex
 * @param foundBy how the message led to it
 */
record KeyName(
    @Nullable String subject,
    @Nullable String issuer,
    @Nullable String serial,
    @Nullable String ski,
    String foundBy) {

  private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

  static KeyName of(KeyMatch key) {
    X509Certificate certificate = key.certificate().orElse(null);
    return new KeyName(
        certificate == null ? null : name(certificate.getSubjectX500Principal()),
        certificate == null ? null : name(certificate.getIssuerX500Principal()),
        certificate == null ? null : hex(certificate.getSerialNumber()),
        ski(key, certificate),
        key.foundBy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** What opened, and how it was found. */
  String sentence() {
    return "opened with the key of "
        + (subject == null ? "no certificate" : subject)
        + (serial == null ? "" : ", serial " + serial)
        + ", found by "
        + switch (foundBy) {
          case "recipient-id" -> "issuer and serial";
          case "ski" -> "its key identifier";
          case "same-key" -> "another certificate of the same key";
          default -> "trial";
        };
  }

  /** A name as RFC 4514 writes it. */
  static String name(X500Principal principal) {
    return principal.getName(X500Principal.RFC2253);
  }

  /** A serial number in lower-case hex. */
  static String hex(BigInteger serial) {
    return serial.toString(16);
  }

  private static @Nullable String ski(KeyMatch key, @Nullable X509Certificate certificate) {
    byte[] identifier = extension(certificate);
    if (identifier == null) {
      identifier = computed(key.key().publicKey().getEncoded());
    }
    return identifier == null ? null : HexFormat.of().formatHex(identifier);
  }

  /** The value of the extension: an OCTET STRING in the OCTET STRING of every extension. */
  private static byte @Nullable [] extension(@Nullable X509Certificate certificate) {
    byte[] value =
        certificate == null ? null : certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
    if (value == null
        || value.length < 4
        || value[1] != value.length - 2
        || value[2] != 4
        || value[3] != value.length - 4) {
      return null;
    }
    return Arrays.copyOfRange(value, 4, value.length);
  }

  /** SHA-1 over the bits of the key (RFC 5280, section 4.2.1.2, method 1). */
  private static byte @Nullable [] computed(byte @Nullable [] subjectPublicKeyInfo) {
    if (subjectPublicKeyInfo == null) {
      return null;
    }
    int outer = header(subjectPublicKeyInfo, 0);
    int algorithm = header(subjectPublicKeyInfo, outer);
    int bits = algorithm + length(subjectPublicKeyInfo, outer);
    int key = header(subjectPublicKeyInfo, bits) + 1;
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(subjectPublicKeyInfo, key, subjectPublicKeyInfo.length - key);
      return sha1.digest();
    } catch (NoSuchAlgorithmException e) {
      return null;
    }
  }

  /** Where the value of the DER object at an offset begins. */
  private static int header(byte[] der, int offset) {
    int first = der[offset + 1];
    return offset + 2 + (first < 0 ? first & 0x7F : 0);
  }

  /** How long the value of the DER object at an offset is. */
  private static int length(byte[] der, int offset) {
    int first = der[offset + 1];
    if (first >= 0) {
      return first;
    }
    return new BigInteger(1, Arrays.copyOfRange(der, offset + 2, header(der, offset))).intValue();
  }
}
