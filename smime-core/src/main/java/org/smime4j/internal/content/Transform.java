package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.provider.Providers;

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

  /** AES in counter mode, from a counter block on. */
  static Transform counterMode(byte[] key, byte[] counter, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    Cipher cipher = providers.cipher("AES/CTR/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key(key, "AES"), new IvParameterSpec(counter));
    return of(cipher);
  }

  /** One that a cipher of the JCA makes. */
  static Transform of(Cipher cipher) {
    return Providers.isConscrypt(cipher.getProvider()) ? piecewise(cipher) : direct(cipher);
  }

  /** Conscrypt copies whole arrays in and out for each piece: it gets arrays of the piece alone. */
  private static Transform piecewise(Cipher cipher) {
    return new Transform() {
      @Override
      public int update(byte[] in, int from, int length, byte[] out, int at) {
        byte[] made = cipher.update(Arrays.copyOfRange(in, from, from + length));
        return put(made, out, at);
      }

      @Override
      public int finish(byte[] out, int at) throws GeneralSecurityException {
        return put(cipher.doFinal(), out, at);
      }

      private int put(byte @Nullable [] made, byte[] out, int at) {
        if (made == null) {
          return 0;
        }
        System.arraycopy(made, 0, out, at, made.length);
        return made.length;
      }
    };
  }

  private static Transform direct(Cipher cipher) {
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
