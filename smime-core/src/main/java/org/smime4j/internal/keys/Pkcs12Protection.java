package org.smime4j.internal.keys;

/** How a PKCS#12 file is protected that a history writes. */
public enum Pkcs12Protection {
  /** PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256; the MAC with SHA-256. */
  AES_256,
  /**
   * Triple DES and SHA-1, all the way: for devices that open nothing else, such as Windows Server
   * 2016 and older phones. Its protection is weak: have the file only for as long as it takes.
   */
  LEGACY_3DES
}
