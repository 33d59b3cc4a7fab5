package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.smime4j.internal.io.Pieces;

/** Octets through a cipher, in pieces of any length. */
public interface Transform {

  /** How much longer than its input an output may be, for what was held back before. */
  int SLACK = 32;

  // How warm each kind of primitive is.
  Pieces GCM = new Pieces();
  Pieces CBC = new Pieces();
  Pieces CHACHA20 = new Pieces();

  /** Returns how many octets came out. */
  int update(byte[] in, int from, int length, byte[] out, int at) throws GeneralSecurityException;

  /** The same for any length, in pieces of the right size. */
  default int update(Pieces pieces, byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    int to = from + length;
    int written = 0;
    for (int read = from; read < to; ) {
      int n = Math.min(pieces.next(), to - read);
      written += update(in, read, n, out, at + written);
      read += n;
    }
    return written;
  }

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
