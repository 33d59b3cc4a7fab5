package org.smime4j;

/**
 * The signatures that are written (RFC 8551 section 2.2, RFC 4056, RFC 5753, RFC 8419, RFC 8702,
 * RFC 9688, RFC 9882, RFC 9814). Those of SHA-3, SHAKE, ML-DSA and SLH-DSA are read by few programs
 * yet.
 */
public enum SignatureScheme {
  RSA_PKCS1_SHA256("RSA", DigestAlgorithm.SHA256, "rsa-pkcs1-sha256"),
  RSA_PKCS1_SHA384("RSA", DigestAlgorithm.SHA384, "rsa-pkcs1-sha384"),
  RSA_PKCS1_SHA512("RSA", DigestAlgorithm.SHA512, "rsa-pkcs1-sha512"),
  RSA_PKCS1_SHA3_256("RSA", DigestAlgorithm.SHA3_256, "rsa-pkcs1-sha3-256"),
  RSA_PKCS1_SHA3_384("RSA", DigestAlgorithm.SHA3_384, "rsa-pkcs1-sha3-384"),
  RSA_PKCS1_SHA3_512("RSA", DigestAlgorithm.SHA3_512, "rsa-pkcs1-sha3-512"),
  RSA_PSS_SHA256("RSA", DigestAlgorithm.SHA256, "rsa-pss-sha256"),
  RSA_PSS_SHA384("RSA", DigestAlgorithm.SHA384, "rsa-pss-sha384"),
  RSA_PSS_SHA512("RSA", DigestAlgorithm.SHA512, "rsa-pss-sha512"),
  RSA_PSS_SHAKE128("RSA", DigestAlgorithm.SHAKE128, "rsa-pss-shake128"),
  RSA_PSS_SHAKE256("RSA", DigestAlgorithm.SHAKE256, "rsa-pss-shake256"),
  ECDSA_SHA256("EC", DigestAlgorithm.SHA256, "ecdsa-sha256"),
  ECDSA_SHA384("EC", DigestAlgorithm.SHA384, "ecdsa-sha384"),
  ECDSA_SHA512("EC", DigestAlgorithm.SHA512, "ecdsa-sha512"),
  ECDSA_SHA3_256("EC", DigestAlgorithm.SHA3_256, "ecdsa-sha3-256"),
  ECDSA_SHA3_384("EC", DigestAlgorithm.SHA3_384, "ecdsa-sha3-384"),
  ECDSA_SHA3_512("EC", DigestAlgorithm.SHA3_512, "ecdsa-sha3-512"),
  ECDSA_SHAKE128("EC", DigestAlgorithm.SHAKE128, "ecdsa-shake128"),
  ECDSA_SHAKE256("EC", DigestAlgorithm.SHAKE256, "ecdsa-shake256"),
  /** Pure Ed25519; the message digest is SHA-512, as RFC 8419 demands. */
  ED25519("Ed25519", DigestAlgorithm.SHA512, "ed25519"),
  /**
   * Pure Ed448; the message digest is SHAKE256 with 64 octets, named id-shake256-len, as RFC 8419
   * demands.
   */
  ED448("Ed448", DigestAlgorithm.SHAKE256, "ed448"),
  /** Pure ML-DSA (FIPS 204) with the message digest that every reader must know. */
  ML_DSA_44("ML-DSA-44", DigestAlgorithm.SHA512, "ml-dsa-44"),
  ML_DSA_65("ML-DSA-65", DigestAlgorithm.SHA512, "ml-dsa-65"),
  ML_DSA_87("ML-DSA-87", DigestAlgorithm.SHA512, "ml-dsa-87"),
  /** Pure SLH-DSA (FIPS 205), as the eleven below: small (S) or fast (F). */
  SLH_DSA_SHA2_128S("SLH-DSA-SHA2-128S", DigestAlgorithm.SHA256, "slh-dsa-sha2-128s"),
  SLH_DSA_SHA2_128F("SLH-DSA-SHA2-128F", DigestAlgorithm.SHA256, "slh-dsa-sha2-128f"),
  SLH_DSA_SHA2_192S("SLH-DSA-SHA2-192S", DigestAlgorithm.SHA512, "slh-dsa-sha2-192s"),
  SLH_DSA_SHA2_192F("SLH-DSA-SHA2-192F", DigestAlgorithm.SHA512, "slh-dsa-sha2-192f"),
  SLH_DSA_SHA2_256S("SLH-DSA-SHA2-256S", DigestAlgorithm.SHA512, "slh-dsa-sha2-256s"),
  SLH_DSA_SHA2_256F("SLH-DSA-SHA2-256F", DigestAlgorithm.SHA512, "slh-dsa-sha2-256f"),
  SLH_DSA_SHAKE_128S("SLH-DSA-SHAKE-128S", DigestAlgorithm.SHAKE128, "slh-dsa-shake-128s"),
  SLH_DSA_SHAKE_128F("SLH-DSA-SHAKE-128F", DigestAlgorithm.SHAKE128, "slh-dsa-shake-128f"),
  SLH_DSA_SHAKE_192S("SLH-DSA-SHAKE-192S", DigestAlgorithm.SHAKE256, "slh-dsa-shake-192s"),
  SLH_DSA_SHAKE_192F("SLH-DSA-SHAKE-192F", DigestAlgorithm.SHAKE256, "slh-dsa-shake-192f"),
  SLH_DSA_SHAKE_256S("SLH-DSA-SHAKE-256S", DigestAlgorithm.SHAKE256, "slh-dsa-shake-256s"),
  SLH_DSA_SHAKE_256F("SLH-DSA-SHAKE-256F", DigestAlgorithm.SHAKE256, "slh-dsa-shake-256f");

  private final String keyType;
  private final DigestAlgorithm digest;
  private final String label;

  SignatureScheme(String keyType, DigestAlgorithm digest, String label) {
    this.keyType = keyType;
    this.digest = digest;
    this.label = label;
  }

  /** The type of key that it needs: RSA, EC, or the name of the one scheme that the key is for. */
  public String keyType() {
    return keyType;
  }

  /** The digest over the content. */
  public DigestAlgorithm digest() {
    return digest;
  }

  /** The name in reports, lower case. */
  public String label() {
    return label;
  }
}
