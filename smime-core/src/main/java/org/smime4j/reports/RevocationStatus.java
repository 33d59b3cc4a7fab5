package org.smime4j.reports;

/**
 * The revocation status of a certificate and of those above it, below the anchor.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum RevocationStatus {
  /**
   * Current CRLs or OCSP responses of authorised issuers cover all certificates and list none as
   * revoked.
   */
  GOOD,
  /** One of the certificates has been revoked. */
  REVOKED,
  /** The policy checks revocation, but no source covers all certificates. */
  UNKNOWN,
  /** The policy does not check revocation, or there was no certificate to check. */
  NOT_CHECKED
}
