package org.smime4j.internal.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * AES-GCM under one key and nonce, cut into segments. Each is a GCM of its own that goes on in the
 * same stream of counter blocks: for the counter block J before its first, it gets the 16-octet IV
 * of which GHASH is J. What each segment adds to GHASH is taken out of its tag, and joined.
 */
final class GcmSegments {

  static final int BLOCK = 16;

  private final SecretKeySpec key;
  private final int additionalOctets;
  private final Cipher ecb;
  private final GhashElement hashKey;
  private final GhashElement inverse;
  private final byte[] first;

  GcmSegments(SecretKeySpec key, byte[] nonce, int additionalOctets, Providers providers)
      throws GeneralSecurityException {
    this.key = key;
    this.additionalOctets = additionalOctets;
    try {
      ecb = providers.cipher("AES/ECB/NoPadding");
    } catch (ProviderUnavailable e) {
      throw new GeneralSecurityException(e);
    }
    ecb.init(Cipher.ENCRYPT_MODE, key);
    hashKey = encrypted(new byte[BLOCK]);
    inverse = hashKey.inverse();
    first = first(nonce, hashKey);
  }

  /** The pre-counter block of the whole. */
  static byte[] first(byte[] nonce, GhashElement hashKey) {
    if (nonce.length == 12) {
      byte[] block = Arrays.copyOf(nonce, BLOCK);
      block[BLOCK - 1] = 1;
      return block;
    }
    GhashElement hash = GhashElement.ZERO;
    for (int i = 0; i < nonce.length; i += BLOCK) {
      byte[] block = Arrays.copyOf(Arrays.copyOfRange(nonce, i, nonce.length), BLOCK);
      hash = hash.plus(GhashElement.of(block)).times(hashKey);
    }
    return hash.plus(GhashElement.lengths(0, nonce.length)).times(hashKey).octets();
  }

  /** The pre-counter block, moved on by some blocks: its last 32 bits count, and wrap. */
  private byte[] counterBlock(long blocks) {
    ByteBuffer counter = ByteBuffer.wrap(first.clone());
    counter.putInt(12, counter.getInt(12) + (int) blocks);
    return counter.array();
  }

  private GhashElement encrypted(byte[] block) throws GeneralSecurityException {
    return GhashElement.of(ecb.doFinal(block));
  }

  /**
   * One segment.
   *
   * @param mask what hides GHASH in its tag
   */
  record Segment(GhashElement iv, GhashElement mask) {}

  /** The segment that begins at an offset, a multiple of 16. */
  Segment at(long offset) throws GeneralSecurityException {
    byte[] before = counterBlock(offset / BLOCK);
    GhashElement iv =
        GhashElement.of(before).times(inverse).plus(GhashElement.lengths(0, BLOCK)).times(inverse);
    return new Segment(iv, encrypted(before));
  }

  /** A GCM for the segment, without the additional data. */
  Cipher cipher(Segment segment) throws GeneralSecurityException {
    try {
      // A provider of the caller's may know nonces of 12 octets alone.
      Cipher cipher = Providers.standard().cipher("AES/GCM/NoPadding");
      byte[] iv = segment.iv().octets();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
      return cipher;
    } catch (ProviderUnavailable e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * GHASH of a segment alone, out of its tag.
   *
   * @param additional how much additional data its cipher was given
   */
  GhashElement hash(Segment segment, byte[] tag, int additional, long octets) {
    return GhashElement.of(tag)
        .plus(segment.mask())
        .times(inverse)
        .plus(GhashElement.lengths(additional, octets));
  }

  /** GHASH so far, moved on by the blocks of the next segment, plus its own. */
  GhashElement join(GhashElement before, GhashElement own, long octets) {
    long blocks = (octets + BLOCK - 1) / BLOCK;
    return before.times(hashKey.power(blocks)).plus(own);
  }

  /** The tag of the whole. */
  byte[] tag(GhashElement joined, long octets) throws GeneralSecurityException {
    return joined
        .plus(GhashElement.lengths(additionalOctets, octets))
        .times(hashKey)
        .plus(encrypted(counterBlock(0)))
        .octets();
  }
}
