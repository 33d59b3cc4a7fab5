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
 * A source outside memory that reports the progress of all reads together. A read stops if its
 * thread is interrupted.
 */
public final class ObservedOctets implements ByteSource {

  private final ByteSource source;
  private final @Nullable ProgressListener progress;
  private final AtomicLong done;

  private ObservedOctets(ByteSource source, @Nullable ProgressListener progress, AtomicLong done) {
    this.source = source;
    this.progress = progress;
    this.done = done;
  }

  /** Returns the source unchanged if it is in memory, because processing it does not take long. */
  public static ByteSource of(ByteSource source, @Nullable ProgressListener progress) {
    return source instanceof ArrayOctets
        ? source
        : new ObservedOctets(SourceOctets.of(source), progress, new AtomicLong());
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return source.sizeIfKnown();
  }

  @Override
  public ByteSource slice(long from, long to) {
    return new ObservedOctets(source.slice(from, to), progress, done);
  }

  @Override
  public InputStream open() throws IOException {
    return new FilterInputStream(source.open()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return passed(in.read(into, offset, length));
      }

      @Override
      public long skip(long count) throws IOException {
        return in.skip(count);
      }
    };
  }

  private int passed(int octets) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted after " + done + " octets");
    }
    if (octets > 0) {
      long now = done.addAndGet(octets);
      if (progress != null) {
        // The total is unknown: the number of passes depends on the message.
        Progress.report(progress, now, -1);
      }
    }
    return octets;
  }
}
