package org.smime4j.internal.asn1;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Comparator;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;

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
      Comparator.comparing(Identifier::issuer, Arrays::compareUnsigned)
          .thenComparing(Identifier::serial, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Identifier::subjectKeyIdentifier, Arrays::compareUnsigned);

  static Identifier of(byte[] issuer, BigInteger serial) {
    return new Identifier(issuer, serial, null);
  }

  static Identifier of(byte[] subjectKeyIdentifier) {
    return new Identifier(null, null, subjectKeyIdentifier);
  }

  /** A sid or rid: IssuerAndSerialNumber, or [0] SubjectKeyIdentifier. */
  static Identifier read(BerReader reader, String name) throws IOException {
    if (reader.isNext(BerReader.SEQUENCE)) {
      return issuerAndSerial(reader);
    }
    return of(reader.octetString(0x80, name));
  }

  static Identifier issuerAndSerial(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "issuerAndSerialNumber");
    byte[] issuer = reader.element(BerReader.SEQUENCE, "issuer");
    Identifier identifier = of(issuer, reader.integer("serialNumber"));
    reader.leave();
    return identifier;
  }

  /** As a person reads it, as a part of a sentence. */
  public Finding inWords() {
    if (issuer != null && serial != null) {
      return new Finding(
          Finding.Code.CERTIFICATE_MISSING,
          "serial {0} of {1}",
          serial.toString(16),
          DistinguishedName.print(issuer));
    }
    byte[] key = subjectKeyIdentifier == null ? new byte[0] : subjectKeyIdentifier;
    return new Finding(
        Finding.Code.CERTIFICATE_MISSING, "key identifier {0}", Hex.toHexString(key));
  }

  @Override
  public String toString() {
    return inWords().sentence();
  }
}
