package org.smime4j.internal.content;

/** Encryption that authenticates what goes through it. */
public interface AeadTransform extends Transform {

  /** All 16 octets of the tag, once the content has ended. */
  byte[] tag();
}
