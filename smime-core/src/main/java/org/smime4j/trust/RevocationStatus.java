package org.smime4j.trust;

/** What is known about the revocation of a certificate and of those above it, below the anchor. */
enum RevocationStatus {
  /** Current CRLs or OCSP responses, of those who may say so, cover all and name none. */
  GOOD,
  /** One of them has been revoked. */
  REVOKED,
  /** Asked for, and not to be learned. */
  UNKNOWN,
  /** Not asked for, or there was nothing to ask about. */
  NOT_CHECKED
}
