package org.smime4j.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Octets through a cipher, in pieces of any length. */
interface Transform {

  /** How much longer than its input an output may be, for what was held back before. */
  int SLACK = 32;

  /** Returns how many octets came out. */
  int update(byte[] in, int from, int length, byte[] out, int at) throws GeneralSecurityException;

  /** Ends; returns how many octets came out. */
  int finish(byte[] out, int at) throws GeneralSecurityException;

  /** A key for a cipher; none at all is a wrong one like any other. */
  static SecretKeySpec key(byte[] octets, String algorithm) throws InvalidKeyException {
    if (octets.length == 0) {
      throw new InvalidKeyException("empty");
    }
    return new SecretKeySpec(octets, algorithm);
  }

  /** One that a cipher of the JCA makes. */
  static Transform of(Cipher cipher) {
    return new Transform() {
      @Override
      public int update(byte[] in, int from, int length, byte[] out, int at)
          throws GeneralSecurityException {
        return cipher.update(in, from, length, out, at);
      }

      @Override
      public int finish(byte[] out, int at) throws GeneralSecurityException {
        return cipher.doFinal(out, at);
      }
    };
  }
}
