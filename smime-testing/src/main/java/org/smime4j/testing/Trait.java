package org.smime4j.testing;

/**
 * How a certificate of a {@link TestAuthority} differs from the usual one, which has a P-256 key,
 * is valid now, and may sign and be encrypted to. A certificate may have several traits that do not
 * contradict each other.
 */
public enum Trait {
  /** It was valid for two years, until a day before the authority was made. */
  EXPIRED,
  /** It will be valid for two years, from a day after the authority was made. */
  NOT_YET_VALID,
  /**
   * The authority says that its key was compromised an hour before the authority was made. Each CRL
   * and policy of the authority knows it, also an earlier one.
   */
  REVOKED,
  /** Its own key signed it, so it does not belong to the authority. */
  SELF_SIGNED,
  /** Its key is of RSA with 2,048 bits. Making one takes some tenths of a second. */
  RSA,
  /** Its key is of ML-DSA-65 (FIPS 204), which only signs. */
  ML_DSA,
  /** Its key is of ML-KEM-768 (FIPS 203), to which others only encrypt. */
  ML_KEM,
  /** Its key usage allows no encryption. */
  SIGNING_ONLY,
  /** Its key usage allows no signature. */
  ENCRYPTION_ONLY
}
