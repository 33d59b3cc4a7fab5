package org.smime4j.internal.bytes;

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
}
