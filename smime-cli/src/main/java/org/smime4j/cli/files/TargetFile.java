package org.smime4j.cli.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there as a whole or not at all: it is written beside its place, for its owner's
 * eyes only, and moved there when it is complete. On a failure nothing is left, and what stood
 * there before still does.
 */
public final class TargetFile {

  /** Begins the name of a file that is not complete. */
  public static final String UNFINISHED = ".smime-";

  /** Writes the octets. */
  @FunctionalInterface
  public interface Body<R> {
    R writeTo(OutputStream out) throws IOException;
  }

  private TargetFile() {}

  /** Writes a file; a device or a pipe is written to as it is. */
  public static <R> R write(Path target, Body<R> body) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a directory");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A device or a pipe: there is nothing to keep, and moving a file there would remove it.
      try (OutputStream out = NamedOutput.into(target)) {
        return body.writeTo(out);
      }
    }
    // A link stays a link: what it points to is replaced.
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Path directory = place.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NotDirectoryException(String.valueOf(directory));
    }
    return write(directory, place, body);
  }

  /**
   * Writes a file in one directory and moves it into another of the same file system, over what
   * stands there.
   */
  public static <R> R write(Path directory, Path place, Body<R> body) throws IOException {
    Path beside = Files.createTempFile(directory, UNFINISHED, ".part", OwnerOnly.file());
    try {
      R result;
      try (OutputStream out = new BufferedOutputStream(NamedOutput.into(beside, place), 1 << 16)) {
        result = body.writeTo(out);
      }
      try {
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
      }
      return result;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Writes a file that is there as a whole, or not at all, even if the machine stops. */
  public static void writeDurably(Path directory, String name, Body<?> body) throws IOException {
    Path part = directory.resolve(UNFINISHED + name + ".part");
    Files.deleteIfExists(part);
    try (OutputStream out =
        new BufferedOutputStream(
            NamedOutput.into(Files.createFile(part, OwnerOnly.file()), directory.resolve(name)),
            1 << 16)) {
      body.writeTo(out);
    }
    Durable.force(part);
    Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    Durable.forceDirectory(directory);
  }
}
