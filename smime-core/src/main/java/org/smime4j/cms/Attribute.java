package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.AttributeSet;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.PlainDer;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.settings.Limits;

/**
 * An attribute of a signer (RFC 5652, section 5.3), of EnvelopedData (section 6.1) or of
 * AuthEnvelopedData (RFC 5083, section 2.1). This library does not interpret its values.
 *
 * <p>The signature of the signer, or the tag of the envelope, covers authenticated attributes.
 * Anyone can add, change and remove other attributes in transit.
 *
 * <pre>{@code
 * Attribute recipients = Attribute.authenticated("1.2.276.0.76.4.173", der);
 * Signer signer = Signer.with(alice).carrying(recipients);
 * List<Attribute> read = report.signers().get(0).attributes();
 * }</pre>
 */
public final class Attribute {

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

  private final String type;
  private final List<byte[]> values;
  private final boolean authenticated;

  private Attribute(String type, List<byte[]> values, boolean authenticated) {
    this.type = type;
    this.values = values;
    this.authenticated = authenticated;
  }

  /**
   * Returns a signed attribute for a signer, or an authenticated one for AuthEnvelopedData.
   *
   * @param type the object identifier in dotted form
   * @param values at least one value, each in DER. This method copies them
   * @throws IllegalArgumentException if the library itself writes or interprets this attribute, or
   *     if a value is not in DER
   */
  public static Attribute authenticated(String type, byte[]... values) {
    return of(type, values, true);
  }

  /**
   * Returns an unsigned attribute for a signer, an unprotected one for EnvelopedData, or an
   * unauthenticated one for AuthEnvelopedData. Anyone can change or remove it in transit.
   *
   * @param type the object identifier in dotted form
   * @param values at least one value, each in DER. This method copies them
   * @throws IllegalArgumentException if the library itself writes or interprets this attribute, or
   *     if a value is not in DER
   */
  public static Attribute unauthenticated(String type, byte[]... values) {
    return of(type, values, false);
  }

  private static Attribute of(String type, byte[][] values, boolean authenticated) {
    // This also rejects strings that are not object identifiers.
    String dotted = new ASN1ObjectIdentifier(type).getId();
    String name = RESERVED.get(dotted);
    if (name != null) {
      throw new IllegalArgumentException(
          "The attribute " + name + " is written or interpreted by the library itself");
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("The attribute " + dotted + " needs a value");
    }
    List<byte[]> copies = new ArrayList<>();
    for (byte[] value : values) {
      if (!isDer(value)) {
        throw new IllegalArgumentException("A value of the attribute " + dotted + " is not in DER");
      }
      copies.add(value.clone());
    }
    return new Attribute(dotted, List.copyOf(copies), authenticated);
  }

  private static boolean isDer(byte[] value) {
    try {
      byte[] der = TlvScan.parse(value, "attribute").getEncoded(ASN1Encoding.DER);
      return Arrays.equals(der, value);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Adds attributes. Two attributes of the same type that are both authenticated, or both not, are
   * an error.
   */
  static List<Attribute> joined(List<Attribute> some, Attribute first, Attribute... more) {
    List<Attribute> all = new ArrayList<>(some);
    all.add(first);
    all.addAll(List.of(more));
    Set<String> types = new HashSet<>();
    for (Attribute each : all) {
      if (!types.add(each.authenticated + each.type)) {
        throw new IllegalArgumentException("The attribute " + each.type + " was already added");
      }
    }
    return List.copyOf(all);
  }

  /** Returns the attributes of one kind, each in DER. */
  static List<byte[]> encoded(List<Attribute> attributes, boolean authenticated) {
    return attributes.stream()
        .filter(each -> each.authenticated == authenticated)
        .map(each -> SigningAttributes.attribute(each.type, each.values))
        .toList();
  }

  /**
   * Returns the attributes of one kind in DER under a tag, or null if there are none.
   *
   * @param tag the tag of a SET, or the tag that replaces it
   */
  static byte @Nullable [] set(int tag, List<Attribute> attributes, boolean authenticated) {
    List<byte[]> encoded = encoded(attributes, authenticated);
    return encoded.isEmpty() ? null : new DerWriter().setOf(tag, encoded).toByteArray();
  }

  /** Returns the attributes of a received set; empty if there is no set. */
  static List<Attribute> read(byte @Nullable [] set, boolean authenticated, Limits limits) {
    if (set == null) {
      return List.of();
    }
    List<Attribute> attributes = new ArrayList<>();
    try {
      for (PlainDer.Attribute each : AttributeSet.read(set, limits)) {
        attributes.add(new Attribute(each.type(), List.copyOf(each.values()), authenticated));
      }
    } catch (IOException e) {
      throw new IllegalStateException("octets in memory cannot be read", e);
    }
    return List.copyOf(attributes);
  }

  /** Returns the object identifier in dotted form. */
  public String type() {
    return type;
  }

  /**
   * Returns the encoded values, as written or received. Received values may be BER instead of DER.
   */
  public List<byte[]> values() {
    return values.stream().map(byte[]::clone).toList();
  }

  /** Returns true if a signature or the tag of an envelope covers this attribute. */
  public boolean isAuthenticated() {
    return authenticated;
  }

  @Override
  public String toString() {
    return (authenticated ? "Authenticated " : "Unauthenticated ")
        + type
        + " with "
        + values.size()
        + (values.size() == 1 ? " value" : " values");
  }
}
