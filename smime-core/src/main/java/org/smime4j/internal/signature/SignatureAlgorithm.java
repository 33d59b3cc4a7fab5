package org.smime4j.internal.signature;

import static org.bouncycastle.util.Arrays.areEqual;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.DSA;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.ECDSA;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.PURE;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.RSA_PKCS1;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.RSA_PSS;
import static org.smime4j.internal.signature.SignatureAlgorithm.Kind.RSA_PSS_SHAKE;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;

/**
 * What the signatureAlgorithm of a SignerInfo says: the signatures that are read.
 *
 * @param digest the digest that it names, or null where it leaves that to digestAlgorithm
 * @param mask the digest of the mask generation of RSASSA-PSS
 * @param salt the length of the salt of RSASSA-PSS
 * @param jcaName the name of a scheme over the message itself
 */
public record SignatureAlgorithm(
    Kind kind,
    @Nullable DigestAlgorithm digest,
    @Nullable DigestAlgorithm mask,
    int salt,
    String jcaName) {

  private static final String ROLE = "signatures";

  /** The AlgorithmIdentifier of rsaEncryption with its NULL. */
  private static final byte[] RSA_ENCRYPTION = Hex.decode("300d06092a864886f70d0101010500");

  /** Where it stands in a SubjectPublicKeyInfo whose length takes two octets, as of 2,048 bits. */
  private static final int ALGORITHM_AT = 4;

  enum Kind {
    RSA_PKCS1("rsa-pkcs1"),
    RSA_PSS("rsa-pss"),
    /** Without parameters, and with SHAKE for a mask (RFC 8702). */
    RSA_PSS_SHAKE("rsa-pss"),
    ECDSA("ecdsa"),
    DSA("dsa"),
    PURE("");

    final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private static final Map<String, SignatureAlgorithm> TABLE = table();

  private static Map<String, SignatureAlgorithm> table() {
    Map<String, SignatureAlgorithm> all = new HashMap<>();
    String pkcs1 = "1.2.840.113549.1.1.";
    String oiw = "1.3.14.3.2.";
    String nist = "2.16.840.1.101.3.4.3.";
    String pkix = "1.3.6.1.5.5.7.6.";
    all.put(Oids.RSA_ENCRYPTION, of(RSA_PKCS1, null));
    put(all, pkcs1, 5, RSA_PKCS1, "SHA1");
    put(all, pkcs1, 11, RSA_PKCS1, "SHA256 SHA384 SHA512 SHA224 SHA512_224 SHA512_256");
    put(all, oiw, 29, RSA_PKCS1, "SHA1");
    put(all, nist, 13, RSA_PKCS1, "SHA3_224 SHA3_256 SHA3_384 SHA3_512");
    put(all, pkix, 30, RSA_PSS_SHAKE, "SHAKE128 SHAKE256");
    // Some writers name the key here and leave the digest to digestAlgorithm.
    all.put(Oids.EC_PUBLIC_KEY, of(ECDSA, null));
    put(all, "1.2.840.10045.4.", 1, ECDSA, "SHA1");
    put(all, "1.2.840.10045.4.3.", 1, ECDSA, "SHA224 SHA256 SHA384 SHA512");
    put(all, nist, 9, ECDSA, "SHA3_224 SHA3_256 SHA3_384 SHA3_512");
    put(all, pkix, 32, ECDSA, "SHAKE128 SHAKE256");
    all.put(Oids.DSA, of(DSA, null));
    put(all, "1.2.840.10040.4.", 3, DSA, "SHA1");
    put(all, oiw, 27, DSA, "SHA1");
    put(all, nist, 1, DSA, "SHA224 SHA256 SHA384 SHA512");
    all.put(Oids.ED25519, pure("Ed25519"));
    all.put(Oids.ED448, pure("Ed448"));
    int last = 17;
    for (String set : List.of("44", "65", "87")) {
      all.put(nist + last++, pure("ML-DSA-" + set));
    }
    for (String hash : List.of("SHA2-", "SHAKE-")) {
      for (String set : List.of("128S", "128F", "192S", "192F", "256S", "256F")) {
        all.put(nist + last++, pure("SLH-DSA-" + hash + set));
      }
    }
    return all;
  }

  /** The digests have consecutive numbers below the arc. */
  private static void put(
      Map<String, SignatureAlgorithm> all, String arc, int first, Kind kind, String digests) {
    int last = first;
    for (String digest : digests.split(" ", -1)) {
      all.put(arc + last++, of(kind, DigestAlgorithm.valueOf(digest)));
    }
  }

  private static SignatureAlgorithm of(Kind kind, @Nullable DigestAlgorithm digest) {
    return kind == RSA_PSS_SHAKE && digest != null
        ? new SignatureAlgorithm(kind, digest, digest, digest.octets(), "")
        : new SignatureAlgorithm(kind, digest, null, 0, "");
  }

  private static SignatureAlgorithm pure(String jcaName) {
    return new SignatureAlgorithm(PURE, null, null, 0, jcaName);
  }

  /** The object identifier of the signatures of a kind with a digest, or of a scheme of its own. */
  static String oidOf(Kind kind, DigestAlgorithm digest, String jcaName) {
    SignatureAlgorithm wanted = kind == PURE ? pure(jcaName) : of(kind, digest);
    for (Map.Entry<String, SignatureAlgorithm> entry : TABLE.entrySet()) {
      if (entry.getValue().equals(wanted)) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(jcaName);
  }

  /** The scheme of a key that has but one, by the object identifier of its SubjectPublicKeyInfo. */
  static @Nullable String nameOf(String oid) {
    SignatureAlgorithm known = TABLE.get(oid);
    return known != null && known.kind == PURE ? known.jcaName : null;
  }

  /** Reads one. */
  public static SignatureAlgorithm parse(byte[] signatureAlgorithm) throws SmimeException {
    return of(AlgorithmId.parse(signatureAlgorithm, "signatureAlgorithm"));
  }

  /**
   * The algorithm of a certificate, a CRL or an OCSP response, which has no other field to name the
   * digest in.
   */
  static SignatureAlgorithm withDigest(AlgorithmId algorithm) throws SmimeException {
    SignatureAlgorithm known = of(algorithm);
    if (known.digest == null && known.kind != PURE) {
      throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), ROLE);
    }
    return known;
  }

  private static SignatureAlgorithm of(AlgorithmId algorithm) throws SmimeException {
    if (algorithm.oid().equals(Oids.RSASSA_PSS)) {
      return pss(algorithm);
    }
    SignatureAlgorithm known = TABLE.get(algorithm.oid());
    if (known == null) {
      throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), ROLE);
    }
    if (known.kind != DSA && !algorithm.oid().equals(Oids.EC_PUBLIC_KEY)) {
      algorithm.requireNoParameters("signatureAlgorithm");
    }
    return known;
  }

  /** A digestAlgorithm that signatures may have; of a signature algorithm, its digest. */
  static DigestAlgorithm digest(byte[] digestAlgorithm) throws SmimeException {
    AlgorithmId algorithm = AlgorithmId.parse(digestAlgorithm, "digestAlgorithm");
    DigestAlgorithm ofSignature = digestOf(algorithm.oid());
    if (ofSignature == null || ofSignature.strength() == DigestAlgorithm.Strength.FORBIDDEN) {
      return digest(algorithm);
    }
    algorithm.requireNoParameters("digestAlgorithm");
    return ofSignature;
  }

  /**
   * The digest that the identifier of a signature algorithm fixes; null for any other identifier.
   */
  static @Nullable DigestAlgorithm digestOf(String oid) {
    SignatureAlgorithm known = TABLE.get(oid);
    return known == null ? DigestAlgorithm.forbidden(oid) : known.digest;
  }

  private static DigestAlgorithm digest(AlgorithmId algorithm) throws SmimeException {
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(algorithm.oid())
            .orElseThrow(
                () -> new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "message digests"));
    if (digest.strength() == DigestAlgorithm.Strength.FORBIDDEN) {
      throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), ROLE);
    }
    if (algorithm.oid().equals(Oids.SHAKE256_LEN)) {
      // What RFC 8419, section 3.1, demands for Ed448: the same digest with its length, in bits,
      // beside it.
      if (smallInteger(algorithm.parameters(), "digestAlgorithm") != digest.octets() * 8) {
        throw new SmimeException.UnsupportedAlgorithm(
            algorithm.oid(), "message digests of this length");
      }
      return digest;
    }
    algorithm.requireNoParameters("digestAlgorithm");
    return digest;
  }

  /** Whether the signature can only be checked over the message itself, not over a digest of it. */
  boolean isOverMessage() {
    return kind == PURE;
  }

  /** Whether digestAlgorithm names the digest that this names (threats C3). */
  boolean agreesWith(byte[] digestAlgorithm) throws SmimeException {
    return kind == PURE || digest == null || digest == digest(digestAlgorithm);
  }

  /**
   * Whether a key of RSA may make such signatures, by the algorithm of its SubjectPublicKeyInfo:
   * one that is marked for a scheme makes no other, and the parameters that it has bind (RFC 4055
   * section 3.3).
   */
  boolean allows(AlgorithmId ofKey) throws SmimeException {
    return switch (ofKey.oid()) {
      case Oids.RSA_ENCRYPTION, Oids.RSA_OF_X509 -> true;
      case Oids.RSASSA_PSS -> kind == RSA_PSS && (ofKey.parametersAreEmpty() || isAs(pss(ofKey)));
      default -> kind == RSA_PSS_SHAKE && this.equals(TABLE.get(ofKey.oid()));
    };
  }

  /** Whether any is for a key: one of RSA, of a usual size, that is marked for no scheme. */
  static boolean isAnyForKey(byte[] subjectPublicKeyInfo) {
    int end = ALGORITHM_AT + RSA_ENCRYPTION.length;
    return subjectPublicKeyInfo.length > end
        && areEqual(
            subjectPublicKeyInfo, ALGORITHM_AT, end, RSA_ENCRYPTION, 0, RSA_ENCRYPTION.length);
  }

  private boolean isAs(SignatureAlgorithm bound) {
    return digest == bound.digest && mask == bound.mask && salt >= bound.salt;
  }

  /** The digest of the mask generation, which RSASSA-PSS has. */
  DigestAlgorithm requireMask() {
    if (mask == null) {
      throw new IllegalStateException("has no mask");
    }
    return mask;
  }

  /** The name in reports. */
  String label(byte[] digestAlgorithm) throws SmimeException {
    if (kind == PURE) {
      return jcaName.toLowerCase(Locale.ROOT);
    }
    DigestAlgorithm named = digest != null ? digest : digest(digestAlgorithm);
    return kind.label + '-' + named.micalg().replace("sha-", "sha");
  }

  /**
   * RSASSA-PSS-params (RFC 4055 section 3.1): each part has a default, none may be of another kind.
   */
  private static SignatureAlgorithm pss(AlgorithmId algorithm) throws SmimeException {
    String where = "RSASSA-PSS-params";
    DigestAlgorithm digest = DigestAlgorithm.SHA1;
    DigestAlgorithm mask = DigestAlgorithm.SHA1;
    int salt = 20;
    int last = -1;
    for (ASN1Encodable element : algorithm.parameterSequence(where)) {
      if (!(element.toASN1Primitive() instanceof ASN1TaggedObject tagged)
          || !tagged.isExplicit()
          || tagged.getTagNo() <= last) {
        throw new SmimeException.Malformed(where, -1, "the fields are not those of the standard");
      }
      last = tagged.getTagNo();
      ASN1Encodable value = tagged.getExplicitBaseObject();
      switch (last) {
        case 0 -> digest = digest(AlgorithmId.of(value, where));
        case 1 -> {
          AlgorithmId function = AlgorithmId.of(value, where);
          if (!function.oid().equals(Oids.MGF1)) {
            throw new SmimeException.UnsupportedAlgorithm(function.oid(), "mask generation");
          }
          mask = digest(AlgorithmId.of(function.parameters(), where));
        }
        case 2 -> salt = smallInteger(value, where);
        case 3 -> {
          if (smallInteger(value, where) != 1) {
            throw new SmimeException.Malformed(where, -1, "the trailer field is not 1");
          }
        }
        default ->
            throw new SmimeException.Malformed(
                where, -1, "the fields are not those of the standard");
      }
    }
    return new SignatureAlgorithm(RSA_PSS, digest, mask, salt, "");
  }

  private static int smallInteger(@Nullable ASN1Encodable value, String where) throws Malformed {
    if (value != null && value.toASN1Primitive() instanceof ASN1Integer integer) {
      BigInteger number = integer.getValue();
      if (number.signum() >= 0 && number.bitLength() <= 16) {
        return number.intValue();
      }
    }
    throw new SmimeException.Malformed(where, -1, "not a small number");
  }
}
