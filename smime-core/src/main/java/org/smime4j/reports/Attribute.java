package org.smime4j.reports;

import java.util.List;
import java.util.stream.Stream;

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
 *
 * @param type the object identifier in dotted form
 * @param values the encoded values, as written or received. Received values may be BER instead of
 *     DER
 * @param isAuthenticated whether a signature or the tag of an envelope covers this attribute
 */
public record Attribute(String type, List<byte[]> values, boolean isAuthenticated) {

  public Attribute {
    values = values.stream().map(byte[]::clone).toList();
  }

  /**
   * Returns a signed attribute for a signer, or an authenticated one for AuthEnvelopedData.
   *
   * @param type the object identifier in dotted form
   * @param values at least one value, each in DER. This method copies them
   * @throws IllegalArgumentException if the type is no object identifier, or there is no value. A
   *     signer or encryptor that is to carry the attribute also refuses one that the library itself
   *     writes or interprets, and a value that is not in DER
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
   * @throws IllegalArgumentException if the type is no object identifier, or there is no value. A
   *     signer or encryptor that is to carry the attribute also refuses one that the library itself
   *     writes or interprets, and a value that is not in DER
   */
  public static Attribute unauthenticated(String type, byte[]... values) {
    return of(type, values, false);
  }

  private static Attribute of(String type, byte[][] values, boolean authenticated) {
    SecurityLabel.requireDotted(type);
    if (values.length == 0) {
      throw new IllegalArgumentException("The attribute " + type + " needs a value");
    }
    return new Attribute(type, Stream.of(values).toList(), authenticated);
  }

  @Override
  public List<byte[]> values() {
    return values.stream().map(byte[]::clone).toList();
  }

  @Override
  public String toString() {
    return (isAuthenticated ? "Authenticated " : "Unauthenticated ")
        + type
        + " with "
        + values.size()
        + (values.size() == 1 ? " value" : " values");
  }
}
