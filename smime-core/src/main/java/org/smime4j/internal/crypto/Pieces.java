package org.smime4j.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;

/**
 * How much is handed to a primitive at once. HotSpot's intrinsics run only once the method around
 * them is compiled, and that takes calls, not octets: a fresh JVM that gets a megabyte at a time
 * works for seconds at a hundredth of its speed. So each kind of primitive starts with small pieces
 * and grows; how far it is, is a fact about this JVM and nothing depends on it but speed.
 */
final class Pieces {
  static final Pieces DIGEST = new Pieces();
  static final Pieces GCM = new Pieces();
  static final Pieces CTR = new Pieces();
  static final Pieces CBC = new Pieces();
  static final Pieces CHACHA20 = new Pieces();

  /** The largest piece, and the size of buffers. */
  static final int LARGEST = 16 * 1024;

  private final AtomicInteger calls = new AtomicInteger();

  private Pieces() {}

  /** Takes pieces in their order. */
  interface Sink {
    void take(byte[] array, int from, int length) throws IOException, GeneralSecurityException;
  }

  /** A multiple of 16. */
  int next() {
    int n = calls.get();
    if (n >= 30_000) {
      return LARGEST;
    }
    calls.set(n + 1);
    return n < 2_000 ? 64 : n < 10_000 ? 256 : n < 20_000 ? 512 : 1024;
  }

  /** Hands on a range of an array. */
  void feed(byte[] array, int from, int length, Sink sink)
      throws IOException, GeneralSecurityException {
    int to = from + length;
    for (int at = from; at < to; ) {
      int n = Math.min(next(), to - at);
      sink.take(array, at, n);
      at += n;
    }
  }

  /** Hands on all octets. */
  void feed(Octets octets, Sink sink) throws IOException, GeneralSecurityException {
    chunks(octets, (array, from, length) -> feed(array, from, length, sink));
  }

  /**
   * Hands on all octets in chunks of {@link #LARGEST}, the last one shorter: those in memory from
   * where they are, others through one buffer.
   */
  static void chunks(Octets octets, Sink sink) throws IOException, GeneralSecurityException {
    if (octets instanceof ArrayOctets memory) {
      for (int at = memory.from(); at < memory.to(); ) {
        int n = Math.min(LARGEST, memory.to() - at);
        sink.take(memory.array(), at, n);
        at += n;
      }
      return;
    }
    byte[] buffer = new byte[LARGEST];
    try (InputStream in = octets.open()) {
      for (int n; (n = in.readNBytes(buffer, 0, buffer.length)) > 0; ) {
        sink.take(buffer, 0, n);
      }
    }
  }

  /** Passes a chunk through a transform; returns how many octets came out. */
  int transform(Transform transform, byte[] in, int from, int length, byte[] out, int at)
      throws GeneralSecurityException {
    int to = from + length;
    int written = 0;
    for (int read = from; read < to; ) {
      int n = Math.min(next(), to - read);
      written += transform.update(in, read, n, out, at + written);
      read += n;
    }
    return written;
  }
}
