package org.smime4j.settings;

/**
 * The ways to encrypt a content-encryption key for an RSA recipient (RFC 3370, RFC 3560, RFC 9690).
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum KeyTransport {
  /**
   * RSA PKCS #1 v1.5, which every program can open. It is for recipients whose software is not
   * known to support better.
   */
  RSA_PKCS1,
  /** OAEP with SHA-1 and MGF1 with SHA-1, the default parameters. */
  RSA_OAEP_SHA1,
  /** OAEP with SHA-256 and MGF1 with SHA-256. */
  RSA_OAEP_SHA256,
  /** OAEP with SHA-384 and MGF1 with SHA-384. */
  RSA_OAEP_SHA384,
  /** OAEP with SHA-512 and MGF1 with SHA-512. */
  RSA_OAEP_SHA512,
  /** RSA-KEM with KDF3 and SHA-256 (RFC 9690). Few programs can read it. */
  RSA_KEM
}
