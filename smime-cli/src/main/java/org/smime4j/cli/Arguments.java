package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The files that arguments name, and what else arguments have in common. */
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

  /** The octets of a file of at most so many. */
  static byte[] octets(String option, Path file, int most) throws IOException, UsageException {
    existing(option, file);
    if (Files.isDirectory(file)) {
      throw new UsageException(option + " " + file + ": this is a directory");
    }
    try (InputStream in = Pipe.orFile(file)) {
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        throw new UsageException(option + " " + file + ": it is longer than " + most + " octets");
      }
      return octets;
    }
  }

  /** The text of a file in UTF-8 of at most so many octets, without a mark in front. */
  static String text(String option, Path file, int most) throws IOException, UsageException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(octets(option, file, most)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + file + ": this is not text in UTF-8");
    }
  }
}
