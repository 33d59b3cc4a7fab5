package org.smime4j.settings;

/**
 * The signature schemes that the library can write (RFC 8551 section 2.2, RFC 4056, RFC 5753, RFC
 * 8419, RFC 8702, RFC 9688, RFC 9882, RFC 9814). Few programs can yet verify those with SHA-3,
 * SHAKE, ML-DSA or SLH-DSA.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum SignatureScheme {
  RSA_PKCS1_SHA256("RSA", "SHA-256", "rsa-pkcs1-sha256"),
  RSA_PKCS1_SHA384("RSA", "SHA-384", "rsa-pkcs1-sha384"),
  RSA_PKCS1_SHA512("RSA", "SHA-512", "rsa-pkcs1-sha512"),
  RSA_PKCS1_SHA3_256("RSA", "SHA3-256", "rsa-pkcs1-sha3-256"),
  RSA_PKCS1_SHA3_384("RSA", "SHA3-384", "rsa-pkcs1-sha3-384"),
  RSA_PKCS1_SHA3_512("RSA", "SHA3-512", "rsa-pkcs1-sha3-512"),
  RSA_PSS_SHA256("RSA", "SHA-256", "rsa-pss-sha256"),
  RSA_PSS_SHA384("RSA", "SHA-384", "rsa-pss-sha384"),
  RSA_PSS_SHA512("RSA", "SHA-512", "rsa-pss-sha512"),
  RSA_PSS_SHAKE128("RSA", "SHAKE128-256", "rsa-pss-shake128"),
  RSA_PSS_SHAKE256("RSA", "SHAKE256-512", "rsa-pss-shake256"),
  ECDSA_SHA256("EC", "SHA-256", "ecdsa-sha256"),
  ECDSA_SHA384("EC", "SHA-384", "ecdsa-sha384"),
  ECDSA_SHA512("EC", "SHA-512", "ecdsa-sha512"),
  ECDSA_SHA3_256("EC", "SHA3-256", "ecdsa-sha3-256"),
  ECDSA_SHA3_384("EC", "SHA3-384", "ecdsa-sha3-384"),
  ECDSA_SHA3_512("EC", "SHA3-512", "ecdsa-sha3-512"),
  ECDSA_SHAKE128("EC", "SHAKE128-256", "ecdsa-shake128"),
  ECDSA_SHAKE256("EC", "SHAKE256-512", "ecdsa-shake256"),
  /** Pure Ed25519. The message digest is SHA-512, as RFC 8419 requires. */
  ED25519("Ed25519", "SHA-512", "ed25519"),
  /**
   * Pure Ed448. The message digest is SHAKE256 with 64 octets, named id-shake256-len, as RFC 8419
   * requires.
   */
  ED448("Ed448", "SHAKE256-512", "ed448"),
  /** Pure ML-DSA (FIPS 204), with the message digest that every reader must support. */
  ML_DSA_44("ML-DSA-44", "SHA-512", "ml-dsa-44"),
  ML_DSA_65("ML-DSA-65", "SHA-512", "ml-dsa-65"),
  ML_DSA_87("ML-DSA-87", "SHA-512", "ml-dsa-87"),
  /**
   * Pure SLH-DSA (FIPS 205), like the eleven schemes below. S means small signatures, F means fast
   * signing.
   */
  SLH_DSA_SHA2_128S("SLH-DSA-SHA2-128S", "SHA-256", "slh-dsa-sha2-128s"),
  SLH_DSA_SHA2_128F("SLH-DSA-SHA2-128F", "SHA-256", "slh-dsa-sha2-128f"),
  SLH_DSA_SHA2_192S("SLH-DSA-SHA2-192S", "SHA-512", "slh-dsa-sha2-192s"),
  SLH_DSA_SHA2_192F("SLH-DSA-SHA2-192F", "SHA-512", "slh-dsa-sha2-192f"),
  SLH_DSA_SHA2_256S("SLH-DSA-SHA2-256S", "SHA-512", "slh-dsa-sha2-256s"),
  SLH_DSA_SHA2_256F("SLH-DSA-SHA2-256F", "SHA-512", "slh-dsa-sha2-256f"),
  SLH_DSA_SHAKE_128S("SLH-DSA-SHAKE-128S", "SHAKE128-256", "slh-dsa-shake-128s"),
  SLH_DSA_SHAKE_128F("SLH-DSA-SHAKE-128F", "SHAKE128-256", "slh-dsa-shake-128f"),
  SLH_DSA_SHAKE_192S("SLH-DSA-SHAKE-192S", "SHAKE256-512", "slh-dsa-shake-192s"),
  SLH_DSA_SHAKE_192F("SLH-DSA-SHAKE-192F", "SHAKE256-512", "slh-dsa-shake-192f"),
  SLH_DSA_SHAKE_256S("SLH-DSA-SHAKE-256S", "SHAKE256-512", "slh-dsa-shake-256s"),
  SLH_DSA_SHAKE_256F("SLH-DSA-SHAKE-256F", "SHAKE256-512", "slh-dsa-shake-256f");

  private final String keyType;
  private final String digest;
  private final String label;

  SignatureScheme(String keyType, String digest, String label) {
    this.keyType = keyType;
    this.digest = digest;
    this.label = label;
  }

  /**
   * Returns the type of key that this scheme needs: RSA, EC, or the name of the only scheme for
   * which the key can be used.
   */
  public String keyType() {
    return keyType;
  }

  /** Returns the name of the content digest in the Java Cryptography Architecture. */
  public String digest() {
    return digest;
  }

  /** Returns the name in reports, in lower case. */
  public String label() {
    return label;
  }
}
