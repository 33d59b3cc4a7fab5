package org.smime4j.internal.content;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * AES-GCM encryption (NIST SP 800-38D) of content of any length that GCM allows, where the JDK's
 * own ends at 2 GiB: past that in {@link GcmSegments}.
 */
public final class GcmEncryption implements AeadTransform {

  static final long MOST = GcmHash.MOST;

  /** Below 2 GiB, and a multiple of 16. */
  static final long SEGMENT = 1L << 30;

  private static final int BLOCK = GcmSegments.BLOCK;

  private final SecretKeySpec key;
  private final byte[] nonce;
  private final int additionalOctets;
  private final long segment;
  private final Providers providers;

  /** What only content past one segment needs. */
  private @Nullable GcmSegments segments;

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
    Cipher offered = providers.cipher("AES/GCM/NoPadding");
    Cipher first =
        Providers.isConscrypt(offered.getProvider())
            ? Providers.standard().cipher("AES/GCM/NoPadding")
            : offered;
    first.init(Cipher.ENCRYPT_MODE, this.key, new GCMParameterSpec(128, nonce));
    if (additionalOctets > 0) {
      first.updateAAD(additional);
    }
    this.current = first;
    this.left = segment;
  }

  /** The same, or what takes its place where the provider's GCM holds all content back. */
  static AeadTransform of(
      byte[] key, byte[] nonce, byte @Nullable [] additional, long segment, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    return nonce.length == CounterGcm.NONCE && GcmHash.isConscrypt(providers)
        ? new CounterGcm(key, nonce, additional, providers)
        : new GcmEncryption(key, nonce, additional, segment, providers);
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
    tag = segments().tag(joined, done);
    return written;
  }

  @Override
  public byte[] tag() {
    return Objects.requireNonNull(tag, "has not ended").clone();
  }

  /** Ends a segment and joins what it adds. */
  private int endOfSegment(Cipher cipher, long octets, byte[] out, int at)
      throws GeneralSecurityException {
    byte[] end = cipher.doFinal();
    int rest = end.length - BLOCK;
    System.arraycopy(end, 0, out, at, rest);
    long before = done - octets;
    GhashElement own =
        segments()
            .hash(
                segments().at(before),
                Arrays.copyOfRange(end, rest, end.length),
                before == 0 ? additionalOctets : 0,
                octets);
    joined = before == 0 ? own : segments().join(joined, own, octets);
    return rest;
  }

  /** A GCM that continues after the content so far, which is whole blocks. */
  private Cipher next() throws GeneralSecurityException {
    left = segment;
    return segments().cipher(segments().at(done));
  }

  private GcmSegments segments() throws GeneralSecurityException {
    if (segments == null) {
      segments = new GcmSegments(key, nonce, additionalOctets, providers);
    }
    return segments;
  }
}
