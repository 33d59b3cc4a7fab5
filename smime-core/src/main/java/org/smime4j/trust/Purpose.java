package org.smime4j.trust;

/** What a certificate's key is to be used for. */
public enum Purpose {
  /** Its owner signed a message. */
  SIGNING,
  /** A message is to be encrypted for its owner. */
  ENCRYPTION,
  /** Its owner is an authority that signs time stamps (RFC 3161, section 2.3). */
  TIMESTAMPING
}
