package org.smime4j;

/** The signatures that are written (RFC 8551 section 2.2, RFC 4056, RFC 5753, RFC 8419). */
public enum SignatureScheme {
  RSA_PKCS1_SHA256("RSA", DigestAlgorithm.SHA256, "rsa-pkcs1-sha256"),
  RSA_PKCS1_SHA384("RSA", DigestAlgorithm.SHA384, "rsa-pkcs1-sha384"),
  RSA_PKCS1_SHA512("RSA", DigestAlgorithm.SHA512, "rsa-pkcs1-sha512"),
  RSA_PSS_SHA256("RSA", DigestAlgorithm.SHA256, "rsa-pss-sha256"),
  RSA_PSS_SHA384("RSA", DigestAlgorithm.SHA384, "rsa-pss-sha384"),
  RSA_PSS_SHA512("RSA", DigestAlgorithm.SHA512, "rsa-pss-sha512"),
  ECDSA_SHA256("EC", DigestAlgorithm.SHA256, "ecdsa-sha256"),
  ECDSA_SHA384("EC", DigestAlgorithm.SHA384, "ecdsa-sha384"),
  ECDSA_SHA512("EC", DigestAlgorithm.SHA512, "ecdsa-sha512"),
  /** Pure Ed25519; the message digest is SHA-512, as RFC 8419 demands. */
  ED25519("Ed25519", DigestAlgorithm.SHA512, "ed25519");

  private final String keyType;
  private final DigestAlgorithm digest;
  private final String label;

  SignatureScheme(String keyType, DigestAlgorithm digest, String label) {
    this.keyType = keyType;
    this.digest = digest;
    this.label = label;
  }

  /** The type of key that it needs: RSA, EC or Ed25519. */
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
