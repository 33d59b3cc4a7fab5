package org.smime4j.internal.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.ObjectIdentifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.asn1.TlvScan;

/** An AlgorithmIdentifier (RFC 5280 section 4.1.1.2) as it was received. */
public record AlgorithmId(String oid, @Nullable ASN1Primitive parameters) {

  /** Reads one; what else the octets hold is an error. */
  public static AlgorithmId parse(byte[] encoded, String where) throws Malformed {
    AlgorithmId known = plain(encoded);
    if (known == null && encoded.length == Pss.LENGTH) {
      known = Pss.AS_WRITTEN.get(ByteBuffer.wrap(encoded));
    }
    return known == null ? of(sequence(encoded, where), where) : known;
  }

  /**
   * RSASSA-PSS as it is usually written, read once: a message asks for it several times, and its
   * parameters are some fifty objects.
   */
  private static final class Pss {
    static final int LENGTH = 67;
    static final Map<ByteBuffer, AlgorithmId> AS_WRITTEN =
        Stream.of(DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512)
            .map(AlgorithmId::pss)
            .collect(Collectors.toUnmodifiableMap(ByteBuffer::wrap, Pss::read));

    private static AlgorithmId read(byte[] der) {
      ASN1Sequence sequence = sequenceOf(der);
      return new AlgorithmId(Oids.RSASSA_PSS, sequence.getObjectAt(1).toASN1Primitive());
    }
  }

  /** RSASSA-PSS with one digest, and a salt of its length (RFC 4056, section 3). */
  public static byte[] pss(DigestAlgorithm digest) {
    AlgorithmIdentifier hash =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest.oid()), DERNull.INSTANCE);
    return der(
        Oids.RSASSA_PSS,
        new RSASSAPSSparams(
            hash,
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), hash),
            new ASN1Integer(digest.octets()),
            new ASN1Integer(1)));
  }

  /** One with short lengths, and no parameters or NULL, as nearly all are; else null. */
  private static @Nullable AlgorithmId plain(byte[] encoded) {
    int length = encoded.length;
    if (length < 5
        || length > 127
        || encoded[0] != 0x30
        || encoded[1] != length - 2
        || encoded[2] != 0x06
        || encoded[3] < 1) {
      return null;
    }
    int end = 4 + encoded[3];
    boolean isNull = end + 2 == length && encoded[end] == 0x05 && encoded[end + 1] == 0;
    if (end != length && !isNull) {
      return null;
    }
    String oid = ObjectIdentifier.dotted(encoded, 4, end);
    return oid == null ? null : new AlgorithmId(oid, isNull ? DERNull.INSTANCE : null);
  }

  /** One that is part of a structure. */
  public static AlgorithmId of(@Nullable ASN1Encodable part, String where) throws Malformed {
    if (part == null
        || !(part.toASN1Primitive() instanceof ASN1Sequence sequence)
        || sequence.size() < 1
        || sequence.size() > 2
        || !(sequence.getObjectAt(0).toASN1Primitive() instanceof ASN1ObjectIdentifier oid)) {
      throw new SmimeException.Malformed(where, -1, "not an AlgorithmIdentifier");
    }
    return new AlgorithmId(
        oid.getId(), sequence.size() == 1 ? null : sequence.getObjectAt(1).toASN1Primitive());
  }

  /** That of a SubjectPublicKeyInfo. */
  public static AlgorithmId ofKey(byte[] subjectPublicKeyInfo) throws Malformed {
    String where = "SubjectPublicKeyInfo";
    return of(sequence(subjectPublicKeyInfo, where).getObjectAt(0), where);
  }

  /** The parameters as they were received; in DER where what was received has no length. */
  public byte[] parameterOctets(byte[] received, String where) throws Malformed {
    boolean definite = (received[1] & 0xff) != 0x80;
    return definite
        ? Tlv.of(received, where).children(where).get(1).raw()
        : der(Objects.requireNonNull(parameters));
  }

  /** Fails if there are parameters other than NULL. */
  public void requireNoParameters(String where) throws Malformed {
    if (!parametersAreEmpty()) {
      throw new SmimeException.Malformed(where, -1, "parameters where none are due");
    }
  }

  /** Whether both are one algorithm; NULL is as good as no parameters. */
  public boolean isSame(AlgorithmId other) {
    boolean isEmpty = parametersAreEmpty() && other.parametersAreEmpty();
    return oid.equals(other.oid) && (isEmpty || Objects.equals(parameters, other.parameters));
  }

  /** Whether there are no parameters, or NULL. */
  public boolean parametersAreEmpty() {
    return parameters == null || parameters instanceof ASN1Null;
  }

  /** The parameters, which must be a SEQUENCE. */
  public ASN1Sequence parameterSequence(String where) throws Malformed {
    if (parameters instanceof ASN1Sequence sequence) {
      return sequence;
    }
    throw new SmimeException.Malformed(where, -1, "the parameters are not a SEQUENCE");
  }

  /** Octets that hold one SEQUENCE and nothing after it. */
  public static ASN1Sequence sequence(byte[] encoded, String where) throws Malformed {
    try {
      if (TlvScan.parse(encoded, where) instanceof ASN1Sequence sequence) {
        sequence.size();
        return sequence;
      }
    } catch (SmimeException | RuntimeException e) {
      // Said below: what Bouncy Castle says is not for our callers.
    }
    throw new SmimeException.Malformed(where, -1, "not a SEQUENCE");
  }

  /** The DER of a SEQUENCE that we made, as a value. */
  public static ASN1Sequence sequenceOf(byte[] der) {
    return ASN1Sequence.getInstance(der);
  }

  public static byte[] der(String oid) {
    return der(new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid)));
  }

  public static byte[] derWithNull(String oid) {
    return der(oid, DERNull.INSTANCE);
  }

  public static byte[] der(String oid, ASN1Encodable parameters) {
    return der(new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters));
  }

  public static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new AssertionError("writes to memory", e);
    }
  }
}
