package org.smime4j.internal.asn1;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayInput;

/**
 * The octets of a string in segments; their headers are taken off on each reading, never listed.
 */
final class SegmentedInput extends ArrayInput {

  /** A string that is read segment by segment. */
  interface Segments extends Closeable {

    /** Octets of the next segment of the string that was entered at a depth; -1 behind the last. */
    long nextSegment(int outer) throws IOException;

    int read(byte[] into, int offset, int count) throws IOException;

    void consume(long count) throws IOException;
  }

  private final Segments reader;
  private long left;

  SegmentedInput(Segments reader) {
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
