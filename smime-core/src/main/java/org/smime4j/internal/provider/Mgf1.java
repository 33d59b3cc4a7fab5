package org.smime4j.internal.provider;

import java.security.MessageDigest;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/** The mask generation function of OAEP and PSS (RFC 8017 appendix B.2.1). */
public final class Mgf1 {

  private Mgf1() {}

  /** XORs the mask that follows from one part into the other. */
  public static void mask(DigestAlgorithm algorithm, byte[] into, byte[] of, Providers providers)
      throws ProviderUnavailable {
    MessageDigest digest = providers.digest(algorithm);
    int at = 0;
    for (int counter = 0; at < into.length; counter++) {
      digest.update(of);
      byte[] block =
          digest.digest(
              new byte[] {
                (byte) (counter >> 24),
                (byte) (counter >> 16),
                (byte) (counter >> 8),
                (byte) counter
              });
      for (int i = 0; i < block.length && at < into.length; i++) {
        into[at++] ^= block[i];
      }
    }
  }
}
