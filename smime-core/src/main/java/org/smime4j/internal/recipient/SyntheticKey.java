package org.smime4j.internal.recipient;

import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.KeyDerivation;
import org.smime4j.internal.provider.Providers;

/**
 * The key that stands in where unwrapping failed, so that the work and the failure that follow are
 * those of a message encrypted with another key (implicit rejection). It follows from the private
 * key, the ciphertext and the length: asked twice, an attacker learns nothing from a difference.
 */
public final class SyntheticKey {

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
    return of(key == null ? null : key.getEncoded(), ciphertext, octets);
  }

  /**
   * The same where the private key may be one that its keeper does not part with. Two of those give
   * two keys for one ciphertext, as two others do: how many distinct keys there are tells nothing.
   *
   * @param own the public key that belongs to the private one
   */
  static byte[] of(PrivateKey key, PublicKey own, byte[] ciphertext, int octets) {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      byte[] its = own.getEncoded();
      byte[] both =
          ByteBuffer.allocate(its.length + ciphertext.length).put(its).put(ciphertext).array();
      return of((byte[]) null, both, octets);
    }
    return of(encoded, ciphertext, octets);
  }

  private static byte[] of(byte @Nullable [] encoded, byte[] ciphertext, int octets) {
    // With the length, else a shorter key would be the beginning of a longer one, and tell of it.
    byte[] info =
        ByteBuffer.allocate(2 + ciphertext.length).putShort((short) octets).put(ciphertext).array();
    try {
      return KeyDerivation.x963(
          DigestAlgorithm.SHA256,
          encoded == null ? OF_THIS_PROCESS : encoded,
          info,
          octets,
          Providers.standard());
    } catch (ProviderUnavailable e) {
      throw new IllegalStateException(e);
    } finally {
      if (encoded != null) {
        Arrays.fill(encoded, (byte) 0);
      }
    }
  }
}
