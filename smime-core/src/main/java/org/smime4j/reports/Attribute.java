package org.smime4j.reports;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of a signer (RFC 5652, section 5.3), of EnvelopedData (section 6.1) or of
 * AuthEnvelopedData (RFC 5083, section 2.1). This library does not interpret its values.
 *
 * <p>The signature of the signer, or the tag of the envelope, covers authenticated attributes.
 * Anyone can add, change and remove other attributes in transit.
 *
 * <pre>{@code
 * Attribute recipients = new Attribute("1.2.276.0.76.4.173", List.of(der), true);
 * Signer signer = Signer.with(alice).carrying(recipients);
 * report.requireTrusted("alice@example.org");
 * List<Attribute> signed =
 *     report.signers().get(0).attributes().stream().filter(Attribute::isAuthenticated).toList();
 * }</pre>
 *
 * @param type the object identifier in dotted form
 * @param values the encoded values, as written or received. Written values must be DER, as an ASN.1
 *     library encodes them: {@code {0x0c, 2, 'o', 'k'}} is the UTF8String "ok". Received values may
 *     be BER
 * @param isAuthenticated whether a signature or the tag of an envelope covers this attribute. If
 *     not, anyone can change or remove it in transit
 */
public record Attribute(String type, List<byte[]> values, boolean isAuthenticated) {

  public Attribute {
    values = values.stream().map(byte[]::clone).toList();
  }

  @Override
  public List<byte[]> values() {
    return values.stream().map(byte[]::clone).toList();
  }

  /**
   * Returns whether the other attribute has the same type, coverage and values, octet for octet.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attribute that
        && type.equals(that.type)
        && isAuthenticated == that.isAuthenticated
        && Arrays.deepEquals(values.toArray(), that.values.toArray());
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.deepHashCode(values.toArray());
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
