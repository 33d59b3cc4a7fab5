package org.smime4j.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.Durable;
import org.smime4j.cli.files.NamedOutput;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;

/**
 * Where a job puts a file for each message, whose name is the message's number: what is written
 * again takes the place of what was there. For their owner only.
 */
public final class OutputFolder implements Closeable {

  private static final String LOCK = TargetFile.UNFINISHED + "lock";

  private static final Pattern NAME = Pattern.compile("(\\d{8,10})\\.eml");

  /** Where a Maildir has what was read. */
  private static final String CURRENT = "cur";

  private final Path root;
  private final Path unfinished;
  private final Path finished;
  private final Consumer<Step> steps;
  private @Nullable FileChannel lock;

  private OutputFolder(Path root, Path unfinished, Path finished, Consumer<Step> steps) {
    this.root = root;
    this.unfinished = unfinished;
    this.finished = finished;
    this.steps = steps;
  }

  /** A directory with the files in it. */
  public static OutputFolder plain(Path directory, Consumer<Step> steps) {
    return new OutputFolder(directory, directory, directory, steps);
  }

  /** A Maildir: files are written in {@code tmp} and moved to {@code new}. */
  public static OutputFolder maildir(Path directory, Consumer<Step> steps) {
    return new OutputFolder(directory, directory.resolve("tmp"), directory.resolve("new"), steps);
  }

  /** The medium that is written to failed: no fault of the message, and no reason to go on. */
  public static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failed;

    Failure(IOException failed) {
      super(failed.getMessage(), failed);
      this.failed = failed;
    }

    /** What failed. */
    public IOException failed() {
      return failed;
    }
  }

  /**
   * Writes the file of a message.
   *
   * @throws Failure if the file cannot be written
   * @throws IOException whatever the content throws of its own
   */
  public Path write(int number, TargetFile.Content content) throws IOException {
    Path place = finished.resolve(String.format(Locale.ROOT, "%08d.eml", number));
    IOException[] ofContent = new IOException[1];
    try {
      TargetFile.write(
          unfinished,
          place,
          false,
          out -> {
            try {
              content.writeTo(out);
            } catch (NamedOutput.Failure e) {
              throw e;
            } catch (IOException e) {
              ofContent[0] = e;
              throw e;
            }
            steps.accept(Step.OUTPUT_WRITTEN);
            return place;
          });
    } catch (IOException e) {
      throw e == ofContent[0] ? e : new Failure(e);
    }
    steps.accept(Step.OUTPUT_PLACED);
    return place;
  }

  /**
   * Makes the folder, and keeps it until it is closed or the process ends.
   *
   * @throws NotThisJobException if another job writes to it
   */
  void lock() throws IOException, NotThisJobException {
    make();
    Path file = finished.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE), OwnerOnly.file());
    try {
      if (channel.tryLock() != null && isStill(file, channel)) {
        lock = channel;
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Another job of this process has it.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new NotThisJobException(finished + ": another job writes to this directory");
  }

  /**
   * Whether the file that is locked was not taken away by a job that ended meanwhile: it gets a
   * length of its own. To read it would end the lock (fcntl(2)).
   */
  private static boolean isStill(Path file, FileChannel locked) throws IOException {
    int length = 1 + ThreadLocalRandom.current().nextInt(4096);
    locked.truncate(0);
    NamedOutput.write(locked, file, new byte[length]);
    return Files.exists(file) && Files.size(file) == length;
  }

  @Override
  public void close() throws IOException {
    try (FileChannel held = lock) {
      if (held != null) {
        Files.deleteIfExists(finished.resolve(LOCK));
        lock = null;
      }
    }
  }

  /**
   * Looks into the folder, for a job that begins.
   *
   * @throws NotThisJobException if there is something in it: nothing of another job is written over
   */
  void begin() throws IOException, NotThisJobException {
    for (Path folder : List.of(finished, root.resolve("tmp"), root.resolve(CURRENT))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.anyMatch(file -> !file.equals(finished.resolve(LOCK)))) {
            throw new NotThisJobException(folder + ": begin with an empty directory");
          }
        }
      }
    }
    Durable.forceDirectory(root);
    Path above = root.toRealPath().getParent();
    if (above != null) {
      Durable.forceDirectory(above);
    }
  }

  /** Whether both write to one directory, by whatever names. */
  boolean isIn(OutputFolder other) throws IOException {
    make();
    other.make();
    return Files.isSameFile(finished, other.finished);
  }

  /** Takes away what an interrupted run left and the journal does not know. */
  void resume(IntPredicate done) throws IOException {
    sweep(unfinished, done);
    sweep(finished, done);
  }

  private void make() throws IOException {
    OwnerOnly.createDirectories(finished);
    if (!unfinished.equals(finished)) {
      OwnerOnly.createDirectories(unfinished);
      OwnerOnly.createDirectories(root.resolve(CURRENT));
    }
  }

  private static void sweep(Path folder, IntPredicate done) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        Matcher output = NAME.matcher(name);
        if ((name.startsWith(TargetFile.UNFINISHED) && !name.equals(LOCK))
            || (output.matches() && !isDone(Long.parseLong(output.group(1)), done))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** A number that no message has is that of a stranger's file, which stays. */
  private static boolean isDone(long number, IntPredicate done) {
    return number > Integer.MAX_VALUE || done.test((int) number);
  }

  /** Makes the names of all files durable. */
  void force() throws IOException {
    Durable.forceDirectory(finished);
  }
}
