package org.smime4j.internal.asn1;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/**
 * The octets of a string in segments; their headers are taken off on each reading, never listed.
 */
final class SegmentedOctets implements ByteSource {

  /** A string that is read segment by segment. */
  interface Segments extends Closeable {

    /** Octets of the next segment of the string that was entered at a depth; -1 behind the last. */
    long nextSegment(int outer) throws IOException;

    int read(byte[] into, int offset, int count) throws IOException;

    void consume(long count) throws IOException;
  }

  /** Begins to read a string, which was walked before. */
  interface Walk {
    Segments begin() throws IOException;
  }

  private final Walk walk;
  private final long size;

  /**
   * @param size octets in all segments
   */
  public SegmentedOctets(Walk walk, long size) {
    this.walk = walk;
    this.size = size;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(size);
  }

  @Override
  public byte[] bytes() throws IOException {
    byte[] joined = new byte[Math.toIntExact(size)];
    try (InputStream in = open()) {
      if (in.readNBytes(joined, 0, joined.length) != joined.length) {
        throw new IOException("the source changed between two reads");
      }
    }
    return joined;
  }

  @Override
  public InputStream open() throws IOException {
    return new Joined(walk.begin());
  }

  private static final class Joined extends InputStream {
    private final Segments reader;
    private long left;

    Joined(Segments reader) {
      this.reader = reader;
    }

    /** False at the end of the last segment. */
    private boolean inSegment() throws IOException {
      while (left == 0) {
        left = reader.nextSegment(0);
      }
      return left > 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      int done = 0;
      while (done < count && inSegment()) {
        int n = reader.read(into, offset + done, (int) Math.min(count - done, left));
        left -= n;
        done += n;
      }
      return done == 0 && count > 0 ? -1 : done;
    }

    @Override
    public long skip(long count) throws IOException {
      long done = 0;
      while (done < count && inSegment()) {
        long n = Math.min(count - done, left);
        reader.consume(n);
        left -= n;
        done += n;
      }
      return done;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
