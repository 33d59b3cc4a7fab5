package org.smime4j.internal.mime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lines of one length, as transfer encodings write them: most of every large body. They are looked
 * at eight octets at a time and with one decision for each line.
 */
final class RegularLines {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long BLANKS = 0x2020202020202020L;
  private static final long HIGH = 0x8080808080808080L;

  private RegularLines() {}

  /**
   * Passes over whole lines that have a length and an end and hold no control and no 8-bit octet.
   * One that begins with F is not passed: it may be the From of a mailbox.
   *
   * @param length octets of a line without its end
   * @param eol 2 for CRLF, 1 for LF
   * @return where the first line begins that is not so
   */
  static int pass(byte[] array, int from, int to, int length, int eol) {
    int at = from;
    if (length < 8) {
      return at;
    }
    while (length <= to - eol - at) {
      int end = at + length;
      long first = (long) LONGS.get(array, at);
      long seen = (first - BLANKS | first) | suspect(array, end - 8);
      int i = at + 8;
      if (length >= 64) {
        // A loop as short as this one costs more than what it does.
        seen |=
            suspect(array, i)
                | suspect(array, i + 8)
                | suspect(array, i + 16)
                | suspect(array, i + 24)
                | suspect(array, i + 32)
                | suspect(array, i + 40)
                | suspect(array, i + 48);
        i += 56;
        if (length >= 72) {
          seen |= suspect(array, i);
          i += 8;
        }
      }
      for (; i < end - 8; i += 8) {
        seen |= suspect(array, i);
      }
      if ((seen & HIGH) != 0
          || (byte) first == 'F'
          || array[end + eol - 1] != '\n'
          || (eol == 2 && array[end] != '\r')) {
        return at;
      }
      at = end + eol;
    }
    return at;
  }

  private static long suspect(byte[] array, int at) {
    long octets = (long) LONGS.get(array, at);
    return octets - BLANKS | octets;
  }

  /**
   * The high bit of octets that are below blank or above 127: of the first one always, and of some
   * behind it that are neither.
   */
  static long special(long octets) {
    return (octets - BLANKS | octets) & HIGH;
  }

  /** The index of the first octet below blank or above 127, or where fewer than 8 are left. */
  static int firstSpecial(byte[] array, int from, int to) {
    for (int at = from; at + 8 <= to; at += 8) {
      long special = special((long) LONGS.get(array, at));
      if (special != 0) {
        return at + (Long.numberOfTrailingZeros(special) >> 3);
      }
    }
    return from + ((to - from) & ~7);
  }
}
