package org.smime4j.cli.files;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Puts on the medium what the system may still hold in memory, as {@code fsync} does. */
public final class Durable {

  private Durable() {}

  /** The octets of a file. Its name is durable once its directory is. */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** The names in a directory. Windows opens no directory, and needs none to be forced. */
  public static void forceDirectory(Path directory) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
