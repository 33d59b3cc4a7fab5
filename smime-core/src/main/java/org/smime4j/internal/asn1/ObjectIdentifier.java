package org.smime4j.internal.asn1;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Object identifiers between their octets (X.690, 8.19) and dotted form. No arc is cut short. */
final class ObjectIdentifier {

  private ObjectIdentifier() {}

  /** The dotted form, or null if the octets are not well-formed. */
  static @Nullable String dotted(byte[] value) {
    if (value.length == 0 || (value[value.length - 1] & 0x80) != 0) {
      return null;
    }
    StringBuilder dotted = new StringBuilder(3 * value.length);
    for (int i = 0; i < value.length; ) {
      if ((value[i] & 0xff) == 0x80) {
        return null;
      }
      int first = i;
      long arc = 0;
      while ((value[i] & 0x80) != 0) {
        arc = (arc << 7) | (value[i++] & 0x7f);
      }
      arc = (arc << 7) | value[i++];
      if (i - first > 8) {
        appendBig(dotted, value, first, i);
      } else if (first == 0) {
        long root = Math.min(arc / 40, 2);
        dotted.append(root).append('.').append(arc - 40 * root);
      } else {
        dotted.append('.').append(arc);
      }
    }
    return dotted.toString();
  }

  private static void appendBig(StringBuilder dotted, byte[] value, int from, int to) {
    BigInteger arc = BigInteger.ZERO;
    for (int i = from; i < to; i++) {
      arc = arc.shiftLeft(7).or(BigInteger.valueOf(value[i] & 0x7f));
    }
    if (from == 0) {
      dotted.append("2.").append(arc.subtract(BigInteger.valueOf(80)));
    } else {
      dotted.append('.').append(arc);
    }
  }

  /** The octets of a dotted form of our own. */
  static byte[] octets(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    if (arcs.length < 2) {
      throw new IllegalArgumentException(dotted);
    }
    byte[] reversed = new byte[5 * dotted.length()];
    int at = reversed.length;
    for (int i = arcs.length - 1; i >= 1; i--) {
      BigInteger arc = new BigInteger(arcs[i]);
      if (i == 1) {
        arc = arc.add(BigInteger.valueOf(40L * Integer.parseInt(arcs[0])));
      }
      boolean last = true;
      do {
        int low = arc.intValue() & 0x7f;
        reversed[--at] = (byte) (last ? low : low | 0x80);
        last = false;
        arc = arc.shiftRight(7);
      } while (arc.signum() > 0);
    }
    return Arrays.copyOfRange(reversed, at, reversed.length);
  }
}
