package org.smime4j.internal.verify;

/**
 * The integrity of signed content: whether it is what the signer signed. It says nothing about the
 * signer.
 */
public enum Integrity {
  /** The digest and the signature are valid. */
  INTACT,
  /** The digest or the signature is invalid. */
  ALTERED,
  /**
   * The verifier could not check the integrity, or did not check it because the digest is
   * forbidden.
   */
  UNCHECKED;

  /** Returns the worse of the two, for a signature that depends on another. */
  Integrity atMost(Integrity other) {
    if (this == ALTERED || other == ALTERED) {
      return ALTERED;
    }
    return this == UNCHECKED ? this : other;
  }
}
