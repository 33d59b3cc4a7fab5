package org.smime4j;

/** How a content-encryption key is written for an RSA recipient (RFC 3370, RFC 3560, RFC 9690). */
public enum KeyTransport {
  /** What every program opens: for recipients of whom nothing better is known. */
  RSA_PKCS1("rsa-pkcs1"),
  /** OAEP with SHA-1 and MGF1 of SHA-1, the parameters' default. */
  RSA_OAEP_SHA1("rsa-oaep-sha1"),
  /** OAEP with SHA-256 and MGF1 of SHA-256. */
  RSA_OAEP_SHA256("rsa-oaep-sha256"),
  /** OAEP with SHA-384 and MGF1 of SHA-384. */
  RSA_OAEP_SHA384("rsa-oaep-sha384"),
  /** OAEP with SHA-512 and MGF1 of SHA-512. */
  RSA_OAEP_SHA512("rsa-oaep-sha512"),
  /** RSA-KEM with KDF3 of SHA-256 (RFC 9690); few programs read it. */
  RSA_KEM("rsa-kem");

  private final String label;

  KeyTransport(String label) {
    this.label = label;
  }

  /** The name in reports, lower case. */
  public String label() {
    return label;
  }
}
