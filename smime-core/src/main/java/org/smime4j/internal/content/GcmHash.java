package org.smime4j.internal.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * GHASH of a ciphertext under one key, so far. GHASH is over the ciphertext (NIST SP 800-38D
 * section 6.4): a piece of it, handed to a GCM as additional data of an empty plaintext, comes out
 * as a tag in which it stands alone. All of it is already multiplied by the hash key once more.
 */
final class GcmHash {

  /** The length of all pieces but the last; a multiple of the block's. */
  static final int PIECE = 64 * 1024;

  /** What GCM allows under one nonce. */
  static final long MOST = (1L << 36) - 32;

  private static final int BLOCK = 16;

  /** Octets of a key that Conscrypt's GCM does not take. */
  private static final int AES_192 = 24;

  private final SecretKeySpec key;
  private final Cipher gcm;
  private final Cipher ecb;
  private final GhashElement hashKey;

  /** What hides every tag. */
  private final GhashElement mask;

  private GhashElement joined = GhashElement.ZERO;
  private final byte distinct;
  private int pieces;

  /** The power that the last piece took: all but one have the same length. */
  private int lastBlocks;

  private GhashElement lastPower = GhashElement.ONE;

  GcmHash(SecretKeySpec key, byte[] nonce, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    this.key = key;
    Provider counterMode = counterMode(providers);
    gcm =
        Providers.isConscrypt(counterMode) && key.getEncoded().length != AES_192
            ? Cipher.getInstance("AES/GCM/NoPadding", counterMode)
            : Providers.standard().cipher("AES/GCM/NoPadding");
    ecb = providers.cipher("AES/ECB/NoPadding");
    ecb.init(Cipher.ENCRYPT_MODE, key);
    hashKey = GhashElement.of(ecb.doFinal(new byte[BLOCK]));
    mask = GhashElement.of(ecb.doFinal(GcmSegments.first(nonce, hashKey)));
    distinct = (byte) ~nonce[nonce.length - 1];
  }

  /** Whether Conscrypt encrypts, whose GCM holds all content back. */
  static boolean isConscrypt(Providers providers) throws ProviderUnavailable {
    return Providers.isConscrypt(counterMode(providers));
  }

  private static Provider counterMode(Providers providers) throws ProviderUnavailable {
    return providers.ofCipher("AES/CTR/NoPadding");
  }

  void take(byte[] piece) throws GeneralSecurityException {
    // Another one each time, since providers use none twice; nothing is encrypted under it.
    byte[] iv = ByteBuffer.allocate(12).putInt(pieces++).put(11, distinct).array();
    gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * BLOCK, iv));
    gcm.updateAAD(piece);
    GhashElement tag = GhashElement.of(gcm.doFinal());
    byte[] counter = ByteBuffer.allocate(BLOCK).put(iv).putInt(1).array();
    GhashElement own =
        tag.plus(GhashElement.of(ecb.doFinal(counter)))
            .plus(GhashElement.lengths(piece.length, 0).times(hashKey));
    int blocks = (piece.length + BLOCK - 1) / BLOCK;
    if (blocks != lastBlocks) {
      lastBlocks = blocks;
      lastPower = hashKey.power(blocks);
    }
    joined = joined.times(lastPower).plus(own);
  }

  /** The tag of the whole: of the additional data, taken first, and of the ciphertext. */
  byte[] tag(long additional, long size) {
    return joined.plus(GhashElement.lengths(additional, size).times(hashKey)).plus(mask).octets();
  }
}
