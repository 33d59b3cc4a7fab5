package org.smime4j.internal.asn1;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.util.Arrays;
import org.smime4j.findings.SmimeException.Malformed;

/**
 * Tells octets that are in DER (X.690, 10) beyond doubt, so that nobody has to encode them anew and
 * compare. It knows the types that signed attributes are made of; of others, and of what it cannot
 * be sure of, it says no, and somebody else has to look.
 */
public final class PlainDer {

  private static final int MOST_DEPTH = 32;

  /** The most that three octets of a length say. */
  private static final int LONGEST = 0xffffff;

  private static final String WHERE = "DER";

  private PlainDer() {}

  /** Whether the octets are one element that is in DER; false if that is not sure. */
  public static boolean is(byte[] octets) {
    try {
      Tlv whole = Tlv.of(octets, WHERE);
      return whole.end() == octets.length && isDer(whole, 0);
    } catch (Malformed e) {
      return false;
    }
  }

  private static boolean isDer(Tlv element, int depth) throws Malformed {
    int length = element.end() - element.content();
    int tag = element.tag();
    if (depth > MOST_DEPTH
        || length > LONGEST
        || DerWriter.elementLength(length) != element.end() - element.start()) {
      return false;
    }
    return switch (tag) {
      case BerReader.INTEGER -> element.isShortestInteger();
      case BERTags.NULL -> length == 0;
      case BerReader.OCTET_STRING,
          BERTags.UTF8_STRING,
          BERTags.PRINTABLE_STRING,
          BERTags.IA5_STRING ->
          true;
      case BERTags.UTC_TIME -> length == UtcTime.LENGTH && isTime(element);
      case BerReader.OBJECT_IDENTIFIER ->
          ObjectIdentifier.isWellFormed(element.array(), element.content(), element.end());
      case BerReader.SEQUENCE, BerReader.SET -> areDer(element, depth + 1);
      default -> (tag & 0xc0) == BERTags.CONTEXT_SPECIFIC && contextSpecific(element, depth);
    };
  }

  /** Whether it is a moment of the calendar, without fractions or offsets. */
  private static boolean isTime(Tlv time) {
    return UtcTime.plain(new String(time.value(), StandardCharsets.ISO_8859_1)) != null;
  }

  /** Elements inside, or a primitive value. */
  private static boolean contextSpecific(Tlv element, int depth) throws Malformed {
    return (element.tag() & BERTags.CONSTRUCTED) == 0
        || (element.content() < element.end() && areDer(element, depth + 1));
  }

  /** Whether the elements inside are in DER, and those of a SET in order. */
  private static boolean areDer(Tlv outer, int depth) throws Malformed {
    byte[] octets = outer.array();
    Tlv before = null;
    for (int at = outer.content(); at < outer.end(); ) {
      Tlv element = Tlv.at(octets, at, outer.end(), WHERE);
      if (!isDer(element, depth)
          || (before != null && outer.tag() == BerReader.SET && !isInOrder(before, element))) {
        return false;
      }
      before = element;
      at = element.end();
    }
    return true;
  }

  /** Whether both are of one type, since others have other rules, and the first is not greater. */
  private static boolean isInOrder(Tlv first, Tlv second) {
    return first.tag() == second.tag() && Arrays.compareUnsigned(first.raw(), second.raw()) <= 0;
  }
}
