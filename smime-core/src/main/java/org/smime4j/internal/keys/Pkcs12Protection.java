package org.smime4j.internal.keys;

/** How a PKCS#12 file is protected that a history writes. */
public enum Pkcs12Protection {
  /** PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256; the MAC with SHA-256. */
  AES_256,
  /**
   * Triple DES and SHA-1: what all devices open. It protects only as well as a password that nobody
   * can guess.
   */
  LEGACY_3DES
}
