package org.smime4j.internal.content;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import javax.crypto.spec.RC2ParameterSpec;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.smime4j.internal.provider.Providers;

/**
 * The effective bits of a key that a version number of RC2 stands for (RFC 2268 section 6). Bouncy
 * Castle 1.87 reads each number under 256 as 128 bits, but writes the right one for each key.
 */
public final class Rc2Versions {

  private static final int NUMBERED = 256;
  private static final int MOST = 1_024;

  /** By version. */
  private static final int[] BITS = written();

  private Rc2Versions() {}

  /** Zero for what is no version. */
  public static int bits(BigInteger version) {
    if (version.signum() < 0 || version.bitLength() > Integer.SIZE - 1) {
      return 0;
    }
    int number = version.intValue();
    return number < NUMBERED ? BITS[number] : number > MOST ? 0 : number;
  }

  private static int[] written() {
    int[] all = new int[NUMBERED];
    try {
      for (int bits = 1; bits < NUMBERED; bits++) {
        AlgorithmParameters parameters =
            AlgorithmParameters.getInstance("RC2", Providers.bouncyCastle());
        parameters.init(new RC2ParameterSpec(bits, new byte[8]));
        RC2CBCParameter read = RC2CBCParameter.getInstance(parameters.getEncoded("ASN.1"));
        all[read.getRC2ParameterVersion().intValue()] = bits;
      }
      return all;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("Bouncy Castle does not write parameters of RC2", e);
    }
  }
}
