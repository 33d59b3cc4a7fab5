package org.smime4j.internal.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.platform.Reading;

/**
 * A file that exists only once it is complete: written beside its place, for its owner alone, and
 * put there in one step. Whatever goes wrong, nothing is left and a file that was there stays.
 */
public final class TargetFile {

  private static final int BLOCK = 64 * 1024;

  private TargetFile() {}

  /**
   * Writes the content.
   *
   * @param <R> what there is to say about it
   */
  @FunctionalInterface
  public interface Body<R extends @Nullable Object> {
    R writeTo(OutputStream out) throws IOException;
  }

  /** Lets the body write, then puts the file in its place. */
  public static <R extends @Nullable Object> R write(Path target, Body<R> body) throws IOException {
    try {
      Reading.attributes(target);
    } catch (NoSuchFileException e) {
      // It is made.
    }
    Path place = target.toAbsolutePath();
    Path directory = place.getParent();
    if (directory == null) {
      throw new FileSystemException(target.toString(), null, "is not a file");
    }
    OwnerOnly temporary;
    try {
      temporary = OwnerOnly.create(directory);
    } catch (NoSuchFileException e) {
      // It names the file beside, which nobody knows.
      FileSystemException named =
          new NoSuchFileException(target.toString(), null, "there is no such folder");
      named.initCause(e);
      throw named;
    }
    try {
      R result;
      try (OutputStream out = new BufferedOutputStream(temporary.output(place), BLOCK)) {
        result = body.writeTo(out);
        out.flush();
        // Else a machine that stops may keep the new name, and not the octets.
        temporary.channel().force(true);
      }
      move(temporary.path(), place);
      return result;
    } catch (Throwable e) {
      try {
        temporary.delete();
      } catch (IOException deleting) {
        e.addSuppressed(deleting);
      }
      throw e;
    }
  }

  private static void move(Path temporary, Path place) throws IOException {
    try {
      // Where a move in one step replaces anyway the second option is ignored.
      Files.move(
          temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A new file that nobody but its owner can read, from its first moment. */
  record OwnerOnly(Path path, FileChannel channel) {

    private static final String PREFIX = ".smime4j-";
    private static final int TRIES = 10;

    /** Creates a file with a name that nobody can foresee, and opens it. */
    static OwnerOnly create(Path directory, OpenOption... options) throws IOException {
      Set<OpenOption> all = new HashSet<>(Set.of(options));
      all.add(StandardOpenOption.CREATE_NEW);
      all.add(StandardOpenOption.WRITE);
      for (int i = 1; ; i++) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Path path = directory.resolve(PREFIX + Hex.toHexString(random));
        try {
          return new OwnerOnly(path, FileChannel.open(path, all, permissions(path)));
        } catch (FileAlreadyExistsException e) {
          if (i == TRIES) {
            throw e;
          }
        }
      }
    }

    /**
     * An output into it; where that fails, the failure names a file, which the runtime's does not.
     */
    OutputStream output(Path named) {
      OutputStream out = Channels.newOutputStream(channel);
      return new ArrayOutput() {
        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
          try {
            out.write(octets, from, length);
          } catch (IOException e) {
            throw naming(named, e);
          }
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }

    /** A failure that says no more than what went wrong, such as a full disk, with the file. */
    static IOException naming(Path file, IOException e) {
      if (e.getClass() != IOException.class) {
        return e;
      }
      FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
      named.initCause(e);
      return named;
    }

    /** Closes and deletes it; DELETE_ON_CLOSE is a hint that not every file system takes. */
    void delete() throws IOException {
      try (channel) {
        Files.deleteIfExists(path);
      }
    }

    private static FileAttribute<?>[] permissions(Path path) {
      return path.getFileSystem().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];
    }
  }
}
