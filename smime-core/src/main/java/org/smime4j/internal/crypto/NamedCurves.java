package org.smime4j.internal.crypto;

import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;

/**
 * The curves that keys may be on. Parameters that a sender spells out are not among them, whatever
 * they spell (CVE-2020-0601), nor are curves whose arithmetic nobody hardened.
 */
final class NamedCurves {

  /** Object identifier and the octets of a coordinate. */
  private static final Map<String, Integer> ALLOWED =
      Map.ofEntries(
          Map.entry("1.3.132.0.33", 28), // P-224
          Map.entry(Oids.P256, 32),
          Map.entry(Oids.P384, 48),
          Map.entry(Oids.P521, 66),
          Map.entry("1.3.132.0.10", 32), // secp256k1
          Map.entry("1.3.36.3.3.2.8.1.1.5", 28), // brainpoolP224r1
          Map.entry(Oids.BRAINPOOL_P256R1, 32),
          Map.entry("1.3.36.3.3.2.8.1.1.9", 40), // brainpoolP320r1
          Map.entry(Oids.BRAINPOOL_P384R1, 48),
          Map.entry(Oids.BRAINPOOL_P512R1, 64));

  private NamedCurves() {}

  /** The key, which is on a curve that is allowed. */
  static PublicKey checked(PublicKey key) throws SmimeException {
    String curve = of(key);
    if (curve == null || !ALLOWED.containsKey(curve)) {
      throw new UnsupportedAlgorithm(
          curve == null ? Oids.EC_PUBLIC_KEY : curve, "elliptic curve keys on this curve");
    }
    return key;
  }

  /** The object identifier of the curve of a key, or null where there is none. */
  static @Nullable String of(PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return null;
    }
    return of(
        AlgorithmId.of(
            AlgorithmId.sequence(encoded, "SubjectPublicKeyInfo").getObjectAt(0),
            "SubjectPublicKeyInfo"));
  }

  /** The object identifier of the curve in parameters, or null where they do not name one. */
  static @Nullable String of(AlgorithmId algorithm) {
    ASN1Encodable parameters = algorithm.parameters();
    return parameters instanceof ASN1ObjectIdentifier oid ? oid.getId() : null;
  }

  /** The object identifiers of all, in no order that counts. */
  static Set<String> all() {
    return ALLOWED.keySet();
  }

  static boolean allows(String curve) {
    return ALLOWED.containsKey(curve);
  }

  /** The length of a coordinate in octets. */
  static int coordinateOctets(String curve) {
    return ALLOWED.getOrDefault(curve, 0);
  }
}
