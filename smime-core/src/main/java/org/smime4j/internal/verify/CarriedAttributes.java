package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.reports.Attribute;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * The attributes of a signer (RFC 5652, 5.3), which are read when an application asks for them.
 *
 * @param signed the SET over which the signature was verified; null if there was none
 * @param unsigned the unsigned attributes as received; null if there are none
 * @param limits the limits for reading the message
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record CarriedAttributes(
    byte @Nullable [] signed, byte @Nullable [] unsigned, Limits limits) {

  /**
   * Returns the attributes in the order of the message, each value as it was received. Where one
   * cannot be read, it and those behind it are left out.
   *
   * @param set the complete set, whatever tag stands before it; null if there is none
   * @param limits those within which the message was read
   */
  public static List<Attribute> read(byte @Nullable [] set, boolean authenticated, Limits limits) {
    if (set == null) {
      return List.of();
    }
    List<Attribute> attributes = new ArrayList<>();
    try (BerReader reader = new BerReader(ByteSource.of(set), limits, "attributes")) {
      reader.enter(set[0] & 0xff, "attributes");
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
        attributes.add(new Attribute(type, values, authenticated));
      }
    } catch (SmimeException e) {
      return List.copyOf(attributes);
    } catch (IOException e) {
      throw new IllegalStateException("octets in memory cannot be read", e);
    }
    return List.copyOf(attributes);
  }
}
