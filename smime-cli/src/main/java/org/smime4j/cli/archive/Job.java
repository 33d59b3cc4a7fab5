package org.smime4j.cli.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.Durable;
import org.smime4j.cli.files.NamedOutput;
import org.smime4j.cli.files.OwnerOnly;
import org.smime4j.cli.files.TargetFile;

/**
 * A job in its folder: the list of its messages, the journal, the report and, in the end, the
 * summary. It may be killed at any moment; when it is opened again it goes on, with no message lost
 * and none in the report twice.
 *
 * <p>What counts is what the journal says. A batch of results becomes durable in this order: the
 * files that were written, the lines of the report, the record in the journal. So what the journal
 * knows is there; and what it does not know is taken away when the job is opened again, from the
 * end of the report and from the output folders, and done anew. Only what the journal knows takes
 * the place of a message.
 */
public final class Job implements Closeable {

  private static final String LOCK = "lock";
  static final String MESSAGES = "messages";
  private static final String JOURNAL = "journal";
  private static final String SUMMARY = "summary.json";
  static final String REPORT = "report.ndjson";
  private static final String UNFINISHED_REPORT = REPORT + ".part";

  /** What a run that was killed before it had a journal may have left. */
  private static final Pattern OWN =
      Pattern.compile("(?s)lock|messages|.*\\.index|\\.smime-.*|\\.smime4j-.*");

  /** A file that is not complete, or an index of keys, as the library calls it by then. */
  private static final Pattern UNFINISHED = Pattern.compile("(?s)\\.smime(4j)?-.*");

  /** The job in a folder is not the one that was asked for: one sentence. */
  public static final class NotThisJobException extends IOException {

    private static final long serialVersionUID = 1L;

    NotThisJobException(String sentence) {
      super(sentence);
    }
  }

  private final Path folder;
  private final boolean isNew;
  private final FileChannel lock;
  private final Consumer<Step> steps;
  private final Instant now;
  private List<OutputFolder> outputs = List.of();
  private @Nullable Journal journal;
  private @Nullable FileChannel report;

