package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** A SET OF Attribute (RFC 5652, 5.3) of a signer or an envelope, taken apart as it stands. */
public final class AttributeSet {

  private AttributeSet() {}

  /**
   * The attributes in the order of the message, each value as it was received. Where one cannot be
   * read, it and those behind it are left out.
   *
   * @param received the complete set, whatever tag stands before it
   * @param limits those within which the message was read
   */
  public static List<PlainDer.Attribute> read(byte[] received, Limits limits) throws IOException {
    List<PlainDer.Attribute> attributes = new ArrayList<>();
    try (BerReader reader = new BerReader(ByteSource.of(received), limits, "attributes")) {
      reader.enter(received[0] & 0xff, "attributes");
      while (reader.more()) {
        reader.enter(BerReader.SEQUENCE, "attribute");
        String type = reader.objectIdentifier("type of an attribute");
        List<byte[]> values = new ArrayList<>(1);
        reader.enter(BerReader.SET, "values of an attribute");
        while (reader.more()) {
          values.add(reader.element());
        }
        reader.leave();
        reader.leave();
        attributes.add(new PlainDer.Attribute(type, values));
      }
    } catch (SmimeException e) {
      return attributes;
    }
    return attributes;
  }
}
