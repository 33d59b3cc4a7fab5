package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.TypeConversionException;

/** The files that arguments name, and what else arguments have in common. */
final class Arguments {

  /** Stands for the standard input where a file is expected. */
  static final String STANDARD_INPUT = "-";

  /** A longer message is read from its file in pieces: in memory it takes three times as much. */
  private static final int MOST_AT_ONCE = 32 << 20;

  /** Of the heap, for all messages that are open at once. */
  private static final int SHARE_OF_HEAP = 8;

  /** What the shell opened for this process, as {@code <(command)} does: it has a writer. */
  private static final Pattern DESCRIPTOR =
      Pattern.compile("/dev/fd/\\d+|/dev/stdin|/proc/self/fd/\\d+");

  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;

  private Arguments() {}

  /** Whether this is no file but the standard output. */
  static boolean isStandardOutput(Path out) {
    return out.toString().equals(STANDARD_INPUT);
  }

  /**
   * The file, pipe or directory, if it is there and may be read. Of a device there may be no end.
   */
  static Path existing(String option, Path place) {
    if (place.toString().isEmpty()) {
      // To Java it is the current directory.
      throw new UsageException(option + ": the name is empty");
    }
    if (!Files.exists(place)) {
      throw new UsageException(option + " " + place + ": there is no such file or directory");
    }
    if (!Files.isReadable(place)) {
      throw new UsageException(option + " " + place + ": it may not be read");
    }
    if (!Files.isDirectory(place)
        && !Files.isRegularFile(place)
        && !isPipe(place)
        && !DESCRIPTOR.matcher(place.toString()).matches()) {
      throw new UsageException(
          option + " " + place + ": this is a device; give a file, a directory or a pipe");
    }
    return place;
  }

  /**
   * Refuses a file that is there: it may be the only copy of a key. A device or a pipe is written
   * to.
   */
  static void absent(String option, Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + ": this is a directory; give a file to " + option);
    }
    if (Files.isRegularFile(target)) {
      throw new IOException(
          target + ": it exists already; give another " + option + ", or remove it");
    }
  }

  /** Refuses an option that is given, and for no reason. */
  static void reason(String option, @Nullable String reason) {
    if (reason != null && reason.isBlank()) {
      throw new UsageException(option + ": say for what reason");
    }
  }

  /** A value that the library makes of an option; its refusal names the option. */
  static <T> T valid(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  /** The octets of a file of at most so many. */
  static byte[] octets(String option, Path file, int most) throws IOException {
    existing(option, file);
    if (Files.isDirectory(file)) {
      throw new UsageException(option + " " + file + ": this is a directory");
    }
    try (InputStream in = open(file)) {
      byte[] octets = in.readNBytes(most + 1);
      if (octets.length > most) {
        throw new UsageException(option + " " + file + ": it is longer than " + most + " octets");
      }
      return octets;
    }
  }

  /** The text of a file in UTF-8 of at most so many octets, without a mark in front. */
  static String text(String option, Path file, int most) throws IOException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(octets(option, file, most)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UsageException(
          option + " " + file + ": this is not text in UTF-8; save the file as UTF-8");
    }
  }

  /** Whether a file is a pipe. No walk through a directory reads one. */
  static boolean isPipe(Path file) {
    try {
      return Files.exists(file)
          && Files.getAttribute(file, "unix:mode") instanceof Integer mode
          && (mode & KIND) == FIFO;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Opens it, which waits for somebody who writes into it. */
  static InputStream openPipe(Path pipe) throws IOException {
    // Buffered, since a bare FileInputStream cannot read all of a pipe at once.
    return new BufferedInputStream(new FileInputStream(pipe.toFile()), 1 << 16);
  }

  /** Opens a pipe or a file. */
  static InputStream open(Path place) throws IOException {
    return isPipe(place) ? openPipe(place) : Files.newInputStream(place);
  }

  /** The octets of a pipe, which are in memory then, or of a file. */
  static ByteSource octets(Path place) throws IOException {
    if (!isPipe(place)) {
      return ByteSource.of(place);
    }
    try (InputStream in = openPipe(place)) {
      return ByteSource.of(in.readAllBytes());
    }
  }

  /**
   * The octets of a message. They are read at once where an eighth of the heap has room for one
   * such file a processor: a message is read several times, and a file in memory is not looked at
   * again, to see whether it was changed in between.
   */
  static ByteSource messageOctets(Path file) throws IOException {
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

  /** The file of this name, for an option. */
  static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          name + ": " + wrong(name) + ", or give the directory that it is in");
    }
  }

  /** A time in the form of ISO 8601, in UTC. */
  static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(text + " is not a time such as 2026-06-01T00:00:00Z");
    }
  }

  /** A length of time. */
  static Duration duration(String text) {
    if (!text.matches("\\d{1,9}[smhd]")) {
      throw new TypeConversionException(text + " is not a length of time such as 90m or 2d");
    }
    return Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
  }

  /** In the locale C, Java 17 has no other letters than those of ASCII for the names of files. */
  private static String wrong(String name) {
    return name.chars().allMatch(each -> each < 128)
        ? "this is not a valid file name; give another one"
        : "this locale cannot spell the name; set LC_ALL=C.UTF-8";
  }

  /**
   * The file of this name.
   *
   * @throws IOException with a sentence, if there can be none
   */
  static Path file(String name) throws IOException {
    Path file = fileOrNull(name);
    if (file == null) {
      throw new IOException(name + ": " + wrong(name));
    }
    if (Files.isDirectory(file)) {
      throw new IOException(
          name + ": this is a directory; smime archive opens the messages in one");
    }
    if (Files.exists(file) && !Files.isRegularFile(file) && !isPipe(file)) {
      throw new IOException(name + ": this is a device; give a file or a pipe");
    }
    return file;
  }
}
