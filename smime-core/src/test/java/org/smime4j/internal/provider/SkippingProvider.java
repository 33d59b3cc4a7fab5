package org.smime4j.internal.provider;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

/**
 * A provider that leaves the private operation out: the content key is the first 16 octets of the
 * encrypted one, in a block whose padding is right. So a million wrong keys cost seconds.
 */
public final class SkippingProvider extends Provider {

  private static final long serialVersionUID = 1L;

  public SkippingProvider() {
    super("Skipping", "1", "raw RSA, left out");
    put("Cipher.RSA/ECB/NoPadding", NoRsa.class.getName());
  }

  /** Made by the provider's machinery. */
  public static final class NoRsa extends CountingProvider.RawRsa {

    public NoRsa() throws GeneralSecurityException {}

    @Override
    protected void engineInit(
        int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {}

    @Override
    protected byte[] engineDoFinal(byte[] in, int offset, int length) {
      byte[] block = new byte[length];
      Arrays.fill(block, 2, length - 17, (byte) 0x55);
      block[1] = 2;
      System.arraycopy(in, offset, block, length - 16, 16);
      return block;
    }
  }
}
