package org.smime4j.internal.crypto;

/** Encryption that authenticates what goes through it. */
interface AeadTransform extends Transform {

  /** All 16 octets of the tag, once the content has ended. */
  byte[] tag();
}
