package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.ByteSource;

/** Where a message is read from: a file, or the standard input. */
final class MessageSource {

  /** Stands for the standard input where a file is expected. */
  static final String STANDARD_INPUT = "-";

  /** No array is longer. */
  private static final int MOST_AT_ONCE = Integer.MAX_VALUE - 8;

  /** Of the heap, for all messages that are open at once. */
  private static final int SHARE_OF_HEAP = 8;

  private MessageSource() {}

  /**
   * The octets of a file. They are read at once where an eighth of the heap has room for one such
   * file a processor: a message is read several times, and a file in memory is not looked at again,
   * to see whether it was changed in between.
   */
  static ByteSource octets(Path file) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() / SHARE_OF_HEAP / runtime.availableProcessors();
    boolean isSmall = Files.isRegularFile(file) && Files.size(file) <= Math.min(room, MOST_AT_ONCE);
    return isSmall ? ByteSource.of(Files.readAllBytes(file)) : ByteSource.of(file);
  }

  /** The file of this name; null for the standard input and for what cannot be a file's name. */
  static @Nullable Path fileOrNull(String name) {
    try {
      return name.equals(STANDARD_INPUT) ? null : Path.of(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /**
   * The file of this name.
   *
   * @throws IOException with a sentence, if there can be none
   */
  static Path file(String name) throws IOException {
    Path file = fileOrNull(name);
    if (file == null) {
      throw new IOException(name + ": this is not a valid file name");
    }
    if (Files.isDirectory(file)) {
      throw new IOException(name + ": this is a directory");
    }
    if (Files.exists(file) && !Files.isRegularFile(file) && !Pipe.is(file)) {
      throw new IOException(name + ": this is a device; give a file or a pipe");
    }
    return file;
  }
}
