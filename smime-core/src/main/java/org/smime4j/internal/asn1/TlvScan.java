package org.smime4j.internal.asn1;

import java.io.IOException;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.Malformed;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.internal.base.Failures;

/**
 * Walks BER before a parser that recurses or allocates sees it: every value nests exactly, depth,
 * octets and object identifiers stay within limits. Iterative, in one pass.
 */
public final class TlvScan {

  private TlvScan() {}

  /**
   * Checks exactly one element.
   *
   * @throws Malformed if the octets are not one BER element, whole and without anything behind it
   */
  public static void check(ArrayOctets ber, Limits limits) throws SmimeException {
    check(ber, limits, "BER");
  }

  /** Checks exactly one element that a failure calls by this name. */
  public static void check(ArrayOctets ber, Limits limits, String name) throws SmimeException {
    try (BerReader reader = new BerReader(ber, limits, name)) {
      reader.skipElement();
      if (reader.hasRemaining()) {
        throw Failures.malformed(name, reader.offset(), "octets behind its end");
      }
    } catch (SmimeException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("octets in memory cannot fail", e);
    }
  }
}
