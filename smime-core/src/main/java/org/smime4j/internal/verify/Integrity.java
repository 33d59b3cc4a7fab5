package org.smime4j.internal.verify;

/** Whether signed content is what its signer signed. It says nothing of who that is. */
public enum Integrity {
  /** The digest and the signature are right. */
  INTACT,
  /** The digest, or the signature, is wrong. */
  ALTERED,
  /** It could not be checked, or is not worth checking. */
  UNCHECKED;

  /** Of something that holds no better than what it rests on. */
  Integrity atMost(Integrity other) {
    if (this == ALTERED || other == ALTERED) {
      return ALTERED;
    }
    return this == UNCHECKED ? this : other;
  }
}
