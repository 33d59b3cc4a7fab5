package org.smime4j.internal.asn1;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Primitive;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limits;

/**
 * Walks BER before a parser that recurses, allocates or encodes again sees it: every value nests
 * exactly, and depth, octets, object identifiers, numbers and times stay within limits. Iterative,
 * in one pass.
 */
public final class TlvScan {

  private TlvScan() {}

  /**
   * Parses exactly one element by Bouncy Castle, after it was checked. An element inside an OCTET
   * STRING or a BIT STRING is not checked with it, and is parsed by a call of its own.
   */
  public static ASN1Primitive parse(byte[] ber, String name) throws SmimeException {
    check(ArrayOctets.of(ber), Limits.standard(), name);
    try {
      return ASN1Primitive.fromByteArray(ber);
    } catch (IOException | RuntimeException e) {
      // What Bouncy Castle says is not for our callers.
      throw new SmimeException.Malformed(name, -1, "a value is not of its type");
    }
  }

  /**
   * Checks exactly one element that a failure calls by this name.
   *
   * @throws Malformed if the octets are not one BER element, whole and without anything behind it
   */
  public static void check(ArrayOctets ber, Limits limits, String name) throws SmimeException {
    try (BerReader reader = new BerReader(ber, limits, name)) {
      reader.skipElement();
      if (reader.hasRemaining()) {
        throw new SmimeException.Malformed(name, reader.offset(), "octets behind its end");
      }
    } catch (SmimeException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("octets in memory cannot fail", e);
    }
  }
}
