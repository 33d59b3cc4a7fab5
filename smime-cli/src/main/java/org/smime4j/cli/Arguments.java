package org.smime4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What every argument that names a file has in common. */
final class Arguments {

  private Arguments() {}

  /** What the shell opened for this process, as {@code <(command)} does: it has a writer. */
  private static final Pattern DESCRIPTOR =
      Pattern.compile("/dev/fd/\\d+|/dev/stdin|/proc/self/fd/\\d+");

  /**
   * The file, pipe or directory, if it is there and may be read. Of a device there may be no end.
   */
  static Path existing(String option, Path place) throws UsageException {
    if (!Files.exists(place)) {
      throw new UsageException(option + " " + place + ": there is no such file or directory");
    }
    if (!Files.isReadable(place)) {
      throw new UsageException(option + " " + place + ": it may not be read");
    }
    if (!Files.isDirectory(place)
        && !Files.isRegularFile(place)
        && !Pipe.is(place)
        && !DESCRIPTOR.matcher(place.toString()).matches()) {
      throw new UsageException(
          option + " " + place + ": this is a device; give a file, a directory or a pipe");
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
