package org.smime4j.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that is there as a whole or not at all: it is written beside its place, for its owner's
 * eyes only, and moved there when it is complete. On a failure nothing is left, and what stood
 * there before still does.
 */
final class TargetFile {

  /** Writes the octets. */
  @FunctionalInterface
  interface Body<R> {
    R writeTo(OutputStream out) throws IOException;
  }

  private TargetFile() {}

  static <R> R write(Path target, Body<R> body) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException(target + " is a directory");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A device or a pipe: there is nothing to keep, and moving a file there would remove it.
      try (OutputStream out = Files.newOutputStream(target)) {
        return body.writeTo(out);
      }
    }
    // A link stays a link: what it points to is replaced.
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Path directory = place.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NotDirectoryException(String.valueOf(directory));
    }
    Path beside = Files.createTempFile(directory, ".smime-", ".part", ownerOnly());
    try {
      R result;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 16)) {
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

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
