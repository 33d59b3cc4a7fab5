package org.smime4j.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.ProgressListener;
import org.smime4j.sources.ByteSource;

/**
 * Octets of the caller's, held to what they announce: a source that ends before, or goes on behind,
 * has failed or changed, and what was read so far is not the whole.
 */
public final class SourceOctets implements ByteSource {

  private final ByteSource given;
  private final @Nullable Observer observer;

  private SourceOctets(ByteSource given, @Nullable Observer observer) {
    this.given = given;
    this.observer = observer;
  }

  /** The octets; those in memory as they are. */
  public static ByteSource of(ByteSource given) {
    return ArrayOctets.holds(given) || given instanceof SourceOctets
        ? given
        : new SourceOctets(given, null);
  }

  /**
   * The octets with the progress of all reads together; a read stops if its thread is interrupted.
   * Those in memory as they are, because processing them does not take long.
   */
  public static ByteSource observed(ByteSource given, @Nullable ProgressListener progress) {
    return ArrayOctets.holds(given)
        ? given
        : new SourceOctets(given, new Observer(progress, new AtomicLong()));
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return given.sizeIfKnown();
  }

  @Override
  public ByteSource slice(long from, long to) {
    return new SourceOctets(given.slice(from, to), observer);
  }

  @Override
  public InputStream open() throws IOException {
    return new Counted(given.open(), given.sizeIfKnown(), observer);
  }

  private static final class Counted extends PatientStream {
    private final OptionalLong size;
    private final @Nullable Observer observer;
    private long position;

    Counted(InputStream in, OptionalLong size, @Nullable Observer observer) {
      super(in);
      this.size = size;
      this.observer = observer;
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
      if (observer != null) {
        observer.passed(octets);
      }
      return octets;
    }
  }

  private record Observer(@Nullable ProgressListener progress, AtomicLong done) {

    void passed(int octets) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("Interrupted after " + done + " octets");
      }
      if (octets > 0) {
        long now = done.addAndGet(octets);
        if (progress != null) {
          // The total is unknown: the number of passes depends on the message.
          Transfer.report(progress, now, -1);
        }
      }
    }
  }

  /**
   * A stream of the caller's. One that gives nothing although it was asked for something has broken
   * its contract, and is not at its end: it is asked again, and not for ever.
   */
  static class PatientStream extends FilterInputStream {

    private static final int PATIENCE = 1_000;

    PatientStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      for (int asked = 0; asked < PATIENCE; asked++) {
        int n = in.read(into, offset, count);
        if (n != 0 || count == 0) {
          return n;
        }
      }
      throw new IOException("The source gives nothing, and does not end");
    }
  }
}
