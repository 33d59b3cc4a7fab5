package org.smime4j.internal.asn1;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who is meant: issuer and serial number, or the subject key identifier (RFC 5652, 5.3 and 6.2.1).
 *
 * @param issuer the Name, as received; with the serial number, or both null
 * @param subjectKeyIdentifier the value alone; null where issuer and serial number are given
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record Identifier(
    byte @Nullable [] issuer, @Nullable BigInteger serial, byte @Nullable [] subjectKeyIdentifier) {

  /**
   * An order of all identifiers. Messages choose them, so that a table by hash codes could be made
   * to compare each with each.
   */
  public static final Comparator<Identifier> ORDER =
      Comparator.comparing(Identifier::issuer, Arrays::compare)
          .thenComparing(Identifier::serial, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Identifier::subjectKeyIdentifier, Arrays::compare);

  static Identifier of(byte[] issuer, BigInteger serial) {
    return new Identifier(issuer, serial, null);
  }

  static Identifier of(byte[] subjectKeyIdentifier) {
    return new Identifier(null, null, subjectKeyIdentifier);
  }

  /** As a person reads it. */
  @Override
  public String toString() {
    if (issuer != null && serial != null) {
      return "serial " + serial.toString(16) + " of " + DistinguishedName.print(issuer);
    }
    byte[] key = subjectKeyIdentifier == null ? new byte[0] : subjectKeyIdentifier;
    return "key identifier " + HexFormat.of().formatHex(key);
  }
}
