package org.smime4j.internal.sign;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SecurityLabel;

/** Encodes the values of Enhanced Security Services (RFC 2634). */
public final class EssEncoding {

  private static final int VERSION = 1;

  /** The largest number of names that RFC 2634 allows in each list. */
  private static final int MOST_NAMES = 16;

  static final int RANDOM_OCTETS = 16;

  private EssEncoding() {}

  /** Returns the label in DER: a SET in the order of its tags, without categories. */
  public static byte[] label(SecurityLabel label) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(new DerWriter().oid(label.policy()).toByteArray());
    label
        .classification()
        .ifPresent(number -> parts.add(new DerWriter().integer(number).toByteArray()));
    label
        .privacyMark()
        .ifPresent(
            text ->
                parts.add(
                    new DerWriter()
                        .primitive(0x0c, text.getBytes(StandardCharsets.UTF_8))
                        .toByteArray()));
    return new DerWriter().setOf(0x31, parts).toByteArray();
  }

  /** Returns the value of the attribute. It requests a receipt from all recipients. */
  static byte[] receiptRequest(List<String> to, Instant time, byte[] random) {
    byte[] who = (to.get(0) + " " + time + " ").getBytes(StandardCharsets.UTF_8);
    byte[] identifier = Arrays.copyOf(who, who.length + RANDOM_OCTETS);
    System.arraycopy(random, 0, identifier, who.length, RANDOM_OCTETS);
    DerWriter writer =
        new DerWriter()
            .sequence()
            .octetString(identifier)
            .primitive(0x80, new byte[] {0})
            .sequence();
    for (String address : to) {
      writer.sequence().primitive(0x81, address.getBytes(StandardCharsets.US_ASCII)).end();
    }
    return writer.end().end().toByteArray();
  }

  static List<String> receiptAddresses(List<String> addresses) {
    if (addresses.isEmpty() || addresses.size() > MOST_NAMES) {
      throw new IllegalArgumentException("A receipt goes to 1 to 16 addresses");
    }
    for (String address : addresses) {
      if (!address.matches("[!-~]+@[!-~]+")) {
        throw new IllegalArgumentException("Not a mail address in ASCII: " + address);
      }
    }
    return List.copyOf(addresses);
  }

  /** Returns the content of a receipt for a message, in DER. */
  static byte[] receipt(SignedMessage original, ReceiptRequest request) {
    return new DerWriter()
        .sequence()
        .integer(VERSION)
        .oid(original.contentType())
        .octetString(request.contentIdentifier())
        .octetString(original.signature())
        .end()
        .toByteArray();
  }
}
