package org.smime4j.internal.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SecurityLabel;

/** Reads the values of Enhanced Security Services (RFC 2634). */
public final class EssValues {

  /** The largest number of names that RFC 2634 allows in each list. */
  private static final int MOST_NAMES = 16;

  private static final int MOST_OCTETS = 320;

  private static final int MOST_CATEGORIES = 64;

  private EssValues() {}

  /** Returns the label, or null if the value is not a label. */
  public static @Nullable SecurityLabel label(@Nullable ASN1Encodable value) {
    if (value == null) {
      return null;
    }
    try {
      String policy = null;
      OptionalInt classification = OptionalInt.empty();
      Optional<String> mark = Optional.empty();
      List<String> categories = new ArrayList<>();
      for (ASN1Encodable part : ASN1Set.getInstance(value)) {
        if (part instanceof ASN1ObjectIdentifier oid) {
          policy = oid.getId();
        } else if (part instanceof ASN1Integer number) {
          classification = OptionalInt.of(number.intValueExact());
        } else if (part instanceof ASN1UTF8String text) {
          mark = Optional.of(text.getString());
        } else if (part instanceof ASN1PrintableString text) {
          mark = Optional.of(text.getString());
        } else {
          categories.addAll(categories(ASN1Set.getInstance(part)));
        }
      }
      return policy == null ? null : new SecurityLabel(policy, classification, mark, categories);
    } catch (RuntimeException e) {
      // A malformed label counts as none.
      return null;
    }
  }

  private static List<String> categories(ASN1Set set) {
    List<String> types = new ArrayList<>();
    for (int i = 0; i < Math.min(set.size(), MOST_CATEGORIES); i++) {
      ASN1TaggedObject type =
          ASN1TaggedObject.getInstance(ASN1Sequence.getInstance(set.getObjectAt(i)).getObjectAt(0));
      types.add(ASN1ObjectIdentifier.getInstance(type, false).getId());
    }
    return types;
  }

  /** Returns the request, or null if the value is not a request. */
  static @Nullable ReceiptRequest receiptRequest(@Nullable ASN1Encodable value) {
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
      return new ReadReceiptRequest(
          new String(ASN1OctetString.getInstance(parts.getObjectAt(0)).getOctets(), ISO_8859_1),
          firstTier,
          Optional.ofNullable(listed),
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

  /**
   * A request as a signer made it.
   *
   * @param identifier the contentIdentifier, one character an octet: an array has no equality
   */
  private record ReadReceiptRequest(
      String identifier, boolean isOfFirstTier, Optional<List<String>> listed, List<String> to)
      implements ReceiptRequest {

    ReadReceiptRequest {
      listed = listed.map(List::copyOf);
      to = List.copyOf(to);
    }

    @Override
    public byte[] contentIdentifier() {
      return identifier.getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
      return "Receipt wanted from "
          + (isOfFirstTier ? "the first tier" : listed.map(List::toString).orElse("all"))
          + " for "
          + to;
    }
  }
}
