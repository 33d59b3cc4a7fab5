package org.smime4j.internal.recipient;

import java.security.PublicKey;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.NamedCurves;
import org.smime4j.internal.signature.Certificates;

/**
 * The sender's ephemeral key of a KeyAgreeRecipientInfo (RFC 5652 section 6.2.2). Which curve it is
 * on, the recipient's key says; a sender that names one must name the same.
 *
 * @param oid id-ecPublicKey, id-X25519 or id-X448
 * @param curve the curve that the sender names, or null
 * @param key the public key as it stands in the BIT STRING
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record OriginatorKey(String oid, @Nullable String curve, byte[] key) {

  private static final String WHERE = "originatorKey";
  private static final int ORIGINATOR_PUBLIC_KEY = 0xa1;

  /** Reads OriginatorIdentifierOrKey. */
  static OriginatorKey parse(byte[] originator) throws SmimeException {
    if (originator.length < 2 || (originator[0] & 0xff) != ORIGINATOR_PUBLIC_KEY) {
      throw new SmimeException.UnsupportedAlgorithm(
          "static-static Diffie-Hellman", "key agreement");
    }
    byte[] sequence = originator.clone();
    sequence[0] = 0x30;
    ASN1Sequence parts = AlgorithmId.sequence(sequence, WHERE);
    if (parts.size() != 2
        || !(parts.getObjectAt(1).toASN1Primitive() instanceof ASN1BitString bits)
        || bits.getPadBits() != 0) {
      throw new SmimeException.Malformed(WHERE, -1, "not an OriginatorPublicKey");
    }
    AlgorithmId algorithm = AlgorithmId.of(parts.getObjectAt(0), WHERE);
    String curve = null;
    switch (algorithm.oid()) {
      case Oids.EC_PUBLIC_KEY -> {
        curve = NamedCurves.of(algorithm);
        if (curve == null && !algorithm.parametersAreEmpty()) {
          throw new SmimeException.UnsupportedAlgorithm(
              Oids.EC_PUBLIC_KEY, "a curve spelt out by the sender");
        }
      }
      case Oids.X25519, Oids.X448 -> algorithm.requireNoParameters(WHERE);
      default -> throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "key agreement");
    }
    return new OriginatorKey(algorithm.oid(), curve, bits.getBytes());
  }

  /** Object identifiers of the curves that it may be on, always in one order. */
  List<String> curves() {
    if (!oid.equals(Oids.EC_PUBLIC_KEY)) {
      return List.of(oid);
    }
    return curve != null
        ? List.of(curve)
        : NamedCurves.all().stream().filter(this::hasCoordinatesOf).sorted().toList();
  }

  /** Whether it could agree with a recipient's key: of the same kind, and on the same curve. */
  boolean fits(AlgorithmId recipient) {
    if (!recipient.oid().equals(oid)) {
      return false;
    }
    if (!oid.equals(Oids.EC_PUBLIC_KEY)) {
      return true;
    }
    String its = NamedCurves.of(recipient);
    return its != null
        && NamedCurves.allows(its)
        && (curve == null ? hasCoordinatesOf(its) : curve.equals(its));
  }

  private boolean hasCoordinatesOf(String itsCurve) {
    int octets = NamedCurves.coordinateOctets(itsCurve);
    return key.length == 1 + 2 * octets || key.length == 1 + octets;
  }

  /** The key as a point of the recipient's curve; one that is not on it is malformed (A16). */
  PublicKey on(AlgorithmId recipient) throws SmimeException {
    // Neither infinity nor hybrid forms, which RFC 5480 section 2.2 forbids.
    if (oid.equals(Oids.EC_PUBLIC_KEY) && (key.length == 0 || key[0] < 2 || key[0] > 4)) {
      throw new SmimeException.Malformed(
          WHERE, -1, "neither a compressed nor an uncompressed point");
    }
    AlgorithmIdentifier algorithm =
        recipient.parameters() == null
            ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid))
            : new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), recipient.parameters());
    return Certificates.publicKey(AlgorithmId.der(new SubjectPublicKeyInfo(algorithm, key)));
  }
}
