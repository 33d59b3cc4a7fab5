package org.smime4j.cms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.ObjectIdentifier;

/**
 * A signer's statement on how sensitive the content is (ESSSecurityLabel, RFC 2634, section 3).
 * Trust it no more than the signer's verdict. The library does not enforce labels: your program
 * decides what follows from one.
 *
 * <pre>{@code
 * Signer signer = Signer.with(alice).labelling(SecurityLabel.of("1.3.6.1.4.1.99999.1", 3));
 * }</pre>
 *
 * @param policy the object identifier of the policy that defines the meaning of the label
 * @param classification a number from 0 to 256. In RFC 2634, 1 is unclassified, 2 restricted, 3
 *     confidential, 4 secret, and 5 top secret
 * @param privacyMark a text for people, with at most 128 characters. Programs should not act on it
 * @param categories the object identifiers of the security categories, without their values
 */
public record SecurityLabel(
    String policy,
    OptionalInt classification,
    Optional<String> privacyMark,
    List<String> categories) {

  private static final int HIGHEST = 256;
  private static final int LONGEST_MARK = 128;
  private static final int MOST_CATEGORIES = 64;

  public SecurityLabel {
    if (classification.isPresent()
        && (classification.getAsInt() < 0 || classification.getAsInt() > HIGHEST)) {
      throw new IllegalArgumentException("A classification is a number from 0 to 256");
    }
    if (privacyMark.isPresent()
        && (privacyMark.get().isEmpty() || privacyMark.get().length() > LONGEST_MARK)) {
      throw new IllegalArgumentException("A privacy mark has 1 to 128 characters");
    }
    categories = List.copyOf(categories);
    ObjectIdentifier.requireDotted(policy);
    categories.forEach(ObjectIdentifier::requireDotted);
  }

  /** Returns a label with a classification. */
  public static SecurityLabel of(String policy, int classification) {
    return new SecurityLabel(policy, OptionalInt.of(classification), Optional.empty(), List.of());
  }

  /** Returns the label in DER: a SET in the order of its tags, without categories. */
  byte[] encoded() {
    List<byte[]> parts = new ArrayList<>();
    parts.add(new DerWriter().oid(policy).toByteArray());
    classification.ifPresent(number -> parts.add(new DerWriter().integer(number).toByteArray()));
    privacyMark.ifPresent(
        text ->
            parts.add(
                new DerWriter()
                    .primitive(0x0c, text.getBytes(StandardCharsets.UTF_8))
                    .toByteArray()));
    return new DerWriter().setOf(0x31, parts).toByteArray();
  }

  /** Returns the label, or null if the value is not a label. */
  static @Nullable SecurityLabel read(@Nullable ASN1Encodable value) {
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
}
