package org.smime4j.internal.bytes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/** A range of another {@code ByteSource}. Reading skips to its beginning. */
public final class SlicedOctets implements ByteSource {

  private final ByteSource whole;
  private final long from;
  private final long to;

  public SlicedOctets(ByteSource whole, long from, long to) {
    check(from, to, whole.sizeIfKnown().orElse(Long.MAX_VALUE));
    this.whole = whole;
    this.from = from;
    this.to = to;
  }

  /** Refuses a range that is not inside of so many octets. */
  public static void check(long from, long to, long size) {
    if (from < 0 || to < from || to > size) {
      throw new IndexOutOfBoundsException(
          "There is no slice from " + from + " to " + to + " of " + size + " bytes");
    }
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(to - from);
  }

  @Override
  public ByteSource slice(long sliceFrom, long sliceTo) {
    check(sliceFrom, sliceTo, to - from);
    return new SlicedOctets(whole, from + sliceFrom, from + sliceTo);
  }

  @Override
  public InputStream open() throws IOException {
    InputStream in = whole.open();
    try {
      Reading.skip(in, from);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
    return new BoundedInputStream(in, to - from);
  }

  /** A stream that ends after a given number of bytes, or earlier if its source ends earlier. */
  public static final class BoundedInputStream extends FilterInputStream {

    private long left;

    public BoundedInputStream(InputStream in, long size) {
      super(in);
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      int octet = in.read();
      if (octet >= 0) {
        left--;
      }
      return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        return -1;
      }
      int n = in.read(into, offset, (int) Math.min(length, left));
      if (n > 0) {
        left -= n;
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(Math.min(n, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
