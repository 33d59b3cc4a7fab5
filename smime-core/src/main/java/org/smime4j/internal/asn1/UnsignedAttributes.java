package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** The unsigned attributes of a signer (RFC 5652, 5.3). Anybody can add some, and take them off. */
public final class UnsignedAttributes {

  /** References, values and time stamps (ETSI EN 319 122-1, annex A and section 5.5). */
  private static final Pattern ETSI =
      Pattern.compile(
          "1\\.2\\.840\\.113549\\.1\\.9\\.16\\.2\\.(?:2[1-7]|4[4-8])|0\\.4\\.0\\.1733\\.2\\.[3-5]");

  private UnsignedAttributes() {}

  /**
   * All values of one attribute as they were received, of all its instances, as far as they go:
   * what nobody answers for need not be well-formed.
   *
   * @param unsignedAttrs the complete value under its tag [1]
   * @param most how many are wanted; one more tells that there were more
   */
  public static List<byte[]> values(byte[] unsignedAttrs, String type, long most, Limits limits)
      throws IOException {
    List<byte[]> values = new ArrayList<>();
    try (BerReader reader = new BerReader(ByteSource.of(unsignedAttrs), limits, "unsignedAttrs")) {
      reader.enter(BerReader.TAG_1, "unsignedAttrs");
      while (reader.more()) {
        reader.enter(BerReader.SEQUENCE, "unsigned attribute");
        boolean isWanted = reader.objectIdentifier("type of an unsigned attribute").equals(type);
        reader.enter(BerReader.SET, "values of an unsigned attribute");
        while (reader.more()) {
          if (!isWanted) {
            reader.skipElement();
            continue;
          }
          values.add(reader.element());
          if (values.size() > most) {
            return values;
          }
        }
        reader.leave();
        reader.leave();
      }
    } catch (SmimeException e) {
      return values;
    }
    return values;
  }

  /**
   * The octets of the values that are no SEQUENCE, or stand under a type that is not known; of all,
   * if they cannot be read.
   *
   * @param unsignedAttrs the complete value under its tag [1]
   */
  public static long foreignOctets(byte[] unsignedAttrs, Limits limits) throws IOException {
    long foreign = 0;
    try (BerReader reader = new BerReader(ByteSource.of(unsignedAttrs), limits, "unsignedAttrs")) {
      reader.enter(BerReader.TAG_1, "unsignedAttrs");
      while (reader.more()) {
        reader.enter(BerReader.SEQUENCE, "unsigned attribute");
        long from = reader.offset();
        boolean isKnown = isKnown(reader.objectIdentifier("type of an unsigned attribute"));
        reader.enter(BerReader.SET, "values of an unsigned attribute");
        while (reader.more()) {
          isKnown &= reader.tag() == BerReader.SEQUENCE;
          reader.skipElement();
        }
        reader.leave();
        foreign += isKnown ? 0 : reader.offset() - from;
        reader.leave();
      }
    } catch (SmimeException e) {
      return unsignedAttrs.length;
    }
    return foreign;
  }

  /** Countersignatures, time stamps, and what ETSI EN 319 122 adds to a signature afterwards. */
  private static boolean isKnown(String type) {
    return type.equals(Oids.COUNTERSIGNATURE)
        || type.equals(Oids.TIME_STAMP_TOKEN)
        || type.equals(Oids.MICROSOFT_TIME_STAMP)
        || ETSI.matcher(type).matches();
  }
}
