package org.smime4j.internal.crypto;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * The key that stands in where unwrapping failed, so that the work and the failure that follow are
 * those of a message encrypted with another key (implicit rejection). It follows from the private
 * key and the ciphertext: asked twice, an attacker learns nothing from a difference.
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
  static byte[] of(@Nullable PrivateKey key, byte[] ciphertext, int octets, Providers providers)
      throws ProviderUnavailable {
    byte[] encoded = key == null ? null : key.getEncoded();
    try {
      Mac mac = providers.mac("HmacSHA256");
      mac.init(new SecretKeySpec(encoded == null ? OF_THIS_PROCESS : encoded, "HmacSHA256"));
      byte[] result = new byte[octets];
      for (int at = 0; at < octets; at += 32) {
        mac.update((byte) (at / 32));
        byte[] block = mac.doFinal(ciphertext);
        System.arraycopy(block, 0, result, at, Math.min(32, octets - at));
      }
      return result;
    } catch (InvalidKeyException e) {
      throw new ProviderUnavailable("HmacSHA256", "it refuses a key of 32 octets");
    } finally {
      if (encoded != null) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
  }
}
