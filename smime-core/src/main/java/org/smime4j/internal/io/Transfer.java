package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.settings.ProgressListener;
import org.smime4j.sources.ByteSource;

/** Copies bytes, reports progress over all passes, and stops if its thread is interrupted. */
public final class Transfer {

  /** Large enough for the cryptographic primitives, which split it as they need. */
  private static final int PIECE = 64 * 1024;

  /** Receives bytes. */
  @FunctionalInterface
  public interface Sink {
    void write(byte[] octets, int offset, int length) throws IOException;
  }

  /** Passes on the whole of some content. */
  @FunctionalInterface
  public interface Passage {
    void into(Sink sink) throws IOException;
  }

  private final @Nullable ProgressListener progress;
  private final long total;
  private long done;

  /**
   * @param total the number of bytes to copy over all passes
   */
  public Transfer(@Nullable ProgressListener progress, OptionalLong total) {
    this.progress = progress;
    this.total = total.orElse(-1);
  }

  /**
   * Copies the whole content, and checks that it has the announced size. If the content is an
   * array, the sink receives the array itself. Other content may write from a buffer that it fills
   * again, as the JDK's streams do.
   */
  public void run(ByteSource content, Sink sink) throws IOException {
    long before = done;
    content.writeTo(
        new ArrayOutput() {
          @Override
          public void write(byte[] octets, int offset, int length) throws IOException {
            pieces(octets, offset, length, sink);
          }
        });
    long moved = done - before;
    long size = content.sizeIfKnown().orElse(moved);
    if (moved != size) {
      throw new IOException("The source has " + moved + " octets where it announced " + size);
    }
  }

  private void pieces(byte[] octets, int offset, int length, Sink sink) throws IOException {
    for (int moved = 0; moved < length; ) {
      int n = Math.min(PIECE, length - moved);
      step(octets, offset + moved, n, sink);
      moved += n;
    }
  }

  private void step(byte[] octets, int offset, int length, Sink sink) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted after " + done + " octets");
    }
    sink.write(octets, offset, length);
    done += length;
    if (progress != null) {
      report(progress, done, total);
    }
  }

  /**
   * Reports progress.
   *
   * @throws IOException if the listener throws. Its failure says nothing about the input
   */
  public static void report(ProgressListener listener, long done, long total) throws IOException {
    try {
      listener.progress(done, total);
    } catch (RuntimeException e) {
      throw new IOException("The progress listener failed: " + e, e);
    }
  }
}
