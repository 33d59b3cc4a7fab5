package org.smime4j.internal.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
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
}
