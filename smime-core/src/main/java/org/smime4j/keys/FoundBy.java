package org.smime4j.keys;

/** How a key was found for a recipient of a message, the surest way first. */
public enum FoundBy {
  /** Issuer and serial number are those of a certificate that is held with the key. */
  RECIPIENT_ID,
  /** The subject key identifier is one of those that can be computed for the key. */
  SKI,
  /** The identifier is that of another certificate with the same public key. */
  SAME_KEY,
  /** No identifier led to the key; it was tried because its kind fits. */
  TRIAL
}
