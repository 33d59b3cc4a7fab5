package org.smime4j.internal.asn1;

import static org.bouncycastle.util.Arrays.areEqual;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** Object identifiers between their octets (X.690, 8.19) and dotted form. No arc is cut short. */
public final class ObjectIdentifier {

  /** Bouncy Castle takes no more octets. */
  private static final int LONGEST = 4096;

  /** Those that nearly every message holds, each at the place that its octets say. */
  private static final @Nullable Known[] KNOWN = new Known[256];

  @SuppressWarnings("ArrayRecordComponent") // compared octet by octet
  private record Known(byte[] octets, String dotted) {}

  static {
    for (String dotted :
        List.of(
            Oids.DATA,
            Oids.SIGNED_DATA,
            Oids.ENVELOPED_DATA,
            Oids.AUTH_ENVELOPED_DATA,
            Oids.CONTENT_TYPE,
            Oids.MESSAGE_DIGEST,
            Oids.SIGNING_TIME,
            Oids.SIGNING_CERTIFICATE_V2,
            Oids.CMS_ALGORITHM_PROTECTION,
            Oids.SMIME_CAPABILITIES,
            Oids.ENCRYPTION_KEY_PREFERENCE,
            Oids.RSA_ENCRYPTION,
            Oids.EC_PUBLIC_KEY,
            Oids.P256,
            Oids.SHA256,
            Oids.SHA512)) {
      byte[] octets = new DerWriter().oid(dotted).toByteArray();
      octets = Arrays.copyOfRange(octets, 2, octets.length);
      KNOWN[place(octets, 0, octets.length)] = new Known(octets, dotted);
    }
  }

  private ObjectIdentifier() {}

  private static int place(byte[] octets, int from, int to) {
    return (octets[to - 1] + 7 * octets[to - 2] + 31 * (to - from)) & 0xff;
  }

  /** Whether octets are one or more arcs, each to its end and in its shortest form. */
  static boolean isWellFormed(byte[] octets, int from, int to) {
    if (from == to || (octets[to - 1] & 0x80) != 0) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if ((octets[i] & 0xff) == 0x80 && (i == from || (octets[i - 1] & 0x80) == 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks whether a caller's text is an object identifier.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void requireDotted(String text) {
    if (ASN1ObjectIdentifier.tryFromID(text) == null) {
      throw new IllegalArgumentException(
          "not an object identifier such as 1.3.6.1.4.1.99999.1: " + text);
    }
  }

  /** The dotted form, or null if the octets are not well-formed. */
  static @Nullable String dotted(byte[] value) {
    return dotted(value, 0, value.length);
  }

  /** The same of a range. */
  public static @Nullable String dotted(byte[] value, int from, int to) {
    Known known = to - from < 2 ? null : KNOWN[place(value, from, to)];
    if (known != null && areEqual(value, from, to, known.octets, 0, known.octets.length)) {
      return known.dotted;
    }
    return to - from <= LONGEST && isWellFormed(value, from, to)
        ? ASN1ObjectIdentifier.fromContents(Arrays.copyOfRange(value, from, to)).getId()
        : null;
  }
}
