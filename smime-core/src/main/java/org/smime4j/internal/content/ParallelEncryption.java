package org.smime4j.internal.content;

import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.internal.content.GcmSegments.Segment;
import org.smime4j.internal.io.InOrder;
import org.smime4j.internal.provider.Providers;

/**
 * AES-GCM encryption by several threads, in segments that fit the second-level cache: the same
 * octets and the same tag as {@link ContentEncryption}'s own. Content of less than two segments is
 * encrypted by the caller's thread alone.
 */
public final class ParallelEncryption implements Closeable {

  static final int SEGMENT = 256 * 1024;

  /** Takes ciphertext in its order, on the caller's thread. */
  public interface Target {
    void write(byte[] octets, int from, int length) throws IOException;
  }

  /** A segment that was encrypted in its place. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never printed
  private record Encrypted(byte[] octets, int length, GhashElement hash) {}

  private final GcmSegments segments;
  private final byte @Nullable [] authAttrs;
  private final Target target;
  private final InOrder<Encrypted> work;
  private final Deque<byte[]> free = new ArrayDeque<>();
  private byte[] filling = new byte[0];

  /** Where the segment that grows lies, if not in {@link #filling}. */
  private byte @Nullable [] lasting;

  private int lastingFrom;
  private int filled;
  private long done;
  private GhashElement joined = GhashElement.ZERO;

  ParallelEncryption(
      SecretKeySpec key,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      int threads,
      Target target,
      Providers providers)
      throws GeneralSecurityException {
    this.segments =
        new GcmSegments(key, nonce, authAttrs == null ? 0 : authAttrs.length, providers);
    this.authAttrs = authAttrs;
    this.target = target;
    this.work = new InOrder<>(threads);
  }

  /** Takes the next octets of the content; ciphertext goes to the target now and then. */
  public void write(byte[] octets, int from, int length) throws IOException {
    int to = from + length;
    for (int at = from; at < to; ) {
      if (filled == SEGMENT) {
        submit();
      }
      if (lasting != null) {
        copy();
      }
      int n = Math.min(to - at, SEGMENT - filled);
      if (filling.length < filled + n + 16) {
        filling = Arrays.copyOf(filling, Math.min(SEGMENT + 16, 2 * (filled + n) + 16));
      }
      System.arraycopy(octets, at, filling, filled, n);
      filled += n;
      at += n;
    }
  }

  /**
   * Takes the next octets of the content, which stay as they are until {@link #finish()}: a segment
   * of them is read where it lies.
   */
  public void writeLasting(byte[] octets, int from, int length) throws IOException {
    int to = from + length;
    for (int at = from; at < to; ) {
      if (filled == SEGMENT) {
        submit();
      }
      if (filled == 0) {
        lasting = octets;
        lastingFrom = at;
      } else if (lasting != octets || lastingFrom + filled != at) {
        write(octets, at, to - at);
        return;
      }
      int n = Math.min(to - at, SEGMENT - filled);
      filled += n;
      at += n;
    }
  }

  /** What follows lies elsewhere, and segments that end early must not have others behind them. */
  private void copy() {
    if (filling.length < filled + 16) {
      filling = new byte[filled + 16];
    }
    System.arraycopy(Objects.requireNonNull(lasting), lastingFrom, filling, 0, filled);
    lasting = null;
  }

  /** Ends the content, and the threads; all ciphertext has gone to the target. Returns the tag. */
  public byte[] finish() throws IOException {
    if (filled > 0 || done == 0) {
      submit(); // empty content has one segment too, for the sake of the attributes
    }
    while (work.size() > 0) {
      take();
    }
    close();
    try {
      return segments.tag(joined, done);
    } catch (GeneralSecurityException e) {
      throw failed();
    }
  }

  private void submit() throws IOException {
    if (filled > GcmEncryption.MOST - done) {
      throw new SmimeException.Refused(
          Refused.Rule.GCM_LENGTH, "AES-GCM ends at 2^36-32 octets; send the content in parts");
    }
    Segment segment;
    try {
      segment = segments.at(done);
    } catch (GeneralSecurityException e) {
      throw failed();
    }
    int length = filled;
    byte[] from = lasting == null ? filling : lasting;
    int offset = lasting == null ? 0 : lastingFrom;
    byte[] into;
    if (lasting == null && length > 0) {
      into = filling;
      filling = new byte[0];
    } else {
      byte[] room = free.poll();
      into = room == null || room.length < length + 16 ? new byte[length + 16] : room;
    }
    work.submit(() -> encrypt(segment, from, offset, length, into));
    done += length;
    filled = 0;
    lasting = null;
    if (work.isFull()) {
      take();
    }
    if (filling.length == 0 && !free.isEmpty()) {
      filling = free.remove();
    }
  }

  private Encrypted encrypt(Segment segment, byte[] from, int offset, int length, byte[] into)
      throws GeneralSecurityException {
    Cipher cipher = segments.cipher(segment);
    int additional = 0;
    if (segment.offset() == 0 && authAttrs != null) {
      cipher.updateAAD(authAttrs);
      additional = authAttrs.length;
    }
    Transform transform = Transform.of(cipher);
    int end = transform.update(Transform.GCM, from, offset, length, into, 0);
    transform.finish(into, end);
    byte[] tag = Arrays.copyOfRange(into, length, length + 16);
    return new Encrypted(into, length, segments.hash(segment, tag, additional, length));
  }

  private void take() throws IOException {
    try {
      Encrypted encrypted = work.take();
      joined = segments.join(joined, encrypted.hash(), encrypted.length());
      target.write(encrypted.octets(), 0, encrypted.length());
      free.add(encrypted.octets());
    } catch (GeneralSecurityException e) {
      throw failed();
    }
  }

  private static ProviderUnavailable failed() {
    return new ProviderUnavailable("AES-GCM", "the cipher failed");
  }

  /** Ends the threads, whatever they were at. */
  @Override
  public void close() {
    work.close();
  }
}
