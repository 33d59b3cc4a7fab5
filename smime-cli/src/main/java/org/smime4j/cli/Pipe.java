package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smime4j.sources.ByteSource;

/** A named pipe, or one that the shell opened for {@code <(command)}: it is read once. */
final class Pipe {

  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;

  private Pipe() {}

  /** Whether a file is a pipe. No walk through a directory reads one. */
  static boolean is(Path file) {
    try {
      return Files.exists(file)
          && Files.getAttribute(file, "unix:mode") instanceof Integer mode
          && (mode & KIND) == FIFO;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Opens it, which waits for somebody who writes into it. */
  static InputStream open(Path pipe) throws IOException {
    // Buffered, since a bare FileInputStream cannot read all of a pipe at once.
    return new BufferedInputStream(new FileInputStream(pipe.toFile()), 1 << 16);
  }

  /** Opens a pipe or a file. */
  static InputStream orFile(Path place) throws IOException {
    return is(place) ? open(place) : Files.newInputStream(place);
  }

  /** The octets of a pipe, which are in memory then, or of a file. */
  static ByteSource octets(Path place) throws IOException {
    if (!is(place)) {
      return ByteSource.of(place);
    }
    try (InputStream in = open(place)) {
      return ByteSource.of(in.readAllBytes());
    }
  }
}
