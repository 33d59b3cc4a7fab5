package org.smime4j.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.smime4j.sources.ByteSource;

/**
 * Octets that are no array to the library: they may not tell their size, each reading gives at most
 * a number of them, and open streams and readings of a single octet are counted.
 */
public final class TestSource implements ByteSource {

  private final byte[] octets;
  private final int most;
  private final boolean tellsSize;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger singleReads = new AtomicInteger();

  public TestSource(byte[] octets, int most, boolean tellsSize) {
    this.octets = octets;
    this.most = most;
    this.tellsSize = tellsSize;
  }

  /** Octets that do not tell how many they are, as those of a stream. */
  public static TestSource unsized(byte[] octets) {
    return new TestSource(octets, Integer.MAX_VALUE, false);
  }

  /** How many streams are open now. */
  public int streams() {
    return streams.get();
  }

  /** How often it was opened. */
  public int opened() {
    return opened.get();
  }

  /** How often one octet alone was read. */
  public int singleReads() {
    return singleReads.get();
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return tellsSize ? OptionalLong.of(octets.length) : OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    streams.incrementAndGet();
    opened.incrementAndGet();
    ByteArrayInputStream in = new ByteArrayInputStream(octets);
    return new InputStream() {
      private boolean closed;

      @Override
      public int read() {
        singleReads.incrementAndGet();
        return in.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        return in.read(into, offset, Math.min(length, most));
      }

      @Override
      public long skip(long count) {
        return in.skip(Math.min(count, most));
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          streams.decrementAndGet();
        }
      }
    };
  }
}
