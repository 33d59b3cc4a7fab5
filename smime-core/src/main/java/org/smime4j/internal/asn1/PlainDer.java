package org.smime4j.internal.asn1;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells octets that are in DER (X.690, 10) beyond doubt, so that nobody has to encode them anew and
 * compare. It knows the types that signed attributes are made of; of others, and of what it cannot
 * be sure of, it says no, and somebody else has to look.
 */
public final class PlainDer {

  private static final int MOST_DEPTH = 32;

  /** No attribute that anybody uses has a type as long. */
  private static final int LONGEST_TYPE = 64;

  private PlainDer() {}

  /** Whether the octets are one element that is in DER; false if that is not sure. */
  public static boolean is(byte[] octets) {
    return octets.length > 0 && element(octets, 0, octets.length, 0) == octets.length;
  }

  /** An attribute of signer or key (RFC 5652, section 5.3), its values as they are encoded. */
  public record Attribute(String type, List<byte[]> values) {}

  /**
   * Takes a SET of attributes apart.
   *
   * @param der octets of which {@link #is} is true
   * @return null if it is another structure, or the type of one is longer than any
   */
  public static @Nullable List<Attribute> attributes(byte[] der) {
    if (der[0] != BerReader.SET) {
      return null;
    }
    List<Attribute> attributes = new ArrayList<>();
    for (int at = content(der, 0); at < der.length; at = end(der, at)) {
      int type = content(der, at);
      int end = end(der, at);
      int values = type < end ? end(der, type) : end;
      if (der[at] != BerReader.SEQUENCE
          || values == end
          || values - type > LONGEST_TYPE
          || der[type] != BerReader.OBJECT_IDENTIFIER
          || der[values] != BerReader.SET
          || end(der, values) != end) {
        return null;
      }
      List<byte[]> each = new ArrayList<>(1);
      for (int i = content(der, values); i < end; i = end(der, i)) {
        each.add(Arrays.copyOfRange(der, i, end(der, i)));
      }
      String dotted = ObjectIdentifier.dotted(der, content(der, type), values);
      attributes.add(new Attribute(String.valueOf(dotted), each));
    }
    return attributes;
  }

  /** Where the content of an element begins whose length is sound. */
  private static int content(byte[] der, int start) {
    return start + 2 + (der[start + 1] < 0 ? der[start + 1] & 0x7f : 0);
  }

  /** Where an element ends whose length is sound. */
  private static int end(byte[] der, int start) {
    int content = content(der, start);
    if (content == start + 2) {
      return content + der[start + 1];
    }
    int length = 0;
    for (int i = start + 2; i < content; i++) {
      length = length << 8 | (der[i] & 0xff);
    }
    return content + length;
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
