package org.smime4j.internal.content;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import javax.crypto.spec.RC2ParameterSpec;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * The effective bits of a key that a version number of RC2 stands for (RFC 2268 section 6). Bouncy
 * Castle 1.87 reads each number under 256 as 128 bits, but writes the right one for each key.
 */
final class Rc2Versions {

  private static final int NUMBERED = 256;
  private static final int MOST = 1_024;

  private Rc2Versions() {}

  /** Zero for what is no version. */
  static int bits(BigInteger version) throws ProviderUnavailable {
    if (version.bitLength() > Integer.SIZE - 1 || version.intValue() > MOST) {
      return 0;
    }
    if (version.intValue() >= NUMBERED) {
      return version.intValue();
    }
    int bits = NUMBERED - 1;
    while (bits > 0 && !version.equals(written(bits))) {
      bits--;
    }
    return bits;
  }

  private static BigInteger written(int bits) throws ProviderUnavailable {
    try {
      AlgorithmParameters parameters = Providers.standard().algorithmParameters("RC2");
      parameters.init(new RC2ParameterSpec(bits, new byte[8]));
      return RC2CBCParameter.getInstance(parameters.getEncoded("ASN.1")).getRC2ParameterVersion();
    } catch (IOException | GeneralSecurityException e) {
      throw new ProviderUnavailable("RC2", "Bouncy Castle does not write its parameters");
    }
  }
}
