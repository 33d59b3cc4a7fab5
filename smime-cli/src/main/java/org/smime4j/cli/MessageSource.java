package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a message is read from: a file, or the standard input. */
final class MessageSource {

  /** Stands for the standard input where a file is expected. */
  static final String STANDARD_INPUT = "-";

  private MessageSource() {}

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
      throw new IOException(name + ": this cannot be the name of a file");
    }
    if (Files.isDirectory(file)) {
      throw new IOException(name + ": this is a directory");
    }
    return file;
  }
}
