package org.smime4j.benchmarks;

/**
 * One implementation of S/MIME, ready with its keys: what a contestant is timed at. Everything goes
 * from array to array; a message is S/MIME text with its MIME headers and no others.
 */
public interface Engine {

  /** A multipart/signed of a MIME entity in CRLF form, signed by {@link Material#signer()}. */
  byte[] sign(byte[] entity) throws Exception;

  /**
   * The signed entity of a multipart/signed, once its signature is right. No certificate path is
   * judged.
   */
  byte[] verify(byte[] message) throws Exception;

  /** The entity, encrypted to {@link Material#recipient()}. */
  byte[] encrypt(byte[] entity) throws Exception;

  /** The entity of an encrypted message. */
  byte[] decrypt(byte[] message) throws Exception;
}
