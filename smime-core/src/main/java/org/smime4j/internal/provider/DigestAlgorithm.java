package org.smime4j.internal.provider;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.settings.SignatureScheme;

/**
 * Message digests (RFC 5754, RFC 9688, RFC 8702, RFC 3370). SHA-1 and MD5 exist so that old mail
 * can be judged.
 */
public enum DigestAlgorithm {
  MD2("1.2.840.113549.2.2", "MD2", 16, "md2", Strength.FORBIDDEN),
  MD4("1.2.840.113549.2.4", "MD4", 16, "md4", Strength.FORBIDDEN),
  MD5("1.2.840.113549.2.5", "MD5", 16, "md5", Strength.FORBIDDEN),
  SHA1("1.3.14.3.2.26", "SHA-1", 20, "sha-1", Strength.WEAK),
  /** As long as SHA-1, and read alone. */
  RIPEMD160("1.3.36.3.2.1", "RIPEMD160", 20, "ripemd160", Strength.WEAK),
  SHA224("2.16.840.1.101.3.4.2.4", "SHA-224", 28, "sha-224", Strength.SOUND),
  SHA256("2.16.840.1.101.3.4.2.1", "SHA-256", 32, "sha-256", Strength.SOUND),
  SHA384("2.16.840.1.101.3.4.2.2", "SHA-384", 48, "sha-384", Strength.SOUND),
  SHA512("2.16.840.1.101.3.4.2.3", "SHA-512", 64, "sha-512", Strength.SOUND),
  /** SHA-512 with another beginning, cut to 28 octets (RFC 8017, appendix B.1). */
  SHA512_224("2.16.840.1.101.3.4.2.5", "SHA-512/224", 28, "sha-512/224", Strength.SOUND),
  /** SHA-512 with another beginning, cut to 32 octets (RFC 8017, appendix B.1). */
  SHA512_256("2.16.840.1.101.3.4.2.6", "SHA-512/256", 32, "sha-512/256", Strength.SOUND),
  SHA3_224("2.16.840.1.101.3.4.2.7", "SHA3-224", 28, "sha3-224", Strength.SOUND),
  SHA3_256("2.16.840.1.101.3.4.2.8", "SHA3-256", 32, "sha3-256", Strength.SOUND),
  SHA3_384("2.16.840.1.101.3.4.2.9", "SHA3-384", 48, "sha3-384", Strength.SOUND),
  SHA3_512("2.16.840.1.101.3.4.2.10", "SHA3-512", 64, "sha3-512", Strength.SOUND),
  /** With 32 octets of output (RFC 8702 section 3.1). */
  SHAKE128("2.16.840.1.101.3.4.2.11", "SHAKE128-256", 32, "shake128", Strength.SOUND),
  /** With 64 octets of output (RFC 8702 section 3.1). */
  SHAKE256("2.16.840.1.101.3.4.2.12", "SHAKE256-512", 64, "shake256", Strength.SOUND);

  /** What a signature over the digest is worth. */
  public enum Strength {
    /** Not even computed. */
    FORBIDDEN,
    /** Integrity is shown, trust is not given. */
    WEAK,
    SOUND
  }

  private final String oid;
  private final String jcaName;
  private final int octets;
  private final String micalg;
  private final Strength strength;

  DigestAlgorithm(String oid, String jcaName, int octets, String micalg, Strength strength) {
    this.oid = oid;
    this.jcaName = jcaName;
    this.octets = octets;
    this.micalg = micalg;
    this.strength = strength;
  }

  /** The object identifier, dotted. */
  public String oid() {
    return oid;
  }

  /** The name in the Java Cryptography Architecture. */
  public String jcaName() {
    return jcaName;
  }

  /** The length of the digest in octets. */
  public int octets() {
    return octets;
  }

  /** The value of the micalg parameter (RFC 8551 section 3.5.3.2), and the name in reports. */
  public String micalg() {
    return micalg;
  }

  /** What a signature over the digest is worth. */
  public Strength strength() {
    return strength;
  }

  private static final Map<String, DigestAlgorithm> BY_OID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(DigestAlgorithm::oid, Function.identity()));

  private static final Map<String, DigestAlgorithm> BY_JCA_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(DigestAlgorithm::jcaName, Function.identity()));

  /** The digest of a signature that is not even checked; null if it may be. */
  public static @Nullable DigestAlgorithm forbidden(String oid) {
    return switch (oid) {
      case Oids.MD2_WITH_RSA, "1.3.14.3.2.24" -> MD2;
      case Oids.MD4_WITH_RSA, "1.3.14.3.2.2", "1.3.14.3.2.4" -> MD4;
      case Oids.MD5_WITH_RSA, "1.3.14.3.2.3", "1.3.14.3.2.25" -> MD5;
      default -> null;
    };
  }

  /** The digest over the content, of a signature by a scheme. */
  public static DigestAlgorithm of(SignatureScheme scheme) {
    return Objects.requireNonNull(BY_JCA_NAME.get(scheme.digest()));
  }

  /**
   * The digest with an object identifier; id-shake256-len is SHAKE256, and its parameter is not
   * looked at.
   */
  public static Optional<DigestAlgorithm> ofOid(String oid) {
    if (oid.equals(Oids.SHAKE256_LEN)) {
      return Optional.of(SHAKE256);
    }
    return Optional.ofNullable(BY_OID.get(oid));
  }
}
