package org.smime4j.internal.asn1;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Object identifiers between their octets (X.690, 8.19) and dotted form. No arc is cut short. */
public final class ObjectIdentifier {

  /** Digits of an arc that fits a long, with a root before it. */
  private static final int LONGEST_ARC = 17;

  private static final Pattern DOTTED =
      Pattern.compile("([01]\\.[1-3]?[0-9]|2\\.(0|[1-9][0-9]*))(\\.(0|[1-9][0-9]*))*+");

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
    if (!DOTTED.matcher(text).matches()) {
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
    if (!isWellFormed(value, from, to)) {
      return null;
    }
    StringBuilder dotted = new StringBuilder(3 * (to - from));
    for (int i = from; i < to; ) {
      int first = i;
      long arc = 0;
      while ((value[i] & 0x80) != 0) {
        arc = (arc << 7) | (value[i++] & 0x7f);
      }
      arc = (arc << 7) | value[i++];
      if (i - first > 8) {
        appendBig(dotted, value, first, i, first == from);
      } else if (first == from) {
        long root = Math.min(arc / 40, 2);
        dotted.append(root).append('.').append(arc - 40 * root);
      } else {
        dotted.append('.').append(arc);
      }
    }
    return dotted.toString();
  }

  private static void appendBig(
      StringBuilder dotted, byte[] value, int from, int to, boolean isFirst) {
    BigInteger arc = BigInteger.ZERO;
    for (int i = from; i < to; i++) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(value[i] & 0x7f));
    }
    if (isFirst) {
      dotted.append("2.").append(arc.subtract(BigInteger.valueOf(80)));
    } else {
      dotted.append('.').append(arc);
    }
  }

  /** The octets of a dotted form of our own. */
  static byte[] octets(String dotted) {
    byte[] octets = new byte[5 * dotted.length()];
    int used = 0;
    int arcs = 0;
    long root = 0;
    for (int from = 0; from <= dotted.length(); arcs++) {
      int dot = dotted.indexOf('.', from);
      int to = dot < 0 ? dotted.length() : dot;
      if (to - from > LONGEST_ARC) {
        used = appendBig(octets, used, dotted.substring(from, to), arcs == 1 ? root : 0);
        from = to + 1;
        continue;
      }
      long arc = Long.parseLong(dotted, from, to, 10);
      from = to + 1;
      if (arcs == 0) {
        root = 40 * arc;
        continue;
      }
      arc = arcs == 1 ? Math.addExact(arc, root) : arc;
      for (int shift = (63 - Long.numberOfLeadingZeros(arc | 1)) / 7 * 7; shift > 0; shift -= 7) {
        octets[used++] = (byte) (arc >> shift | 0x80);
      }
      octets[used++] = (byte) (arc & 0x7f);
    }
    if (arcs < 2) {
      throw new IllegalArgumentException(dotted);
    }
    return Arrays.copyOf(octets, used);
  }

  private static int appendBig(byte[] octets, int used, String text, long root) {
    BigInteger arc = new BigInteger(text).add(BigInteger.valueOf(root));
    int at = used;
    for (int shift = (arc.bitLength() - 1) / 7 * 7; shift > 0; shift -= 7) {
      octets[at++] = (byte) (arc.shiftRight(shift).intValue() | 0x80);
    }
    octets[at++] = (byte) (arc.intValue() & 0x7f);
    return at;
  }
}
