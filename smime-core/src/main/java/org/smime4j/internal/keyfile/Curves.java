package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/** Elliptic curves that a key spells out instead of naming them, as old versions of OpenSSL did. */
public final class Curves {

  private static final List<String> NAMES =
      List.of(
          ("P-256 P-384 P-521 P-224 secp256k1 brainpoolP256r1 brainpoolP384r1 " + "brainpoolP512r1")
              .split(" "));

  private Curves() {}

  /**
   * The curve's object identifier, where the parameters name it or spell out one that has a name;
   * else the parameters as they are. Numbers are compared, nothing is computed with them.
   */
  static ASN1Encodable named(ASN1Encodable parameters) {
    if (parameters instanceof ASN1Sequence explicit && explicit.size() >= 5) {
      BigInteger prime =
          ASN1Integer.getInstance(ASN1Sequence.getInstance(explicit.getObjectAt(1)).getObjectAt(1))
              .getValue();
      ASN1Sequence curve = ASN1Sequence.getInstance(explicit.getObjectAt(2));
      BigInteger order = ASN1Integer.getInstance(explicit.getObjectAt(4)).getValue();
      for (String name : NAMES) {
        X9ECParameters known = ECNamedCurveTable.getByName(name);
        if (known.getN().equals(order)
            && known.getCurve().getField().getCharacteristic().equals(prime)
            && known.getCurve().getA().toBigInteger().equals(number(curve.getObjectAt(0)))
            && known.getCurve().getB().toBigInteger().equals(number(curve.getObjectAt(1)))
            && isPoint(explicit.getObjectAt(3), known.getG().getEncoded(true))) {
          return ECNamedCurveTable.getOID(name);
        }
      }
    }
    return parameters;
  }

  /** The named curve of the parameters. */
  static X9ECParameters parameters(ASN1Encodable parameters) throws Unreadable {
    X9ECParameters known =
        named(parameters) instanceof ASN1ObjectIdentifier curve ? byIdentifier(curve) : null;
    if (known == null) {
      throw Unreadable.unsupported("its elliptic curve is not one of the named curves");
    }
    return known;
  }

  /** Special arithmetic for a curve is five times as fast. */
  private static @Nullable X9ECParameters byIdentifier(ASN1ObjectIdentifier curve) {
    X9ECParameters custom = CustomNamedCurves.getByOID(curve);
    return custom != null ? custom : ECNamedCurveTable.getByOID(curve);
  }

  private static BigInteger number(ASN1Encodable octets) {
    return new BigInteger(1, ASN1OctetString.getInstance(octets).getOctets());
  }

  private static boolean isPoint(ASN1Encodable octets, byte[] compressed) {
    return Arrays.equals(compressed(ASN1OctetString.getInstance(octets).getOctets()), compressed);
  }

  /** SEC 1, 2.3.3: 04 x y and the hybrid 06/07 x y say no more than 02/03 x. */
  static byte[] compressed(byte[] point) {
    if (point.length % 2 == 0 || point.length < 3 || point[0] < 4) {
      return point;
    }
    byte[] compressed = Arrays.copyOf(point, 1 + point.length / 2);
    compressed[0] = (byte) (2 + (point[point.length - 1] & 1));
    return compressed;
  }
}
