package org.smime4j.internal.sign;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.ObjectIdentifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.reports.Attribute;

/** Checks and encodes the attributes that an application adds. */
public final class AttributeEncoding {

  /** The names of the attributes that this library itself writes or interprets. */
  private static final Map<String, String> RESERVED =
      Map.ofEntries(
          Map.entry(Oids.CONTENT_TYPE, "contentType"),
          Map.entry(Oids.MESSAGE_DIGEST, "messageDigest"),
          Map.entry(Oids.SIGNING_TIME, "signingTime"),
          Map.entry("1.2.840.113549.1.9.16.2.46", "binarySigningTime"),
          Map.entry(Oids.COUNTERSIGNATURE, "countersignature"),
          Map.entry(Oids.SMIME_CAPABILITIES, "SMIMECapabilities"),
          Map.entry(Oids.CMS_ALGORITHM_PROTECTION, "CMSAlgorithmProtection"),
          Map.entry(Oids.ENCRYPTION_KEY_PREFERENCE, "SMIMEEncryptionKeyPreference"),
          Map.entry(Oids.MICROSOFT_RECIPIENT_INFO, "Microsoft's encryption key preference"),
          Map.entry(Oids.SIGNING_CERTIFICATE, "signingCertificate"),
          Map.entry(Oids.SIGNING_CERTIFICATE_V2, "signingCertificateV2"),
          Map.entry(Oids.TIME_STAMP_TOKEN, "timeStampToken"),
          Map.entry(Oids.RECEIPT_REQUEST, "receiptRequest"),
          Map.entry(Oids.SECURITY_LABEL, "ESSSecurityLabel"),
          Map.entry("1.2.840.113549.1.9.16.2.3", "mlExpansionHistory"),
          Map.entry(Oids.CONTENT_HINT, "contentHint"),
          Map.entry(Oids.MESSAGE_SIGNATURE_DIGEST, "msgSigDigest"),
          Map.entry("1.2.840.113549.1.9.16.2.7", "signedContentIdentifier"),
          Map.entry("1.2.840.113549.1.9.16.2.9", "equivalentLabels"),
          Map.entry("1.2.840.113549.1.9.16.2.10", "contentReference"));

  private AttributeEncoding() {}

  /**
   * Adds attributes. Two attributes of the same type that are both authenticated, or both not, are
   * an error.
   */
  public static List<Attribute> joined(List<Attribute> some, Attribute first, Attribute... more) {
    List<Attribute> all = new ArrayList<>(some);
    all.add(first);
    all.addAll(List.of(more));
    Set<String> types = new HashSet<>();
    for (Attribute each : all) {
      check(each);
      if (!types.add(each.isAuthenticated() + each.type())) {
        throw new IllegalArgumentException("The attribute " + each.type() + " was already added");
      }
    }
    return List.copyOf(all);
  }

  private static void check(Attribute attribute) {
    String dotted = attribute.type();
    ObjectIdentifier.requireDotted(dotted);
    if (attribute.values().isEmpty()) {
      throw new IllegalArgumentException("The attribute " + dotted + " needs a value");
    }
    String name = RESERVED.get(dotted);
    if (name != null) {
      throw new IllegalArgumentException(
          "The attribute " + name + " is written or interpreted by the library itself");
    }
    for (byte[] value : attribute.values()) {
      if (!isDer(value)) {
        throw new IllegalArgumentException("A value of the attribute " + dotted + " is not in DER");
      }
    }
  }

  private static boolean isDer(byte[] value) {
    try {
      byte[] der = TlvScan.parse(value, "attribute").getEncoded(ASN1Encoding.DER);
      return Arrays.equals(der, value);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Returns the attributes of one kind, each in DER. */
  static List<byte[]> encoded(List<Attribute> attributes, boolean authenticated) {
    return attributes.stream()
        .filter(each -> each.isAuthenticated() == authenticated)
        .map(each -> SigningAttributes.attribute(each.type(), each.values()))
        .toList();
  }

  /**
   * Returns the attributes of one kind in DER under a tag, or null if there are none.
   *
   * @param tag the tag of a SET, or the tag that replaces it
   */
  public static byte @Nullable [] set(int tag, List<Attribute> attributes, boolean authenticated) {
    List<byte[]> encoded = encoded(attributes, authenticated);
    return encoded.isEmpty() ? null : new DerWriter().setOf(tag, encoded).toByteArray();
  }
}
