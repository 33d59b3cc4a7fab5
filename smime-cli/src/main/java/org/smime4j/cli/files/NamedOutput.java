package org.smime4j.cli.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An output whose failures name the file: what the runtime says of a full disk names none. */
public final class NamedOutput extends FilterOutputStream {

  private final Path file;

  /**
   * @param file that the open output will be
   */
  NamedOutput(OutputStream out, Path file) {
    super(out);
    this.file = file;
  }

  /** An output into a file that is there. */
  public static OutputStream into(Path file) throws IOException {
    return new NamedOutput(Files.newOutputStream(file), file);
  }

  /** Writes all of the octets to the channel of a file. */
  public static void write(WritableByteChannel channel, Path file, byte[] octets)
      throws IOException {
    new NamedOutput(Channels.newOutputStream(channel), file).write(octets);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int from, int length) throws IOException {
    try {
      out.write(octets, from, length);
    } catch (IOException e) {
      throw new Failure(file, e);
    }
  }

  /** Writing to the file failed: no fault of what was written. */
  public static final class Failure extends FileSystemException {

    private static final long serialVersionUID = 1L;

    private Failure(Path file, IOException cause) {
      super(file.toString(), null, cause.getMessage());
      initCause(cause);
    }
  }
}
