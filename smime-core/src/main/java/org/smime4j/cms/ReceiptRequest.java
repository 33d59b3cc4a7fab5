package org.smime4j.cms;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DerWriter;

/**
 * A signer's request for a signed receipt (RFC 2634, section 2.7). The library never answers it
 * automatically. A receipt reveals that you read the message, and the addresses for it are only a
 * claim of the signer. {@link Signer#signReceipt} signs a receipt.
 */
public final class ReceiptRequest {

  /** The largest number of names that RFC 2634 allows in each list. */
  private static final int MOST_NAMES = 16;

  private static final int MOST_OCTETS = 320;

  private static final int RANDOM_OCTETS = 16;

  private final byte[] contentIdentifier;
  private final boolean firstTier;
  private final @Nullable List<String> listed;
  private final List<String> to;

  private ReceiptRequest(
      byte[] contentIdentifier, boolean firstTier, @Nullable List<String> listed, List<String> to) {
    this.contentIdentifier = contentIdentifier;
    this.firstTier = firstTier;
    this.listed = listed == null ? null : List.copyOf(listed);
    this.to = List.copyOf(to);
  }

  /** Returns the value of the attribute. It requests a receipt from all recipients. */
  static byte[] encoded(List<String> to, Instant time, byte[] random) {
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

  static int randomOctets() {
    return RANDOM_OCTETS;
  }

  static List<String> checked(List<String> addresses) {
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

  /** Returns the request, or null if the value is not a request. */
  static @Nullable ReceiptRequest read(@Nullable ASN1Encodable value) {
    if (value == null) {
      return null;
    }
    try {
      ASN1Sequence parts = ASN1Sequence.getInstance(value);
      ASN1TaggedObject choice = ASN1TaggedObject.getInstance(parts.getObjectAt(1));
      boolean firstTier = false;
      List<String> listed = null;
      if (choice.getTagNo() == 0) {
        firstTier = ASN1Integer.getInstance(choice, false).intValueExact() != 0;
      } else {
        listed = addresses(ASN1Sequence.getInstance(choice, false));
      }
      return new ReceiptRequest(
          ASN1OctetString.getInstance(parts.getObjectAt(0)).getOctets(),
          firstTier,
          listed,
          addresses(ASN1Sequence.getInstance(parts.getObjectAt(2))));
    } catch (RuntimeException e) {
      // A malformed request counts as none.
      return null;
    }
  }

  private static List<String> addresses(ASN1Sequence names) {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < Math.min(names.size(), MOST_NAMES); i++) {
      for (GeneralName name : GeneralNames.getInstance(names.getObjectAt(i)).getNames()) {
        if (addresses.size() == MOST_NAMES) {
          return addresses;
        }
        if (name.getTagNo() == GeneralName.rfc822Name) {
          String address = ASN1IA5String.getInstance(name.getName()).getString();
          if (address.length() <= MOST_OCTETS && address.matches("[!-~]+@[!-~]+")) {
            addresses.add(address);
          }
        }
      }
    }
    return addresses;
  }

  /** Returns the identifier by which the receipt names the message. */
  byte[] contentIdentifier() {
    return contentIdentifier.clone();
  }

  /** Returns true if the request excludes recipients who get the message through a mailing list. */
  public boolean isOfFirstTier() {
    return firstTier;
  }

  /**
   * Returns the addresses of the recipients to whom the request is limited; empty if it names none.
   */
  public Optional<List<String>> listed() {
    return Optional.ofNullable(listed);
  }

  /** Returns the addresses for the receipt. They are only a claim of the signer. */
  public List<String> to() {
    return to;
  }

  @Override
  public String toString() {
    return "Receipt wanted from "
        + (firstTier ? "the first tier" : listed == null ? "all" : listed)
        + " for "
        + to;
  }
}
