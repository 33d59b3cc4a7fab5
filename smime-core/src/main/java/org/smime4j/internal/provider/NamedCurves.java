package org.smime4j.internal.provider;

import java.security.PublicKey;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParametersHolder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;

/**
 * The curves that keys may be on: those of the standards below that Bouncy Castle knows, of 160
 * bits and more. Over a prime field all have the cofactor 1, over a binary field none has, and
 * Bouncy Castle takes no point on them whose order is not that of the base point. Which of them are
 * too weak to be trusted is decided elsewhere. Parameters that a sender spells out are not among
 * them, whatever they spell (CVE-2020-0601).
 */
public final class NamedCurves {

  /** Below these X9.62, SEC 2, TeleTrusT (brainpool) and ANSSI have named curves. */
  private static final List<String> ARCS =
      List.of("1.2.840.10045.3.", "1.3.132.0.", "1.3.36.3.3.2.8.1.1.", "1.2.250.1.223.101.256.");

  private static final int LEAST_BITS = 160;

  /** Made when first asked for: who names a curve needs no other. */
  private static final class All {

    /** Object identifiers, and the octets of a coordinate. */
    static final SortedMap<String, Integer> OCTETS = new TreeMap<>();

    static {
      for (Enumeration<?> names = ECNamedCurveTable.getNames(); names.hasMoreElements(); ) {
        String curve = ECNamedCurveTable.getOID((String) names.nextElement()).getId();
        int octets = coordinateOctets(curve);
        if (octets > 0) {
          OCTETS.put(curve, octets);
        }
      }
    }
  }

  private NamedCurves() {}

  /** The key, which is on a curve that is allowed. */
  public static PublicKey checked(PublicKey key) throws SmimeException {
    String curve = of(key);
    if (curve == null || coordinateOctets(curve) == 0) {
      throw new SmimeException.UnsupportedAlgorithm(
          curve == null ? Oids.EC_PUBLIC_KEY : curve, "elliptic curve keys on this curve");
    }
    return key;
  }

  /** The object identifier of the curve of a key, or null where there is none. */
  public static @Nullable String of(PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    return encoded == null ? null : of(AlgorithmId.ofKey(encoded));
  }

  /** The object identifier of the curve in parameters, or null where they do not name one. */
  public static @Nullable String of(AlgorithmId algorithm) {
    ASN1Encodable parameters = algorithm.parameters();
    return parameters instanceof ASN1ObjectIdentifier oid ? oid.getId() : null;
  }

  /** The object identifiers of all, always in one order, and the octets of a coordinate. */
  public static SortedMap<String, Integer> all() {
    return Collections.unmodifiableSortedMap(All.OCTETS);
  }

  /** The length of a coordinate in octets; 0 if the curve is not allowed. */
  public static int coordinateOctets(String curve) {
    if (ARCS.stream().noneMatch(curve::startsWith)) {
      return 0;
    }
    ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(curve);
    // Bouncy Castle works with these where it can, and has them loaded.
    X9ECParametersHolder custom = CustomNamedCurves.getByOIDLazy(oid);
    X9ECParametersHolder known = custom == null ? ECNamedCurveTable.getByOIDLazy(oid) : custom;
    int bits = known == null ? 0 : known.getCurve().getFieldSize();
    return bits < LEAST_BITS ? 0 : (bits + 7) / 8;
  }
}
