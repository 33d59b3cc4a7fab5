package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.util.io.Streams;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;

/**
 * How much is handed to a primitive at once. HotSpot's intrinsics run only once the method around
 * them is compiled, and that takes calls, not octets: a fresh JVM that gets a megabyte at a time
 * works for seconds at a hundredth of its speed. So each kind of primitive starts with small pieces
 * and grows. How far it is, is a fact about this JVM, hence one object for each kind for all
 * threads; nothing depends on it but speed.
 */
public final class Pieces {

  /** The largest piece: input, output and scrap of a cipher stay in the first-level cache. */
  public static final int LARGEST = 4 * 1024;

  /** What is read from a stream at once. */
  public static final int CHUNK = 16 * 1024;

  private static final int COMPILED = 30_000;

  private final AtomicInteger calls = new AtomicInteger();

  /** Takes pieces in their order. */
  public interface Sink {
    void take(byte[] array, int from, int length) throws IOException, GeneralSecurityException;
  }

  /** The size of the next piece, a multiple of 64. */
  public int next() {
    int n = calls.get();
    if (n >= COMPILED) {
      return LARGEST;
    }
    // Counts that two threads lose are made up for.
    calls.set(n + 1);
    return n < 2_000 ? 64 : n < 10_000 ? 256 : n < 20_000 ? 512 : 1024;
  }

  /** Hands on a range of an array. */
  public void feed(byte[] array, int from, int length, Sink sink)
      throws IOException, GeneralSecurityException {
    int to = from + length;
    for (int at = from; at < to; ) {
      int n = Math.min(next(), to - at);
      sink.take(array, at, n);
      at += n;
    }
  }

  /** Hands on all octets: those in memory from where they are, others through one buffer. */
  public void feed(ByteSource octets, Sink sink) throws IOException, GeneralSecurityException {
    if (octets instanceof ArrayOctets memory) {
      feed(memory.array(), memory.from(), memory.to() - memory.from(), sink);
      return;
    }
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = octets.open()) {
      for (int n; (n = Streams.readFully(in, buffer, 0, buffer.length)) > 0; ) {
        feed(buffer, 0, n, sink);
      }
    }
  }
}
