package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.InArray;
import org.smime4j.sources.ByteSource;

/**
 * Octets of the caller's, held to what they announce: a source that ends before, or goes on behind,
 * has failed or changed, and what was read so far is not the whole.
 */
public final class SourceOctets implements ByteSource {

  private final ByteSource given;

  private SourceOctets(ByteSource given) {
    this.given = given;
  }

  /** The octets; those in memory as they are. */
  public static ByteSource of(ByteSource given) {
    if (given instanceof InArray written) {
      return written.octets();
    }
    return given instanceof ArrayOctets || given instanceof SourceOctets
        ? given
        : new SourceOctets(given);
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return given.sizeIfKnown();
  }

  @Override
  public ByteSource slice(long from, long to) {
    return new SourceOctets(given.slice(from, to));
  }

  @Override
  public InputStream open() throws IOException {
    return new Counted(given.open(), given.sizeIfKnown());
  }

  private static final class Counted extends PatientStream {
    private final OptionalLong size;
    private long position;

    Counted(InputStream in, OptionalLong size) {
      super(in);
      this.size = size;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      passed(octet < 0 ? -1 : 1);
      return octet;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      return passed(super.read(into, offset, count));
    }

    @Override
    public long skip(long count) throws IOException {
      long n = in.skip(count);
      position += n;
      return n;
    }

    private int passed(int octets) throws IOException {
      position += Math.max(0, octets);
      long end = size.orElse(position);
      if (octets < 0 ? position < end : position > end) {
        throw new IOException(
            octets < 0
                ? "The source has " + position + " octets where it announced " + end
                : "The source goes on behind the " + end + " octets that it announced");
      }
      return octets;
    }
  }
}
