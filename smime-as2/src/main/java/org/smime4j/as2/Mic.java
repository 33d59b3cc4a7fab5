package org.smime4j.as2;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.smime4j.sources.ByteSource;

/**
 * A message integrity check (RFC 4130, section 7.3.1): the digest in a receipt that identifies the
 * received content. The MIC itself proves nothing. Only the signature of the receipt does.
 */
public final class Mic {

  /**
   * The algorithms by their names in RFC 5751 and RFC 3851, without hyphens. MD5 is missing,
   * because a sender could get a receipt for one document and present it for another.
   */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "sha1", "SHA-1",
          "sha256", "SHA-256",
          "sha384", "SHA-384",
          "sha512", "SHA-512");

  private final String algorithm;
  private final byte[] digest;

  private Mic(String algorithm, byte[] digest) {
    this.algorithm = algorithm;
    this.digest = digest;
  }

  static boolean isKnown(String algorithm) {
    return ALGORITHMS.containsKey(plain(algorithm));
  }

  /** Returns a new digest for an algorithm. */
  static MessageDigest digest(String algorithm) {
    String name = ALGORITHMS.get(plain(algorithm));
    if (name == null) {
      throw new IllegalArgumentException("There is no MIC algorithm " + algorithm);
    }
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Mic of(String algorithm, MessageDigest fed) {
    return new Mic(algorithm, fed.digest());
  }

  static Mic of(String algorithm, ByteSource octets) throws IOException {
    MessageDigest digest = digest(algorithm);
    octets.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return of(algorithm, digest);
  }

  private static String plain(String algorithm) {
    return algorithm.strip().toLowerCase(Locale.ROOT).replace("-", "");
  }

  /** Returns the name of the algorithm as given, for example {@code sha-256}. */
  public String algorithm() {
    return algorithm;
  }

  /** Returns the digest. */
  public byte[] digest() {
    return digest.clone();
  }

  /**
   * Returns true if a Received-content-MIC field has the same digest and algorithm. The field
   * contains the digest in Base64, a comma and the algorithm, with or without a hyphen in its name.
   * The result is false if the value is malformed.
   */
  public boolean matches(String receivedContentMic) {
    int comma = receivedContentMic.indexOf(',');
    if (comma < 0 || !plain(receivedContentMic.substring(comma + 1)).equals(plain(algorithm))) {
      return false;
    }
    try {
      byte[] other = Base64.getDecoder().decode(receivedContentMic.substring(0, comma).strip());
      return MessageDigest.isEqual(digest, other);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the value for a Received-content-MIC field. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(digest) + ", " + algorithm;
  }
}
