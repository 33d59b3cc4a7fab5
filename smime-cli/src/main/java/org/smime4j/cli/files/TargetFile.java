package org.smime4j.cli.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is there as a whole or not at all: it is written beside its place, for its owner's
 * eyes only, and moved there when it is complete. On a failure nothing is left, and what stood
 * there before still does.
 */
public final class TargetFile {

  /** Begins the name of a file that is not complete. */
  public static final String UNFINISHED = ".smime-";

  private static final String PART = ".part";

  /** In the name of each file, since a process does not see its own locks. */
  private static final String PROCESS = String.valueOf(ProcessHandle.current().pid());

  private static final Pattern UNFINISHED_FILE = Pattern.compile("\\.smime-(\\d+)-\\d+\\.part");

  private static final Duration NOT_LOCKED = Duration.ofMinutes(1);

  /** Writes the octets. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private TargetFile() {}

  /**
   * Writes a file; a device or a pipe is written to as it is. What killed commands left beside it
   * is removed.
   */
  public static void write(Path target, Content content) throws IOException {
    removeAbandoned(target.toAbsolutePath().resolveSibling(""));
    writeOneOfMany(target, content);
  }

  /** The same where the caller has called {@link #removeAbandoned} for the directory. */
  public static void writeOneOfMany(Path target, Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a directory");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A device or a pipe: there is nothing to keep, and moving a file there would remove it.
      try (OutputStream out = NamedOutput.into(target)) {
        content.writeTo(out);
        return;
      }
    }
    // A link stays a link: what it points to is replaced.
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Path directory = place.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NotDirectoryException(String.valueOf(directory));
    }
    write(place, true, content);
  }

  /**
   * Writes a file beside its place, and moves it there over what stands there.
   *
   * @param isForced whether the octets are put on the medium first; else the caller does that
   */
  public static void write(Path place, boolean isForced, Content content) throws IOException {
    Path directory = Objects.requireNonNull(place.toAbsolutePath().getParent());
    Path beside =
        Files.createTempFile(directory, UNFINISHED + PROCESS + "-", PART, OwnerOnly.file());
    try {
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        // As long as it is locked, no other process takes it for what a killed one left.
        channel.tryLock();
        OutputStream out =
            new BufferedOutputStream(
                new NamedOutput(Channels.newOutputStream(channel), place), 1 << 16);
        content.writeTo(out);
        out.flush();
        if (isForced) {
          channel.force(true);
        }
      }
      Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Removes what commands left that were killed while they wrote to this directory. A file that a
   * process still writes is locked.
   */
  public static void removeAbandoned(Path directory) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, UNFINISHED + "*" + PART)) {
      for (Path file : files) {
        Matcher name = UNFINISHED_FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          removeAbandoned(file, name.group(1));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The command that writes here says what is wrong.
    }
  }

  private static void removeAbandoned(Path file, String process) throws IOException {
    Instant written = Files.getLastModifiedTime(file).toInstant();
    if (Files.size(file) == 0) {
      // One that was made just now is not locked yet.
      if (written.isBefore(Instant.now().minus(NOT_LOCKED))) {
        Files.deleteIfExists(file);
      }
      return;
    }
    // To open a file of this process would end its lock (fcntl(2)).
    Instant begun = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);
    if (!process.equals(PROCESS) || written.isBefore(begun)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        if (channel.tryLock() != null) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        // It is somebody else's, or gone.
      }
    }
  }

  /** Writes a file that is there as a whole, or not at all, even if the machine stops. */
  public static void writeDurably(Path directory, String name, Content content) throws IOException {
    write(directory.resolve(name), true, content);
    Durable.forceDirectory(directory);
  }
}
