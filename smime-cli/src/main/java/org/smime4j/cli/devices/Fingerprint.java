package org.smime4j.cli.devices;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** What names a certificate, or something that is made of it, wherever it is met again. */
public final class Fingerprint {

  private Fingerprint() {}

  /**
   * SHA-1 in lower-case hex: what Windows and Intune call a thumbprint. It names, and proves
   * nothing.
   */
  public static String sha1(X509Certificate certificate) {
    return HexFormat.of().formatHex(algorithm("SHA-1").digest(encoded(certificate)));
  }

  /** SHA-256 in lower-case hex. */
  public static String sha256(X509Certificate certificate) {
    return sha256(encoded(certificate));
  }

  /** SHA-256 in lower-case hex. */
  public static String sha256(byte[] octets) {
    return HexFormat.of().formatHex(sha256().digest(octets));
  }

  /** A UUID that is always the same for the same name (RFC 9562, version 8, of SHA-256). */
  public static String uuid(String name) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
    long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString().toUpperCase(Locale.ROOT);
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("A certificate without an encoding", e);
    }
  }

  /** A computation of SHA-256. */
  public static MessageDigest sha256() {
    return algorithm("SHA-256");
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
