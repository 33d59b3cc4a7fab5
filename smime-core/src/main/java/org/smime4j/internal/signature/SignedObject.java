package org.smime4j.internal.signature;

import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.names.AlgorithmNames;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.NamedCurves;

/**
 * A SEQUENCE of what is signed, the algorithm and the signature, as X.509 has it for certificates,
 * CRLs and OCSP responses. What is signed counts as it was received. The algorithm is one of those
 * that signatures of messages may have; by any other the signature is not checked.
 */
public final class SignedObject {

  private final ArrayOctets signed;
  private final AlgorithmId algorithm;
  private final byte[] signature;
  private final @Nullable SignatureAlgorithm scheme;
  private final @Nullable Finding unsupported;

  private SignedObject(ArrayOctets signed, AlgorithmId algorithm, byte[] signature) {
    this.signed = signed;
    this.algorithm = algorithm;
    this.signature = signature;
    SignatureAlgorithm known = null;
    Finding reason = null;
    try {
      known = SignatureAlgorithm.withDigest(algorithm);
    } catch (UnsupportedAlgorithm e) {
      reason = unsupported(e);
    } catch (SmimeException e) {
      reason =
          new Finding(
              Finding.Code.UNSUPPORTED_ALGORITHM,
              "{0} with parameters that are not its own",
              algorithm.oid());
    }
    this.scheme = known;
    this.unsupported = reason;
  }

  /** Takes the first three elements of a SEQUENCE; what follows them is not signed. */
  public static SignedObject of(byte[] encoded, String where) throws Malformed {
    List<Tlv> parts = Tlv.of(encoded, where).children(where);
    if (parts.size() < 3 || parts.get(2).tag() != 0x03) {
      throw new SmimeException.Malformed(where, 0, "has no signature");
    }
    byte[] bitString = parts.get(2).value();
    if (bitString.length < 2 || bitString[0] != 0) {
      throw new SmimeException.Malformed(
          where, parts.get(2).start(), "the signature is no string of octets");
    }
    return new SignedObject(
        parts.get(0).octets(),
        AlgorithmId.parse(parts.get(1).raw(), where),
        Arrays.copyOfRange(bitString, 1, bitString.length));
  }

  /**
   * The same for a certificate or a CRL. Among what is signed they name their algorithm once more,
   * and it must be the same one (RFC 5280 sections 4.1.1.2 and 5.1.1.2).
   */
  public static SignedObject namedTwice(byte[] encoded, String where) throws Malformed {
    SignedObject object = of(encoded, where);
    for (Tlv field : Tlv.of(encoded, where).children(where).get(0).children(where)) {
      if (field.tag() == 0x30) {
        // Before the first SEQUENCE stand numbers alone.
        if (!object.algorithm.isSame(AlgorithmId.parse(field.raw(), where))) {
          throw new SmimeException.Malformed(
              where, field.start(), "names two signature algorithms");
        }
        return object;
      }
    }
    throw new SmimeException.Malformed(where, 0, "names no signature algorithm inside");
  }

  /** The digest by which nothing is even checked, such as MD5. */
  public Optional<String> forbidden() {
    return Optional.ofNullable(DigestAlgorithm.forbidden(algorithm.oid()))
        .map(DigestAlgorithm::jcaName);
  }

  /**
   * What about the signature, or about the key of who should have made it, is not supported, so
   * that nothing can be said.
   */
  public Optional<Finding> unsupported(PublicKey key) {
    if (scheme == null) {
      return Optional.ofNullable(unsupported);
    }
    try {
      if (key instanceof ECKey && scheme.kind() == SignatureAlgorithm.Kind.ECDSA) {
        NamedCurves.checked(key);
      }
      return Optional.empty();
    } catch (UnsupportedAlgorithm e) {
      return Optional.of(unsupported(e));
    } catch (SmimeException | RuntimeException e) {
      return Optional.of(
          new Finding(Finding.Code.UNSUPPORTED_ALGORITHM, "a key that cannot be read"));
    }
  }

  private static Finding unsupported(UnsupportedAlgorithm e) {
    return new Finding(Finding.Code.UNSUPPORTED_ALGORITHM, "{0}", AlgorithmNames.spelt(e.oid()));
  }

  /** The digest that the signature rests on, where it is weak. */
  public Optional<String> weakDigest() {
    return Optional.ofNullable(scheme)
        .map(SignatureAlgorithm::digest)
        .filter(digest -> digest.strength() != DigestAlgorithm.Strength.SOUND)
        .map(DigestAlgorithm::jcaName);
  }

  /**
   * Whether the key made the signature; false as well for a key that costs too much, and where
   * nothing can be said.
   */
  public boolean isSignedBy(PublicKey key) {
    if (scheme == null || !SignatureCheck.isAffordable(key)) {
      return false;
    }
    try {
      return SignatureCheck.verify(key, scheme, signed, signature);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
