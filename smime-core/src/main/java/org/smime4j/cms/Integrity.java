package org.smime4j.cms;

/** Whether signed content is what its signer signed. It says nothing of who that is. */
public enum Integrity {
  /** The digest and the signature are right. */
  INTACT,
  /** The digest, or the signature, is wrong. */
  ALTERED,
  /** It could not be checked, or is not worth checking. */
  UNCHECKED
}
