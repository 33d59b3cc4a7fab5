package org.smime4j.internal.crypto;

import java.security.PrivateKey;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The key that stands in where unwrapping failed, so that the work and the failure that follow are
 * those of a message encrypted with another key (implicit rejection). It follows from the private
 * key, the ciphertext and the length: asked twice, an attacker learns nothing from a difference.
 */
final class SyntheticKey {

  private static final byte[] OF_THIS_PROCESS = new byte[32];

  static {
    Providers.standard().random().nextBytes(OF_THIS_PROCESS);
  }

  private SyntheticKey() {}

  /**
   * @param key null where there is none, as with passwords
   * @param ciphertext the wrapped key
   */
  static byte[] of(@Nullable PrivateKey key, byte[] ciphertext, int octets) {
    byte[] encoded = key == null ? null : key.getEncoded();
    try {
      // The same digest without the provider, which takes a fresh JVM longer than a small message.
      HMac mac = new HMac(new SHA256Digest());
      mac.init(new KeyParameter(encoded == null ? OF_THIS_PROCESS : encoded));
      byte[] block = new byte[32];
      byte[] result = new byte[octets];
      for (int at = 0; at < octets; at += 32) {
        mac.update((byte) (at / 32));
        // Else a shorter key would be the beginning of a longer one, and tell of it.
        mac.update((byte) (octets >> 8));
        mac.update((byte) octets);
        mac.update(ciphertext, 0, ciphertext.length);
        mac.doFinal(block, 0);
        System.arraycopy(block, 0, result, at, Math.min(32, octets - at));
      }
      return result;
    } finally {
      if (encoded != null) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
  }
}
