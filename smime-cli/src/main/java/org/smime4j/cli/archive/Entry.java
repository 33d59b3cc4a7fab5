package org.smime4j.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
      if (Files.isDirectory(file)) {
        throw new IOException(name + ": this is a directory");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // A pipe may keep its reader waiting for ever.
        throw new IOException(name + ": it is not a file");
      }
      return Files.newInputStream(file);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.position(offset);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new Range(Channels.newInputStream(channel), name, length);
  }

  /**
   * Its file, or the mbox.
   *
   * @throws IOException with a sentence, if there can be no such file
   */
  public Path file() throws IOException {
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": this cannot be the name of a file");
    }
  }
}
