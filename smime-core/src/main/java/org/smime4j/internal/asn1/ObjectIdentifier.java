package org.smime4j.internal.asn1;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** Object identifiers between their octets (X.690, 8.19) and dotted form. No arc is cut short. */
public final class ObjectIdentifier {

  /** Bouncy Castle takes no more octets. */
  private static final int LONGEST = 4096;

  private ObjectIdentifier() {}

  /** Whether octets are one or more arcs, each to its end and in its shortest form. */
  static boolean isWellFormed(byte[] octets, int from, int to) {
    if (from == to || (octets[to - 1] & 0x80) != 0) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if ((octets[i] & 0xff) == 0x80 && (i == from || (octets[i - 1] & 0x80) == 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks whether a caller's text is an object identifier.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void requireDotted(String text) {
    if (ASN1ObjectIdentifier.tryFromID(text) == null) {
      throw new IllegalArgumentException(
          "not an object identifier such as 1.3.6.1.4.1.99999.1: " + text);
    }
  }

  /** The dotted form, or null if the octets are not well-formed. */
  static @Nullable String dotted(byte[] value) {
    return dotted(value, 0, value.length);
  }

  /** The same of a range. */
  public static @Nullable String dotted(byte[] value, int from, int to) {
    return to - from <= LONGEST && isWellFormed(value, from, to)
        ? ASN1ObjectIdentifier.fromContents(Arrays.copyOfRange(value, from, to)).getId()
        : null;
  }
}
