package org.smime4j.internal.signature;

import java.security.PublicKey;
import java.security.interfaces.DSAParams;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.Tlv;

/**
 * What kind of public key a SubjectPublicKeyInfo holds, and how large its numbers are. Nothing is
 * decoded for it, since decoding is work: Bouncy Castle raises the number of a DSA or DH key to the
 * power of q, which for 16,384 bits takes seconds.
 *
 * @param modulus bits of n, of the longest number of the parameters, or of a coordinate; 0 where
 *     the kind has but one size
 * @param exponent bits of e or of q; 0 where there is none
 */
public record KeySize(Kind kind, int modulus, int exponent) {

  /** Kinds of keys, by what working with them costs. */
  public enum Kind {
    RSA,
    DSA,
    DH,
    /** On one of the curves for which there is arithmetic of their own. */
    EC,
    /** On another curve that is named. */
    OTHER_EC,
    /** On a curve of X9.62 over a binary field, whose numbers are found out each time. */
    BINARY_EC,
    /** Of an algorithm whose keys all have one size, or nearly. */
    FIXED,
    /** The same, and a signature is checked by ten thousands of hashes, or by two algorithms. */
    SLOW,
    /** An algorithm, or parameters, with which nothing is done. */
    UNKNOWN
  }

  private static final int MOST_RSA_BITS = 16_384;

  /** With an exponent as long as the modulus one check takes more than a second. */
  private static final int MOST_AFFORDABLE_RSA_EXPONENT_BITS = 64;

  private static final int MOST_DSA_BITS = 4096;

  /** FIPS 186-4 ends at 256, libgcrypt at 512. */
  private static final int MOST_SUBGROUP_BITS = 512;

  /** The largest named curve has 571. */
  private static final int MOST_COORDINATE_BITS = 576;

  /** ML-DSA-87 beside RSA of 4096 bits has some less. */
  private static final int MOST_FIXED_OCTETS = 3_200;

  private static final String WHERE = "SubjectPublicKeyInfo";

  private static final Set<String> FIXED =
      Set.of(
          Oids.ED25519,
          Oids.ED448,
          Oids.X25519,
          Oids.X448,
          Oids.ML_KEM_512,
          Oids.ML_KEM_768,
          Oids.ML_KEM_1024);

  /** Of prime fields of special form. */
  private static final Set<String> FAST_CURVES =
      Set.of(
          Oids.P256,
          Oids.P384,
          Oids.P521,
          "1.2.840.10045.3.1.1", // P-192
          "1.3.132.0.33", // P-224
          "1.3.132.0.10"); // secp256k1

  static final String X962_BINARY = "1.2.840.10045.3.0.";

  static final KeySize UNKNOWN = new KeySize(Kind.UNKNOWN, 0, 0);

  /** Reads one; octets after it are not looked at. */
  public static KeySize of(byte[] subjectPublicKeyInfo) throws Malformed {
    List<Tlv> parts = Tlv.of(subjectPublicKeyInfo, WHERE).children(WHERE);
    if (parts.size() != 2 || parts.get(0).tag() != 0x30 || parts.get(1).tag() != 0x03) {
      throw malformed();
    }
    List<Tlv> algorithm = parts.get(0).children(WHERE);
    if (algorithm.isEmpty() || algorithm.get(0).tag() != 0x06) {
      throw malformed();
    }
    Tlv oid = algorithm.get(0);
    Tlv parameters = algorithm.size() < 2 ? null : algorithm.get(1);
    Tlv key = parts.get(1);
    String name = oid.objectIdentifier();
    if (name == null || key.end() - key.content() < 2) {
      throw malformed();
    }
    return switch (name) {
      case Oids.RSA_ENCRYPTION, Oids.RSASSA_PSS, Oids.RSAES_OAEP, Oids.RSA_OF_X509 -> {
        List<Tlv> numbers = inside(key).children(WHERE);
        yield new KeySize(Kind.RSA, bits(numbers, 0), bits(numbers, 1));
      }
      case Oids.DSA, Oids.DSA_OIW -> group(Kind.DSA, parameters, 1, key);
      case Oids.DH_X942 -> group(Kind.DH, parameters, 2, key);
      case Oids.DH_PKCS3 -> group(Kind.DH, parameters, -1, key);
      case Oids.EC_PUBLIC_KEY, Oids.EC_DH, Oids.EC_MQV -> curve(parameters, key);
      default -> isFixed(name, key) ? new KeySize(speed(name), 0, 0) : UNKNOWN;
    };
  }

