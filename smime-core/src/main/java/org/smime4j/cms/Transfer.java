package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.ProgressListener;
import org.smime4j.internal.base.ArrayOctets;

/** Moves octets, says how far it is over all passes, and stops when its thread is interrupted. */
final class Transfer {

  /** Large enough for the primitives below, which cut it as they need. */
  private static final int PIECE = 64 * 1024;

  /** Takes octets. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] octets, int offset, int length) throws IOException;
  }

  /** Hands on all of some content. */
  @FunctionalInterface
  interface Passage {
    void into(Sink sink) throws IOException;
  }

  private final @Nullable ProgressListener progress;
  private final long total;
  private long done;

  /**
   * @param total how many octets will be moved over all passes
   */
  Transfer(@Nullable ProgressListener progress, OptionalLong total) {
    this.progress = progress;
    this.total = total.orElse(-1);
  }

  /**
   * Moves all of content; that it has the size it announced is checked. Of an array, and of nothing
   * else, the sink is given the array itself: what writes itself may do so from a buffer that it
   * fills again, as the JDK's own streams do.
   */
  void run(Octets content, Sink sink) throws IOException {
    if (content instanceof ArrayOctets array) {
      pieces(array.array(), array.from(), array.to() - array.from(), sink);
      return;
    }
    long before = done;
    content.writeTo(
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
          }

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

  /** Moves a stream to its end. */
  void run(InputStream in, Sink sink) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      step(piece, 0, n, sink);
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
      progress.progress(done, total);
    }
  }
}
