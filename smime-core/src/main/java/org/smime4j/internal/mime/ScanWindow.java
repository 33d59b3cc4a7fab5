package org.smime4j.internal.mime;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.bouncycastle.util.io.Streams;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.platform.EightOctets;
import org.smime4j.sources.ByteSource;

/**
 * The part of a source that a scanner looks at: the array itself where the source is one, else a
 * block that slides. Positions are indices into {@link #buffer}.
 */
final class ScanWindow implements Closeable {

  private static final int BLOCK = 64 * 1024;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  byte[] buffer;
  int limit;
  private final InputStream in;
  private final boolean slides;
  private long base;
  private boolean atEnd;

  ScanWindow(ByteSource source) throws IOException {
    if (source instanceof ArrayOctets octets) {
      buffer = octets.array();
      limit = octets.to();
      base = -octets.from();
      atEnd = true;
      slides = false;
      in = ArrayOctets.of(new byte[0]).open();
    } else {
      slides = true;
      buffer = new byte[2 * BLOCK];
      in = source.open();
    }
  }

  /** The index at which the source begins. */
  int first() {
    return (int) -base;
  }

  /** The offset in the source of an index. */
  long offset(int index) {
    return base + index;
  }

  /** Whether everything up to the end of the source is in the window. */
  boolean atEnd() {
    return atEnd;
  }

  /** Whether the buffer is ours, and will be written again. */
  boolean slides() {
    return slides;
  }

  /**
   * Reads on, keeping what stands from an index; the index of the octet kept is then 0.
   *
   * @return how far the indices moved down
   */
  int slide(int keep) throws IOException {
    if (atEnd) {
      return 0;
    }
    System.arraycopy(buffer, keep, buffer, 0, limit - keep);
    base += keep;
    limit -= keep;
    if (limit > buffer.length - BLOCK) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int n = Streams.readFully(in, buffer, limit, buffer.length - limit);
    atEnd = n < buffer.length - limit;
    limit += n;
    return keep;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Whether a NUL is among the octets. */
  boolean holdsNul(int from, int to) {
    return holdsNul(buffer, from, to);
  }

  /** The same of an array; its octets are looked at eight at a time. */
  static boolean holdsNul(byte[] array, int from, int to) {
    long found = 0;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long octets = EightOctets.at(array, i);
      found |= octets - ONES & ~octets;
    }
    boolean holds = (found & HIGH) != 0;
    for (; i < to; i++) {
      holds |= array[i] == 0;
    }
    return holds;
  }
}
