package org.smime4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** What every argument that names a file has in common. */
final class Arguments {

  private Arguments() {}

  /** The file or directory, if it is there and may be read. */
  static Path existing(String option, Path place) throws UsageException {
    if (!Files.exists(place)) {
      throw new UsageException(option + " " + place + ": there is no such file or directory");
    }
    if (!Files.isReadable(place)) {
      throw new UsageException(option + " " + place + ": it may not be read");
    }
    return place;
  }

  /** The reason, if there is one. */
  static String reason(String option, String reason) throws UsageException {
    if (reason.isBlank()) {
      throw new UsageException(option + ": say for what reason");
    }
    return reason;
  }
}
