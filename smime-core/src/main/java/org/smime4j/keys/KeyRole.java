package org.smime4j.keys;

/** What a person's key is deployed for; which mail it opens does not depend on that. */
public enum KeyRole {
  /** {@code smimeSigning}: it signs, and nobody encrypts to it. */
  SIGNING,
  /** {@code smimeEncryption}: it is encrypted to, and does not sign. */
  ENCRYPTION,
  /** Nothing was said: for what its certificate allows. */
  UNASSIGNED
}
