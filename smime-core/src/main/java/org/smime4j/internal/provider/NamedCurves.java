package org.smime4j.internal.provider;

import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;

/**
 * The curves that keys may be on: those with a name, of 160 bits and more. Over a prime field all
 * have the cofactor 1, over a binary field none has, and Bouncy Castle takes no point on them whose
 * order is not that of the base point. Which of them are too weak to be trusted is decided
 * elsewhere. Parameters that a sender spells out are not among them, whatever they spell
 * (CVE-2020-0601).
 */
public final class NamedCurves {

  /** Object identifier and the octets of a coordinate. */
  private static final Map<String, Integer> ALLOWED =
      Map.ofEntries(
          Map.entry("1.3.132.0.33", 28), // P-224
          Map.entry(Oids.P256, 32),
          Map.entry(Oids.P384, 48),
          Map.entry(Oids.P521, 66),
          Map.entry("1.3.132.0.10", 32), // secp256k1
          Map.entry("1.2.840.10045.3.1.1", 24), // P-192, and all below to be read alone
          Map.entry("1.2.840.10045.3.1.2", 24),
          Map.entry("1.2.840.10045.3.1.3", 24),
          Map.entry("1.2.840.10045.3.1.4", 30), // prime239v1 to v3
          Map.entry("1.2.840.10045.3.1.5", 30),
          Map.entry("1.2.840.10045.3.1.6", 30),
          Map.entry("1.3.132.0.9", 20), // secp160k1, secp160r1, secp160r2
          Map.entry("1.3.132.0.8", 20),
          Map.entry("1.3.132.0.30", 20),
          Map.entry("1.3.132.0.31", 24), // secp192k1
          Map.entry("1.3.132.0.32", 28), // secp224k1
          Map.entry("1.2.250.1.223.101.256.1", 32), // FRP256v1
          Map.entry("1.3.36.3.3.2.8.1.1.1", 20), // brainpoolP160r1, P160t1, P192r1, P192t1
          Map.entry("1.3.36.3.3.2.8.1.1.2", 20),
          Map.entry("1.3.36.3.3.2.8.1.1.3", 24),
          Map.entry("1.3.36.3.3.2.8.1.1.4", 24),
          Map.entry("1.3.36.3.3.2.8.1.1.6", 28), // brainpoolP224t1, P256t1, P320t1, P384t1, P512t1
          Map.entry("1.3.36.3.3.2.8.1.1.8", 32),
          Map.entry("1.3.36.3.3.2.8.1.1.10", 40),
          Map.entry("1.3.36.3.3.2.8.1.1.12", 48),
          Map.entry("1.3.36.3.3.2.8.1.1.14", 64),
          Map.entry("1.3.36.3.3.2.8.1.1.5", 28), // brainpoolP224r1
          Map.entry(Oids.BRAINPOOL_P256R1, 32),
          Map.entry("1.3.36.3.3.2.8.1.1.9", 40), // brainpoolP320r1
          Map.entry(Oids.BRAINPOOL_P384R1, 48),
          Map.entry(Oids.BRAINPOOL_P512R1, 64),
          // Over binary fields, to be read alone.
          Map.entry("1.2.840.10045.3.0.1", 21), // c2pnb163v1
          Map.entry("1.2.840.10045.3.0.2", 21), // c2pnb163v2
          Map.entry("1.2.840.10045.3.0.3", 21), // c2pnb163v3
          Map.entry("1.2.840.10045.3.0.4", 22), // c2pnb176w1
          Map.entry("1.2.840.10045.3.0.5", 24), // c2tnb191v1
          Map.entry("1.2.840.10045.3.0.6", 24), // c2tnb191v2
          Map.entry("1.2.840.10045.3.0.7", 24), // c2tnb191v3
          Map.entry("1.2.840.10045.3.0.10", 26), // c2pnb208w1
          Map.entry("1.2.840.10045.3.0.11", 30), // c2tnb239v1
          Map.entry("1.2.840.10045.3.0.12", 30), // c2tnb239v2
          Map.entry("1.2.840.10045.3.0.13", 30), // c2tnb239v3
          Map.entry("1.2.840.10045.3.0.16", 34), // c2pnb272w1
          Map.entry("1.2.840.10045.3.0.17", 38), // c2pnb304w1
          Map.entry("1.2.840.10045.3.0.18", 45), // c2tnb359v1
          Map.entry("1.2.840.10045.3.0.19", 46), // c2pnb368w1
          Map.entry("1.2.840.10045.3.0.20", 54), // c2tnb431r1
          Map.entry("1.3.132.0.1", 21), // sect163k1
          Map.entry("1.3.132.0.2", 21), // sect163r1
          Map.entry("1.3.132.0.3", 30), // sect239k1
          Map.entry("1.3.132.0.15", 21), // sect163r2
          Map.entry("1.3.132.0.16", 36), // sect283k1
          Map.entry("1.3.132.0.17", 36), // sect283r1
          Map.entry("1.3.132.0.24", 25), // sect193r1
          Map.entry("1.3.132.0.25", 25), // sect193r2
          Map.entry("1.3.132.0.26", 30), // sect233k1
          Map.entry("1.3.132.0.27", 30), // sect233r1
          Map.entry("1.3.132.0.36", 52), // sect409k1
          Map.entry("1.3.132.0.37", 52), // sect409r1
          Map.entry("1.3.132.0.38", 72), // sect571k1
          Map.entry("1.3.132.0.39", 72)); // sect571r1

  private NamedCurves() {}

  /** The key, which is on a curve that is allowed. */
  public static PublicKey checked(PublicKey key) throws SmimeException {
    String curve = of(key);
    if (curve == null || !ALLOWED.containsKey(curve)) {
      throw new SmimeException.UnsupportedAlgorithm(
          curve == null ? Oids.EC_PUBLIC_KEY : curve, "elliptic curve keys on this curve");
    }
    return key;
  }

  /** The object identifier of the curve of a key, or null where there is none. */
  public static @Nullable String of(PublicKey key) throws SmimeException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      return null;
    }
    return of(AlgorithmId.ofKey(encoded));
  }

  /** The object identifier of the curve in parameters, or null where they do not name one. */
  public static @Nullable String of(AlgorithmId algorithm) {
    ASN1Encodable parameters = algorithm.parameters();
    return parameters instanceof ASN1ObjectIdentifier oid ? oid.getId() : null;
  }

  /** The object identifiers of all, in no order that counts. */
  public static Set<String> all() {
    return ALLOWED.keySet();
  }

  public static boolean allows(String curve) {
    return ALLOWED.containsKey(curve);
  }

  /** The length of a coordinate in octets. */
  public static int coordinateOctets(String curve) {
    return ALLOWED.getOrDefault(curve, 0);
  }
}
