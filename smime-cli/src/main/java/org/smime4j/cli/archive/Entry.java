package org.smime4j.cli.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.smime4j.cli.files.DerivedStream;

/**
 * One message of an archive: a file, or a range of an mbox.
 *
 * @param number its place in the list of messages, from 1
 * @param name of its file, as people know it
 * @param uri of its file
 * @param offset in octets where it begins in an mbox; -1 for a file of its own
 * @param length in octets in an mbox; -1 for a file of its own
 */
public record Entry(int number, String name, String uri, long offset, long length) {

  /** Whether it is a part of an mbox. */
  public boolean isInMbox() {
    return offset >= 0;
  }

  /**
   * Its octets as they are stored.
   *
   * @throws IOException with a sentence, if there can be no such file
   */
  public InputStream open() throws IOException {
    Path file = file();
    if (!isInMbox()) {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // A pipe may keep its reader waiting for ever.
        throw new IOException(name + ": it is not a file");
      }
      return Files.newInputStream(file);
    }
    return new Range(
        Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ).position(offset)),
        name,
        length);
  }

  /**
   * Its file, or the mbox. In a Maildir, under the name that it has now.
   *
   * @throws IOException with a sentence, if there can be no such file
   */
  public Path file() throws IOException {
    Path file;
    try {
      file = Path.of(URI.create(uri));
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": this cannot be the name of a file");
    }
    Path found = !isInMbox() && MaildirName.isInMaildir(file) ? MaildirName.find(file) : null;
    return found == null ? file : found;
  }

  /** So many octets of a file, all of which must be there. */
  private static final class Range extends DerivedStream {
    private final String name;
    private long left;

    Range(InputStream in, String name, long length) {
      super(in);
      this.name = name;
      this.left = length;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (left == 0 && count > 0) {
        return -1;
      }
      int n = in.read(into, offset, (int) Math.min(count, left));
      if (n < 0) {
        throw new EOFException(name + ": it is shorter than it was when the job began");
      }
      left -= n;
      return n;
    }
  }
}
