package org.smime4j.internal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException.ProviderUnavailable;

/**
 * AES-GCM encryption (NIST SP 800-38D) of content of any length that GCM allows, where the JDK's
 * own ends at 2 GiB. The content is cut into segments, each of which is a GCM of its own that goes
 * on in the same stream of counter blocks: for the counter block J before its first, it gets the
 * 16-octet IV of which GHASH is J. What each segment adds to GHASH is taken out of its tag, and
 * joined.
 */
final class GcmEncryption implements Transform {

  /** What GCM allows under one nonce. */
  static final long MOST = (1L << 36) - 32;

  /** Below 2 GiB, and a multiple of 16. */
  static final long SEGMENT = 1L << 30;

  private static final int BLOCK = 16;

  private final SecretKeySpec key;
  private final byte[] nonce;
  private final int additionalOctets;
  private final long segment;
  private final Providers providers;

  /** What only content past one segment needs, or a nonce of another length than 12. */
  private @Nullable Cipher ecb;

  private @Nullable GhashElement hashKey;
  private @Nullable GhashElement inverse;

  /** The segment that runs; null where the next octet begins a new one. */
  private @Nullable Cipher current;

  private long left;
  private long done;
  private GhashElement joined = GhashElement.ZERO;
  private byte @Nullable [] tag;

  /**
   * @param additional the additional authenticated data, or null
   * @param segment a multiple of 16
   */
  GcmEncryption(
      byte[] key, byte[] nonce, byte @Nullable [] additional, long segment, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    this.key = Transform.key(key, "AES");
    this.nonce = nonce;
    this.additionalOctets = additional == null ? 0 : additional.length;
    this.segment = segment;
    this.providers = providers;
    Cipher first = providers.cipher("AES/GCM/NoPadding");
    first.init(Cipher.ENCRYPT_MODE, this.key, new GCMParameterSpec(128, nonce));
    if (additionalOctets > 0) {
      first.updateAAD(additional);
    }
    this.current = first;
    this.left = segment;
  }

  /** The stream of counter blocks alone, from an offset on that is a multiple of 16. */
  static Transform keystream(
      byte[] key, byte[] nonce, long offset, long segment, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    GcmEncryption stream = new GcmEncryption(key, nonce, null, segment, providers);
    if (offset > 0) {
      stream.done = offset;
      stream.current = null;
    }
    return stream;
  }

  @Override
  public int update(byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    if (length > MOST - done) {
      throw new GeneralSecurityException("more than GCM allows");
    }
    int written = 0;
    int read = from;
    int to = from + length;
    while (read < to) {
      Cipher cipher = current;
      if (cipher == null) {
        cipher = next();
        current = cipher;
      }
      int n = (int) Math.min(to - read, left);
      written += cipher.update(in, read, n, out, at + written);
      read += n;
      done += n;
      left -= n;
      if (left == 0) {
        written += endOfSegment(cipher, segment, out, at + written);
        current = null;
      }
    }
    return written;
  }

  @Override
  public int finish(byte[] out, int at) throws GeneralSecurityException {
    if (tag != null) {
      throw new IllegalStateException("has ended");
    }
    Cipher cipher = current;
    boolean only = done < segment;
    if (cipher != null && only) {
      byte[] end = cipher.doFinal();
      tag = Arrays.copyOfRange(end, end.length - BLOCK, end.length);
      System.arraycopy(end, 0, out, at, end.length - BLOCK);
      return end.length - BLOCK;
    }
    int written = cipher == null ? 0 : endOfSegment(cipher, segment - left, out, at);
    GhashElement whole = joined.plus(GhashElement.lengths(additionalOctets, done)).times(hashKey());
    tag = whole.plus(encrypted(counterBlock(0))).octets();
    return written;
  }

  /** All 16 octets of the tag, once the content has ended. */
  byte[] tag() {
    if (tag == null) {
      throw new IllegalStateException("has not ended");
    }
    return tag.clone();
  }

  /** Ends a segment and joins what it adds: GHASH so far, moved on by its blocks, plus its own. */
  private int endOfSegment(Cipher cipher, long octets, byte[] out, int at)
      throws GeneralSecurityException {
    byte[] end = cipher.doFinal();
    int rest = end.length - BLOCK;
    System.arraycopy(end, 0, out, at, rest);
    long before = done - octets;
    GhashElement own =
        GhashElement.of(Arrays.copyOfRange(end, rest, end.length))
            .plus(encrypted(counterBlock(before / BLOCK)))
            .times(inverse())
            .plus(GhashElement.lengths(before == 0 ? additionalOctets : 0, octets));
    long blocks = (octets + BLOCK - 1) / BLOCK;
    joined = before == 0 ? own : joined.times(hashKey().power(blocks)).plus(own);
    return rest;
  }

  /** A GCM that continues after the content so far, which is whole blocks. */
  private Cipher next() throws GeneralSecurityException {
    GhashElement counter = GhashElement.of(counterBlock(done / BLOCK));
    byte[] iv =
        counter.times(inverse()).plus(GhashElement.lengths(0, BLOCK)).times(inverse()).octets();
    left = segment;
    try {
      // A provider of the caller's may know nonces of 12 octets alone.
      Cipher cipher = Providers.standard().cipher("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
      return cipher;
    } catch (ProviderUnavailable e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** The pre-counter block, moved on by some blocks: its last 32 bits count, and wrap. */
  private byte[] counterBlock(long blocks) throws GeneralSecurityException {
    byte[] first;
    if (nonce.length == 12) {
      first = Arrays.copyOf(nonce, BLOCK);
      first[BLOCK - 1] = 1;
    } else {
      GhashElement hash = GhashElement.ZERO;
      for (int i = 0; i < nonce.length; i += BLOCK) {
        byte[] block = Arrays.copyOf(Arrays.copyOfRange(nonce, i, nonce.length), BLOCK);
        hash = hash.plus(GhashElement.of(block)).times(hashKey());
      }
      first = hash.plus(GhashElement.lengths(0, nonce.length)).times(hashKey()).octets();
    }
    ByteBuffer counter = ByteBuffer.wrap(first);
    counter.putInt(12, counter.getInt(12) + (int) blocks);
    return first;
  }

  private GhashElement encrypted(byte[] block) throws GeneralSecurityException {
    if (ecb == null) {
      try {
        ecb = providers.cipher("AES/ECB/NoPadding");
      } catch (ProviderUnavailable e) {
        throw new GeneralSecurityException(e);
      }
      ecb.init(Cipher.ENCRYPT_MODE, key);
    }
    return GhashElement.of(ecb.doFinal(block));
  }

  private GhashElement hashKey() throws GeneralSecurityException {
    if (hashKey == null) {
      hashKey = encrypted(new byte[BLOCK]);
    }
    return hashKey;
  }

  private GhashElement inverse() throws GeneralSecurityException {
    if (inverse == null) {
      inverse = hashKey().inverse();
    }
    return inverse;
  }
}
