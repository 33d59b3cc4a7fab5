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
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.internal.asn1.AttributeSet;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.PlainDer;

/**
 * An attribute beside the content: of a signer (RFC 5652, section 5.3), of EnvelopedData (section
 * 6.1) or of AuthEnvelopedData (RFC 5083, section 2.1). Its values are octets that this library
 * does not look into.
 *
 * <p>Authenticated ones are signed by their signer, or covered by the tag of their envelope. Others
 * anybody on the way can add, change and take off.
 *
 * <pre>{@code
 * Attribute recipients = Attribute.authenticated("1.2.276.0.76.4.173", der);
 * Signer signer = Signer.with(alice).carrying(recipients);
 * List<Attribute> read = report.signers().get(0).attributes();
 * }</pre>
 */
public final class Attribute {

  /** What this library writes itself, or reads for a verdict or an offer, by name. */
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
   * A signed attribute of a signer, or an authenticated one of AuthEnvelopedData.
   *
   * @param type the object identifier in dotted form
   * @param values each in DER, at least one; they are copied
   * @throws IllegalArgumentException if it is an attribute that the library writes or judges
   *     itself, or a value is not in DER
   */
  public static Attribute authenticated(String type, byte[]... values) {
    return of(type, values, true);
  }

  /**
   * An unsigned attribute of a signer, an unprotected one of EnvelopedData or an unauthenticated
   * one of AuthEnvelopedData. Anybody on the way can change it or take it off.
   *
   * @param type the object identifier in dotted form
   * @param values each in DER, at least one; they are copied
   * @throws IllegalArgumentException if it is an attribute that the library writes or judges
   *     itself, or a value is not in DER
   */
  public static Attribute unauthenticated(String type, byte[]... values) {
    return of(type, values, false);
  }

  private static Attribute of(String type, byte[][] values, boolean authenticated) {
    // Refuses what is no object identifier, too.
    String dotted = new ASN1ObjectIdentifier(type).getId();
    String name = RESERVED.get(dotted);
    if (name != null) {
      throw new IllegalArgumentException(
          "The attribute " + name + " is written or judged by the library, and cannot be added");
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
      byte[] der = ASN1Primitive.fromByteArray(value).getEncoded(ASN1Encoding.DER);
      return Arrays.equals(der, value);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** More attributes; one of the same type in the same place is a contradiction. */
  static List<Attribute> joined(List<Attribute> some, Attribute first, Attribute... more) {
    List<Attribute> all = new ArrayList<>(some);
    all.add(first);
    all.addAll(List.of(more));
    Set<String> types = new HashSet<>();
    for (Attribute each : all) {
      if (!types.add(each.authenticated + each.type)) {
        throw new IllegalArgumentException("The attribute " + each.type + " is there already");
      }
    }
    return List.copyOf(all);
  }

  /** Those of one kind, each in DER. */
  static List<byte[]> encoded(List<Attribute> attributes, boolean authenticated) {
    return attributes.stream()
        .filter(each -> each.authenticated == authenticated)
        .map(each -> SigningAttributes.attribute(each.type, each.values))
        .toList();
  }

  /**
   * Those of one kind in DER under a tag; null where there are none.
   *
   * @param tag that of a SET, or the one in its place
   */
  static byte @Nullable [] set(int tag, List<Attribute> attributes, boolean authenticated) {
    List<byte[]> encoded = encoded(attributes, authenticated);
    return encoded.isEmpty() ? null : new DerWriter().setOf(tag, encoded).toByteArray();
  }

  /** Those of a set that was received; none where there is no set. */
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

  /** The object identifier in dotted form. */
  public String type() {
    return type;
  }

  /**
   * The values, encoded as they are written or were received; those of a stranger need not be DER.
   */
  public List<byte[]> values() {
    return values.stream().map(byte[]::clone).toList();
  }

  /** Whether a signature or the tag of an envelope covers it. */
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
