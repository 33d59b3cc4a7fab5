package org.smime4j.internal.content;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.Providers;

/**
 * AES-GCM encryption in constant memory where a provider's own holds all content back until it
 * ends, as Conscrypt's does: counter mode, and {@link GcmHash} of what comes out of it. With a
 * nonce of 12 octets its counter never wraps.
 */
final class CounterGcm implements AeadTransform {

  static final int NONCE = 12;

  private final Transform counterMode;
  private final GcmHash hash;
  private final int additionalOctets;
  private final byte[] piece = new byte[GcmHash.PIECE];
  private int held;
  private long done;
  private byte @Nullable [] tag;

  /**
   * @param additional the additional authenticated data, or null
   */
  CounterGcm(byte[] key, byte[] nonce, byte @Nullable [] additional, Providers providers)
      throws GeneralSecurityException, ProviderUnavailable {
    SecretKeySpec aes = Transform.key(key, "AES");
    byte[] second = ByteBuffer.allocate(16).put(nonce).putInt(2).array();
    counterMode = Transform.counterMode(key, second, providers);
    hash = new GcmHash(aes, nonce, providers);
    additionalOctets = additional == null ? 0 : additional.length;
    if (additional != null && additionalOctets > 0) {
      hash.take(additional);
    }
  }

  @Override
  public int update(byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    if (length > GcmHash.MOST - done) {
      throw new GeneralSecurityException("more than GCM allows");
    }
    int written = counterMode.update(in, from, length, out, at);
    done += length;
    hold(out, at, written);
    return written;
  }

  private void hold(byte[] ciphertext, int from, int length) throws GeneralSecurityException {
    for (int at = from; at < from + length; ) {
      int n = Math.min(from + length - at, piece.length - held);
      System.arraycopy(ciphertext, at, piece, held, n);
      held += n;
      at += n;
      if (held == piece.length) {
        hash.take(piece);
        held = 0;
      }
    }
  }

  @Override
  public int finish(byte[] out, int at) throws GeneralSecurityException {
    if (tag != null) {
      throw new IllegalStateException("has ended");
    }
    int written = counterMode.finish(out, at);
    hold(out, at, written);
    if (held > 0) {
      hash.take(Arrays.copyOf(piece, held));
    }
    tag = hash.tag(additionalOctets, done);
    return written;
  }

  @Override
  public byte[] tag() {
    return Objects.requireNonNull(tag, "has not ended").clone();
  }
}
