package org.smime4j.internal.asn1;

import java.time.YearMonth;
import java.util.Arrays;

/**
 * Tells octets that are in DER (X.690, 10) beyond doubt, so that nobody has to encode them anew and
 * compare. It knows the types that signed attributes are made of; of others, and of what it cannot
 * be sure of, it says no, and somebody else has to look.
 */
public final class PlainDer {

  private static final int MOST_DEPTH = 32;

  private PlainDer() {}

  /** Whether the octets are one element that is in DER; false if that is not sure. */
  public static boolean is(byte[] octets) {
    return octets.length > 0 && element(octets, 0, octets.length, 0) == octets.length;
  }

  /** Where the element ends that begins here, or -1 if it is not surely in DER. */
  private static int element(byte[] octets, int start, int limit, int depth) {
    if (start + 2 > limit || depth > MOST_DEPTH) {
      return -1;
    }
    int tag = octets[start] & 0xff;
    int at = start + 2;
    int length = octets[start + 1] & 0xff;
    if (length == 0x81 && at < limit) {
      length = octets[at++] & 0xff;
      if (length < 0x80) {
        return -1;
      }
    } else if (length == 0x82 && at + 1 < limit) {
      length = (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
      at += 2;
      if (length < 0x100) {
        return -1;
      }
    } else if (length == 0x83 && at + 2 < limit) {
      length = (octets[at] & 0xff) << 16 | (octets[at + 1] & 0xff) << 8 | (octets[at + 2] & 0xff);
      at += 3;
      if (length < 0x10000) {
        return -1;
      }
    } else if (length >= 0x80) {
      return -1;
    }
    int end = at + length;
    if (end > limit) {
      return -1;
    }
    boolean sound =
        switch (tag) {
          case BerReader.INTEGER ->
              length == 1
                  || (length > 1
                      && !(octets[at] == 0 && octets[at + 1] >= 0)
                      && !(octets[at] == -1 && octets[at + 1] < 0));
          // NULL
          case 0x05 -> length == 0;
          // OCTET STRING; UTF8String, PrintableString, IA5String
          case BerReader.OCTET_STRING, 0x0c, 0x13, 0x16 -> true;
          // UTCTime without fractions or offsets
          case 0x17 -> length == 13 && isTime(octets, at);
          case BerReader.OBJECT_IDENTIFIER -> ObjectIdentifier.isWellFormed(octets, at, end);
          case BerReader.SEQUENCE -> elements(octets, at, end, depth, false);
          case BerReader.SET -> elements(octets, at, end, depth, true);
          default -> isContextSpecific(tag) && contextSpecific(octets, tag, at, end, depth);
        };
    return sound ? end : -1;
  }

  /** Whether {@code YYMMDDHHMMSSZ} stands here, and is a moment of the calendar. */
  private static boolean isTime(byte[] octets, int from) {
    for (int i = from; i < from + 12; i++) {
      if (octets[i] < '0' || octets[i] > '9') {
        return false;
      }
    }
    int year = two(octets, from);
    int month = two(octets, from + 2);
    int day = two(octets, from + 4);
    return octets[from + 12] == 'Z'
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of((year < 50 ? 2000 : 1900) + year, month).lengthOfMonth()
        && two(octets, from + 6) < 24
        && two(octets, from + 8) < 60
        && two(octets, from + 10) < 60;
  }

  private static int two(byte[] octets, int at) {
    return 10 * (octets[at] - '0') + octets[at + 1] - '0';
  }

  /** Of a low number. */
  private static boolean isContextSpecific(int tag) {
    return (tag & 0xc0) == 0x80 && (tag & 0x1f) != 0x1f;
  }

  /** Elements inside, or a primitive value. */
  private static boolean contextSpecific(byte[] octets, int tag, int from, int to, int depth) {
    return (tag & 0x20) == 0 || (from < to && elements(octets, from, to, depth, false));
  }

  private static boolean elements(byte[] octets, int from, int to, int depth, boolean ordered) {
    int before = -1;
    int at = from;
    while (at < to) {
      int end = element(octets, at, to, depth + 1);
      if (end < 0) {
        return false;
      }
      if (ordered
          && before >= 0
          && (octets[before] != octets[at]
              || Arrays.compareUnsigned(octets, before, at, octets, at, end) > 0)) {
        return false;
      }
      before = at;
      at = end;
    }
    return true;
  }
}
