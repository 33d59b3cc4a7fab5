package org.smime4j.internal.provider;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;

/** A provider that offers raw RSA alone, and counts how often it is used. */
public final class CountingProvider extends Provider {

  private static final long serialVersionUID = 1L;
  private static final AtomicInteger OPERATIONS = new AtomicInteger();

  public CountingProvider() {
    super("Counting", "1", "raw RSA, counted");
    OPERATIONS.set(0);
    put("Cipher.RSA/ECB/NoPadding", RawRsa.class.getName());
  }

  public int operations() {
    return OPERATIONS.get();
  }

  /** Made by the provider's machinery. */
  public static class RawRsa extends CipherSpi {
    protected Cipher cipher;

    public RawRsa() throws GeneralSecurityException {
      cipher = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
    }

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected int engineGetBlockSize() {
      return 0;
    }

    @Override
    protected int engineGetOutputSize(int length) {
      return 1024;
    }

    @Override
    protected byte[] engineGetIV() {
      return null;
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
      return null;
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random)
        throws java.security.InvalidKeyException {
      cipher.init(mode, key, random);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
        throws java.security.InvalidKeyException {
      cipher.init(mode, key, random);
    }

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
        throws java.security.InvalidKeyException {
      cipher.init(mode, key, random);
    }

    @Override
    protected byte[] engineUpdate(byte[] in, int offset, int length) {
      return cipher.update(in, offset, length);
    }

    @Override
    protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineDoFinal(byte[] in, int offset, int length)
        throws javax.crypto.IllegalBlockSizeException, javax.crypto.BadPaddingException {
      OPERATIONS.incrementAndGet();
      return cipher.doFinal(in, offset, length);
    }

    @Override
    protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int outOffset) {
      throw new UnsupportedOperationException();
    }
  }
}
