package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;

/** The unsigned attributes of a signer (RFC 5652, 5.3). Anybody can add some, and take them off. */
public final class UnsignedAttributes {

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
    try (BerReader reader = new BerReader(Octets.of(unsignedAttrs), limits, "unsignedAttrs")) {
      reader.enter(ContentInfoReader.TAG_1, "unsignedAttrs");
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
}
