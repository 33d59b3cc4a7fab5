package org.smime4j.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.Durable;
import org.smime4j.cli.files.NamedOutput;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;

/**
 * Where a job puts a file for each message. A file is first written under a name with the number of
 * the message, so that what is written again takes the place of what was there.
 */
public abstract class OutputFolder implements Closeable {

  private static final String LOCK = TargetFile.UNFINISHED + "lock";

  final Path root;
  final Consumer<Step> steps;
  private @Nullable FileChannel lock;

  OutputFolder(Path root, Consumer<Step> steps) {
    this.root = root;
    this.steps = steps;
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
   * @throws IOException whatever the content throws of its own; or if this message can have no file
   */
  public final Path write(Entry entry, TargetFile.Content content) throws IOException {
    Path place = place(entry);
    boolean[] isInContent = new boolean[1];
    try {
      TargetFile.write(
          place,
          false,
          out -> {
            isInContent[0] = true;
            content.writeTo(out);
            isInContent[0] = false;
            steps.accept(Step.OUTPUT_WRITTEN);
          });
    } catch (IOException e) {
      throw isInContent[0] && !(e instanceof NamedOutput.Failure) ? e : new Failure(e);
    }
    try {
      written(entry, place);
    } catch (NoSuchFileException gone) {
      Files.deleteIfExists(place);
      throw new IOException("It was deleted meanwhile", gone);
    } catch (IOException e) {
      throw new Failure(e);
    }
    steps.accept(Step.OUTPUT_PLACED);
    return place;
  }

  /**
   * Where the file of a message is written.
   *
   * @throws IOException with a sentence, if this message can have no file
   */
  public abstract Path place(Entry entry) throws IOException;

  /** Gives a file that was written what belongs to it besides its octets. */
  void written(Entry entry, Path place) throws IOException {}

  /** By what name the report knows a file that was written. */
  public String name(Path written) throws IOException {
    return String.valueOf(written.getFileName());
  }

  /** Whether each message has a file in it, also one that is not to be changed. */
  public boolean isMirror() {
    return false;
  }

  /** Whether messages that are not encrypted stay as they are in it. */
  public boolean isMailbox() {
    return false;
  }

  /**
   * Makes the folder, and keeps it until it is closed or the process ends.
   *
   * @throws Job.NotThisJobException if another job writes to it
   */
  final void lock() throws IOException {
    OwnerOnly.createDirectories(root);
    Path file = root.resolve(LOCK);
    FileChannel channel = OwnerOnly.open(file);
    try {
      if (!OwnerOnly.lock(channel) || !isStill(file, channel)) {
        throw new Job.NotThisJobException(root + ": another job writes to this directory");
      }
      lock = channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
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
  public final void close() throws IOException {
    try (FileChannel held = lock) {
      if (held != null) {
        Files.deleteIfExists(root.resolve(LOCK));
        lock = null;
      }
    }
  }

  /**
   * Looks into the folder, for a job that begins.
   *
   * @throws Job.NotThisJobException if there is something in it: nothing of another job is written
   *     over
   */
  void begin() throws IOException {
    for (Path file : MailFolder.children(root)) {
      if (!isOwn(file)) {
        throw new Job.NotThisJobException(root + ": begin with an empty directory");
      }
    }
    Durable.forceDirectory(root);
    Durable.forceDirectory(root.toRealPath().resolveSibling(""));
  }

  /** Whether a file may be there when a job begins. */
  boolean isOwn(Path file) throws IOException {
    return file.equals(root.resolve(LOCK));
  }

  /** Whether both write to one directory, by whatever names. */
  final boolean isIn(OutputFolder other) throws IOException {
    OwnerOnly.createDirectories(root);
    OwnerOnly.createDirectories(other.root);
    return Files.isSameFile(root, other.root);
  }

  /** Takes away what an interrupted run left and the journal does not know. */
  abstract void resume(IntPredicate done) throws IOException;

  /** Whether a killed run left this file while it wrote it. */
  final boolean isUnfinished(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(TargetFile.UNFINISHED) && !name.equals(LOCK);
  }

  /** A number that no message has is that of a stranger's file, which stays. */
  static boolean isDone(long number, IntPredicate done) {
    return number > Integer.MAX_VALUE || done.test((int) number);
  }

  /** Ends what was to wait until the journal knows of these files. */
  void settle(List<Path> files) throws IOException {}
}
