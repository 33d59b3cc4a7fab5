package org.smime4j.keys;

/**
 * How the library found a key for a recipient of a message, the most reliable way first.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum FoundBy {
  /** The message names the issuer and serial number of one of the key's certificates. */
  RECIPIENT_ID,
  /** The message names a subject key identifier that can be computed for the key. */
  SKI,
  /** The message names another certificate with the same public key. */
  SAME_KEY,
  /** No identifier led to the key. The library tried it because its kind matches. */
  TRIAL
}