  /** The same of a key that was decoded. */
  public static KeySize of(PublicKey key) throws Malformed {
    if (key instanceof RSAPublicKey rsa) {
      return new KeySize(
          Kind.RSA, rsa.getModulus().bitLength(), rsa.getPublicExponent().bitLength());
    }
    if (key instanceof DSAPublicKey dsa) {
      DSAParams group = dsa.getParams();
      return group == null
          ? new KeySize(Kind.DSA, dsa.getY().bitLength(), 0)
          : new KeySize(Kind.DSA, group.getP().bitLength(), group.getQ().bitLength());
    }
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw malformed();
    }
    return of(encoded);
  }

  /** Whether the key may be decoded: its kind is known, and its numbers have a usual size. */
  public boolean isReadable() {
    return switch (kind) {
      case RSA -> modulus <= MOST_RSA_BITS && exponent <= MOST_RSA_BITS;
      case DSA -> modulus <= MOST_DSA_BITS && exponent <= MOST_SUBGROUP_BITS;
      // Of a safe prime Bouncy Castle asks for a symbol and not for a power.
      case DH ->
          modulus <= MOST_DSA_BITS && (exponent <= MOST_SUBGROUP_BITS || exponent == modulus - 1);
      case EC, OTHER_EC, BINARY_EC -> modulus <= MOST_COORDINATE_BITS;
      case FIXED, SLOW -> true;
      case UNKNOWN -> false;
    };
  }

  /** Whether a signature is checked by a stranger's key, if the budget of work allows it. */
  public boolean isAffordable() {
    return isReadable() && (kind != Kind.RSA || exponent <= MOST_AFFORDABLE_RSA_EXPONENT_BITS);
  }

  /** An RSA key by which nothing is checked, as a part of a sentence; null for any other key. */
  public @Nullable Finding tooLarge() {
    return kind != Kind.RSA || isAffordable()
        ? null
        : new Finding(
            Finding.Code.UNSUPPORTED_ALGORITHM,
            "an RSA key of {0} bits with an exponent of {1} bits",
            modulus,
            exponent);
  }

  private static boolean isFixed(String oid, Tlv key) {
    return key.end() - key.content() <= MOST_FIXED_OCTETS
        && (FIXED.contains(oid) || SignatureAlgorithm.nameOf(oid) != null);
  }

  private static Kind speed(String oid) {
    String name = SignatureAlgorithm.nameOf(oid);
    return name != null && name.startsWith("SLH-DSA") ? Kind.SLOW : Kind.FIXED;
  }

  private static Tlv inside(Tlv bitString) throws Malformed {
    return Tlv.at(bitString.array(), bitString.content() + 1, bitString.end(), WHERE);
  }

  /** Parameters of their own that are absent, or NULL, are those of the issuer. */
  private static KeySize group(Kind kind, @Nullable Tlv parameters, int subgroup, Tlv key)
      throws Malformed {
    int modulus = bits(inside(key));
    int exponent = 0;
    if (parameters != null && parameters.tag() == 0x30) {
      List<Tlv> numbers = parameters.children(WHERE);
      for (Tlv number : numbers) {
        modulus = Math.max(modulus, number.tag() == 0x02 ? bits(number) : 0);
      }
      exponent = subgroup < 0 ? 0 : bits(numbers, subgroup);
    }
    return new KeySize(kind, modulus, exponent);
  }

  /** What a curve is that the sender spells out costs more to find out than any signature on it. */
  private static KeySize curve(@Nullable Tlv parameters, Tlv key) {
    if (parameters == null || parameters.tag() != 0x06) {
      return UNKNOWN;
    }
    int octets = key.end() - key.content() - 2;
    boolean isCompressed = key.array()[key.content() + 1] < 4;
    return new KeySize(kind(parameters), 8 * (isCompressed ? octets : octets / 2), 0);
  }

  private static Kind kind(Tlv curve) {
    String oid = curve.objectIdentifier();
    if (oid == null) {
      return Kind.UNKNOWN;
    }
    return FAST_CURVES.contains(oid)
        ? Kind.EC
        : oid.startsWith(X962_BINARY) ? Kind.BINARY_EC : Kind.OTHER_EC;
  }

  private static int bits(List<Tlv> numbers, int index) throws Malformed {
    if (index >= numbers.size()) {
      throw malformed();
    }
    return bits(numbers.get(index));
  }

  /** The bits of an INTEGER, as a positive number: some writers lose the leading zero. */
  private static int bits(Tlv number) throws Malformed {
    if (number.tag() != 0x02) {
      throw malformed();
    }
    int first = number.content();
    while (first < number.end() && number.array()[first] == 0) {
      first++;
    }
    return first == number.end()
        ? 0
        : 8 * (number.end() - first)
            - Integer.numberOfLeadingZeros(number.array()[first] & 0xff)
            + 24;
  }

  private static Malformed malformed() {
    return new SmimeException.Malformed(WHERE, -1, "not a public key of its algorithm");
  }
}
