package org.smime4j.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.io.TargetFile.OwnerOnly;
import org.smime4j.internal.platform.Reading;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Makes a stream that can be read once into octets that can be read again: in memory up to {@link
 * Limit#SPOOL_THRESHOLD}, past that in a file for its owner alone, which is gone with the spool or
 * with the process. Only transmitted octets and ciphertext may be spooled, never plaintext.
 *
 * @param octets the octets; where they lie in a file, they can be read until the spool is closed
 */
public record Spool(ByteSource octets, @Nullable OwnerOnly file, AtomicBoolean closed)
    implements Closeable {

  private static final int BLOCK = 64 * 1024;

  /**
   * Reads the stream to its end; it stays open.
   *
   * @param directory where a file may be written; null for the runtime's own place
   */
  public static Spool of(InputStream in, Limits limits, @Nullable Path directory)
      throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    int threshold = (int) Math.min(limits.get(Limit.SPOOL_THRESHOLD), Integer.MAX_VALUE - BLOCK);
    // Also because a FileInputStream asks a pipe for its position before it reads many octets.
    InputStream all = new SourceOctets.PatientStream(in);
    byte[] head = Reading.upTo(all, threshold + 1);
    if (head.length <= threshold) {
      return new Spool(ByteSource.of(head), null, closed);
    }
    Path place = directory != null ? directory : Paths.get(System.getProperty("java.io.tmpdir"));
    OwnerOnly file =
        OwnerOnly.create(place, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
    try {
      FileChannel channel = file.channel();
      write(head, head.length, file);
      byte[] block = new byte[BLOCK];
      for (int n = all.read(block); n >= 0; n = all.read(block)) {
        write(block, n, file);
      }
      long size = channel.position();
      ByteSource octets =
          new DerivedOctets(OptionalLong.of(size), () -> new Positioned(channel, size, closed));
      return new Spool(octets, file, closed);
    } catch (Throwable e) {
      try {
        file.delete();
      } catch (IOException deleting) {
        e.addSuppressed(deleting);
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    closed.set(true);
    if (file != null) {
      file.delete();
    }
  }

  private static void write(byte[] octets, int count, OwnerOnly file) throws IOException {
    // In blocks: the runtime keeps a buffer outside the heap as large as what it is handed.
    try {
      for (int at = 0; at < count; ) {
        at += file.channel().write(ByteBuffer.wrap(octets, at, Math.min(BLOCK, count - at)));
      }
    } catch (IOException e) {
      throw OwnerOnly.naming(file.path(), e);
    }
  }

  /** Reads at its own position, so that several streams can share the channel. */
  private static final class Positioned extends ArrayInput {
    private final FileChannel channel;
    private final long size;
    private final AtomicBoolean closed;
    private long position;

    Positioned(FileChannel channel, long size, AtomicBoolean closed) {
      this.channel = channel;
      this.size = size;
      this.closed = closed;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      if (count == 0) {
        return 0;
      }
      if (closed.get()) {
        throw new IOException("The message was closed: read its content before close()");
      }
      int n = channel.read(ByteBuffer.wrap(into, offset, Math.min(count, BLOCK)), position);
      if (n > 0) {
        position += n;
      }
      return n;
    }

    @Override
    public long skip(long count) {
      long n = Math.max(0, Math.min(count, size - position));
      position += n;
      return n;
    }
  }
}