  private Job(Path folder, boolean isNew, FileChannel lock, Consumer<Step> steps) {
    this.folder = folder;
    this.isNew = isNew;
    this.lock = lock;
    this.steps = steps;
    this.now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The job in a folder, which is made if it is not there.
   *
   * @param steps hears of each moment between which a kill makes a difference
   * @throws NotThisJobException if there is something else in the folder, or somebody works there
   */
  public static Job in(Path folder, Consumer<Step> steps) throws IOException {
    boolean isNew = !Files.exists(folder);
    OwnerOnly.createDirectories(folder);
    if (!Files.exists(folder.resolve(JOURNAL))) {
      refuseStrangeFiles(folder);
    }
    FileChannel lock = OwnerOnly.open(folder.resolve(LOCK));
    try {
      if (!OwnerOnly.lock(lock)) {
        throw new NotThisJobException(folder + ": another run works at this job");
      }
      Job job = new Job(folder, isNew, lock, steps);
      if (Files.exists(folder.resolve(JOURNAL))) {
        job.journal = new Journal(folder.resolve(JOURNAL));
      }
      return job;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void refuseStrangeFiles(Path folder) throws IOException {
    for (Path file : MailFolder.children(folder)) {
      if (!OWN.matcher(String.valueOf(file.getFileName())).matches()
          && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NotThisJobException(
            folder + ": there is no job in it, and something else; begin in an empty directory");
      }
    }
  }

  /** When it began, or begins now. */
  public Instant begun() {
    return journal == null ? now : journal.header.begun();
  }

  /** Where it keeps what it knows. */
  public Path folder() {
    return folder;
  }

  /** The finished report. */
  public Path report() {
    return folder.resolve(REPORT);
  }

  /** The report, finished or not. */
  public Path written() {
    return Files.exists(report()) ? report() : folder.resolve(UNFINISHED_REPORT);
  }

  /**
   * Begins, or goes on.
   *
   * @param arguments what makes it this job
   * @throws NotThisJobException if it was begun with others, or the source is no longer the same
   */
  public void start(List<String> arguments, Source source, List<OutputFolder> outputFolders)
      throws IOException {
    outputs = List.copyOf(outputFolders);
    removeUnfinished();
    if (journal == null) {
      begin(arguments, source);
    } else if (!journal.header.arguments().equals(arguments)) {
      throw new NotThisJobException(
          folder + ": this job was begun with other arguments: " + journal.header.arguments());
    } else {
      refuseChanged(source);
      lockOutputs();
    }
    Journal known = journal();
    Path place = isReported() ? report() : folder.resolve(UNFINISHED_REPORT);
    if ((Files.exists(place) ? Files.size(place) : 0) < known.reportLength()) {
      throw new IOException(
          place
              + ": it is gone, or shorter than the journal says; begin anew in another directory");
    }
    if (!isReported()) {
      FileChannel opened = OwnerOnly.open(place);
      report = opened;
      Durable.forceDirectory(folder);
      opened.truncate(known.reportLength());
      opened.position(known.reportLength());
      BitSet done = known.done();
      for (OutputFolder output : outputs) {
        output.resume(done::get);
      }
    }
  }

  /** What a run that was killed had begun to write. */
  private void removeUnfinished() throws IOException {
    for (Path file : MailFolder.children(folder)) {
      if (UNFINISHED.matcher(String.valueOf(file.getFileName())).matches()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void begin(List<String> arguments, Source source) throws IOException {
    lockOutputs();
    for (OutputFolder output : outputs) {
      output.begin();
    }
    int messages = Listing.write(folder, MESSAGES, source);
    if (messages == 0) {
      throw new NotThisJobException("There is no message in it");
    }
    steps.accept(Step.LISTED);
    Journal.create(folder, JOURNAL, new Journal.Header(now, messages, arguments));
    journal = new Journal(folder.resolve(JOURNAL));
    steps.accept(Step.BEGUN);
  }

  private void lockOutputs() throws IOException {
    for (int i = 1; i < outputs.size(); i++) {
      if (outputs.get(i).isIn(outputs.get(0))) {
        throw new NotThisJobException("--reencrypted and --plaintext are the same directory");
      }
    }
    for (OutputFolder output : outputs) {
      output.lock();
    }
  }

  /** Fails where offsets may no longer lead to messages. */
  private void refuseChanged(Source source) throws IOException {
    try (Listing listing = Listing.open(folder.resolve(MESSAGES))) {
      if (!listing.state.equals(source.state())) {
        throw new NotThisJobException(
            "The mbox was written to since the job began, so that the places of its messages may"
                + " no longer hold; begin anew in another directory");
      }
    }
  }

  private Journal journal() {
    return Objects.requireNonNull(journal, "the job was not started");
  }

  /** How many messages there are. */
  public int messages() {
    return journal().header.messages();
  }

  /** What is done, in all runs. */
  public Totals totals() {
    return journal().totals;
  }

  private boolean isReported() {
    return totals().messages() == messages() && Files.exists(report());
  }

  /** Whether all is done, and the summary tells of it. */
  public boolean isFinished() {
    return isReported() && Files.exists(folder.resolve(SUMMARY));
  }

  /**
   * The work on all messages that are not done.
   *
   * @return whether all are done now; false if it was stopped before
   */
  public boolean run(WorkerThreads crew, Source source) throws IOException {
    if (totals().messages() < messages()) {
      try (Listing listing = Listing.open(folder.resolve(MESSAGES))) {
        crew.work(listing, journal().done(), this);
      }
      refuseChanged(source);
    }
    return totals().messages() == messages();
  }

  /** Makes results durable, in the order that stands above. */
  void commit(Batch batch) throws IOException {
    Set<Path> directories = new HashSet<>();
    for (Path file : batch.files) {
      Durable.force(file);
      directories.add(file.toAbsolutePath().getParent());
    }
    for (Path directory : directories) {
      Durable.forceDirectory(directory);
    }
    if (!batch.files.isEmpty()) {
      steps.accept(Step.OUTPUTS_FORCED);
    }
    FileChannel to = Objects.requireNonNull(report, "the job was not started");
    NamedOutput.write(to, folder.resolve(UNFINISHED_REPORT), batch.lines.toByteArray());
    to.force(false);
    steps.accept(Step.REPORTED);
    journal().append(batch, to.position());
    steps.accept(Step.RECORDED);
    for (OutputFolder output : outputs) {
      output.settle(batch.files);
    }
  }

  /** Gives the report its name and writes the summary, each as a whole. */
  public void finish(byte[] summary) throws IOException {
    if (!isReported()) {
      Files.move(folder.resolve(UNFINISHED_REPORT), report(), StandardCopyOption.ATOMIC_MOVE);
      Durable.forceDirectory(folder);
    }
    steps.accept(Step.REPORT_PLACED);
    TargetFile.writeDurably(folder, SUMMARY, out -> out.write(summary));
    steps.accept(Step.SUMMARISED);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      for (OutputFolder output : outputs) {
        output.close();
      }
      if (report != null) {
        report.close();
      }
      if (journal != null) {
        journal.close();
      } else if (isNew) {
        removeAll();
      }
    }
  }

  /** What failed before it began leaves no folder that this run made. */
  private void removeAll() throws IOException {
    for (Path file : MailFolder.children(folder)) {
      if (OWN.matcher(String.valueOf(file.getFileName())).matches()) {
        Files.delete(file);
      }
    }
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // An output is in it.
    }
  }
}
