package org.smime4j.world;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** How a part that is not shown is named in a {@link Reading}. */
final class Digests {

  private Digests() {}

  /** The digest in what {@link #of} gave; empty if there is none. */
  static String in(String other) {
    String digest = other.substring(other.lastIndexOf(' ') + 1);
    return digest.matches("[0-9a-f]{16}") ? digest : "";
  }

  static String of(String mediaType, byte[] octets) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return mediaType.toLowerCase(Locale.ROOT)
          + " "
          + HexFormat.of().formatHex(Arrays.copyOf(digest, 8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
