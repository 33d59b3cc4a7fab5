package org.smime4j.cli.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that nobody but their owner can open, where the system knows owners. */
public final class OwnerOnly {

  private OwnerOnly() {}

  /** The attributes of a new file. */
  public static FileAttribute<?>[] file() {
    return permissions("rw-------");
  }

  /** Opens a file to write to it; it is made if it is not there. */
  public static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE), file());
  }

  /** Locks an open file; false if another process, or this one elsewhere, has locked it. */
  public static boolean lock(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Makes a directory, and those above it, if they are not there. */
  public static void createDirectories(Path directory) throws IOException {
    // A link to a directory was refused by some releases of Java 17.
    if (!Files.isDirectory(directory)) {
      try {
        Files.createDirectories(directory, permissions("rwx------"));
      } catch (FileAlreadyExistsException e) {
        throw new NotDirectoryException(e.getFile());
      }
    }
  }

  private static FileAttribute<?>[] permissions(String allowed) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(allowed))
        }
        : new FileAttribute<?>[0];
  }
}
