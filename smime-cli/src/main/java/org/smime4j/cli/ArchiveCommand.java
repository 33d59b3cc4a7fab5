package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Decryptor;
import org.smime4j.cli.archive.Job;
import org.smime4j.cli.archive.MailFolder;
import org.smime4j.cli.archive.MaildirFolder;
import org.smime4j.cli.archive.Manifest;
import org.smime4j.cli.archive.Mbox;
import org.smime4j.cli.archive.NumberedFolder;
import org.smime4j.cli.archive.OutputFolder;
import org.smime4j.cli.archive.Source;
import org.smime4j.cli.archive.Unopened;
import org.smime4j.cli.archive.Unquoted;
import org.smime4j.cli.archive.WorkerThreads;
import org.smime4j.cli.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smime archive}: opens a whole archive, and goes on where it was interrupted. */
@Command(
    name = "archive",
    description =
        "Open all messages of an archive and report on each. Run the same command again "
            + "to continue after an interruption.")
final class ArchiveCommand extends SmimeCommand {

  /** Options that may change when a job continues. They say how to do the job, not which job. */
  private static final Pattern FREE =
      Pattern.compile(
          "--(job|keys|password-file|recipient-password-file|kek|provider|threads|quiet|json)");

  private static final int MOST_THREADS = 1024;
  private static final int PATIENCE_SECONDS = 60;

  @Option(
      names = "--job",
      required = true,
      paramLabel = "DIR",
      description =
          "The directory for the report and the journal. It must be new or empty at the first run.")
  private Path folder = Path.of("");

  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--manifest",
      description = "SOURCE is a file with one path per line, relative to the working directory.")
  private boolean manifest;

  @Option(
      names = "--retry",
      paramLabel = "DIR",
      description =
          "Take from SOURCE only the messages that a finished job, in this directory, did not open"
              + " or write.")
  private @Nullable Path retried;

  @Option(
      names = "--mbox",
      paramLabel = "RULE",
      converter = Quoting.class,
      completionCandidates = Quoting.class,
      description =
          "Which lines of an mbox are quoted: mboxrd (>From, >>From and so on), mboxo "
              + "(>From) or none. Default: mboxrd.")
  private Unquoted.Rule rule = Unquoted.Rule.MBOXRD;

  @Option(
      names = "--plaintext",
      paramLabel = "DIR",
      description =
          "Also write the innermost content of each message to this directory. It must be "
              + "new or empty at the first run. Only you can read the files.")
  private @Nullable Path plaintext;

  @Option(
      names = "--unverified",
      paramLabel = "REASON",
      description =
          "Write content even if its signature is not intact. The reason is for your records.")
  private @Nullable String unverified;

  @Option(
      names = "--reencrypt-to",
      paramLabel = "CERTFILE",
      description =
          "Also encrypt each encrypted message again, to this certificate. The content and its "
              + "signatures stay unchanged.")
  private List<Path> recipients = new ArrayList<>();

  @Option(
      names = "--encrypt-to",
      paramLabel = "CERTFILE",
      description =
          "Also encrypt each message that is not encrypted, to this certificate: for a store that"
              + " is encrypted at rest.")
  private List<Path> recipientsOfPlain = new ArrayList<>();

  @Option(
      names = "--reencrypted",
      paramLabel = "DIR",
      description =
          "The directory for the re-encrypted messages. It must be new or empty at the first run.")
  private @Nullable Path reencrypted;

  @Option(
      names = "--maildir",
      description =
          "Make --plaintext and --reencrypted Maildirs. If SOURCE is one, they have all of its "
              + "messages, with folders, names, flags and times.")
  private boolean maildir;

  @Option(
      names = "--in-place",
      paramLabel = "WHAT",
      converter = InPlace.class,
      completionCandidates = InPlace.class,
      description =
          "Replace each message of the Maildir SOURCE by its plaintext, or by the reencrypted "
              + "message. A message that is not changed stays as it is.")
  private @Nullable Change inPlace;

  @Option(
      names = "--dry-run",
      description = "With --in-place: change nothing, and report what would be changed.")
  private boolean dryRun;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The number of messages to open at a time. Default: one for each core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress and no summary.")
  private boolean quiet;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A Maildir, a directory of .eml and .msg files, an mbox file, or a list of paths "
              + "with --manifest.")
  private Path place = Path.of("");

  /** The rules of quoting. */
  static final class Quoting extends Choice<Unquoted.Rule> {
    Quoting() {
      super("unknown rule %s; use mboxrd, mboxo or none", LayerText::word, Unquoted.Rule.values());
    }
  }

  /** What a message is replaced by. */
  enum Change {
    PLAINTEXT,
    REENCRYPTED
  }

  /** The changes. */
  static final class InPlace extends Choice<Change> {
    InPlace() {
      super("unknown change %s; use plaintext or reencrypted", LayerText::word, Change.values());
    }
  }

  @Override
  public Integer call() throws Exception {
    Arguments.reason("--unverified", unverified);
    if (threads < 1 || threads > MOST_THREADS) {
      throw new UsageException("--threads: give a number from 1 to " + MOST_THREADS);
    }
    boolean isEncrypting = reencrypted != null || inPlace == Change.REENCRYPTED;
    if (isEncrypting != !(recipients.isEmpty() && recipientsOfPlain.isEmpty())) {
      throw new UsageException(
          "give --reencrypt-to or --encrypt-to together with --reencrypted or --in-place"
              + " reencrypted");
    }
    if (maildir && reencrypted == null && plaintext == null) {
      throw new UsageException(
          "--maildir: also give --reencrypted or --plaintext, the directory for the Maildir");
    }
    if (inPlace == null ? dryRun : plaintext != null || reencrypted != null || manifest) {
      throw new UsageException(
          inPlace == null
              ? "--dry-run: also give --in-place"
              : "--in-place changes a Maildir, without --plaintext, --reencrypted and --manifest");
    }
    if (inPlace != null && !Files.isDirectory(place)) {
      throw new UsageException("--in-place: SOURCE " + place + " is not a Maildir");
    }
    refuseNested();
    Source source = source();
    try (Job job = Job.in(folder, steps())) {
      return work(job, source);
    } catch (Job.NotThisJobException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private List<Path> outputs() {
    return Stream.of(plaintext, reencrypted).filter(Objects::nonNull).toList();
  }

  /** What is written into the source would become messages of it. */
  private void refuseNested() {
    List<Path> directories = new ArrayList<>(outputs());
    directories.add(place);
    for (Path out : outputs()) {
      for (Path other : directories) {
        Path its = absolute(other);
        if (other != out && (maildir ? absolute(out).startsWith(its) : absolute(out).equals(its))) {
          throw new UsageException(
              out + ": this output would lie in a directory with another use, " + other);
        }
      }
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private Source source() throws IOException {
    Arguments.existing("SOURCE", place);
    if (manifest) {
      if (!Files.isRegularFile(place)) {
        throw new UsageException("--manifest " + place + ": it is not a file");
      }
      return new Manifest(place);
    }
    if (!Files.isDirectory(place) && !Files.isRegularFile(place)) {
      throw new UsageException("SOURCE " + place + ": it is neither a directory nor a file");
    }
    return Files.isDirectory(place) ? new MailFolder(place) : new Mbox(place.toRealPath());
  }

  private int work(Job job, Source source) throws Exception {
    Source messages = retried == null ? source : new Unopened(retried, source);
    KeyOptions.Loaded loaded;
    Thread hook =
        new Thread(() -> say("stopped while the keys were read; the same command begins again"));
    Runtime.getRuntime().addShutdownHook(hook);
    try (ProgressMeter meter =
        quiet ? ProgressMeter.none(streams()) : ProgressMeter.ofOctets(streams(), "Key files")) {
      loaded = keys.load(streams(), reading.limits(), job.folder(), meter::at);
    } finally {
      remove(hook);
    }
    Decryptor decryptor = reading.decryptor(loaded.keys()).tryingOtherKeys().withTrialThreads(1);
    OutputFolder contents = output(Change.PLAINTEXT, plaintext, source);
    OpenTask opening =
        new OpenTask(
            streams(),
            reading.reader(streams(), decryptor, job.begun()).decryptingErrant().restoring(),
            loaded.failures(),
            unverified,
            false,
            false,
            true);
    OutputFolder envelopes = output(Change.REENCRYPTED, reencrypted, source);
    Reencryption reencryption =
        envelopes == null
            ? null
            : new Reencryption(
                certificates("--reencrypt-to", recipients),
                certificates("--encrypt-to", recipientsOfPlain));
    job.start(
        arguments(),
        messages,
        Stream.of(contents, envelopes).filter(each -> each != null && !dryRun).toList());
    if (!quiet && source instanceof MailFolder mail && mail.leftOut() > 0) {
      String files = mail.leftOut() == 1 ? "1 file" : mail.leftOut() + " files";
      say(files + " in " + place + " whose names end neither in .eml nor in .msg: left out");
    }
    boolean isFinished = job.isFinished();
    ArchivedMessages work =
        new ArchivedMessages(opening, rule, contents, reencryption, envelopes, dryRun);
    if (!isFinished && !run(job, source, work)) {
      return ExitStatus.FAILED;
    }
    List<ClockSkew> skews = ClockSkew.in(job.written());
    List<MissingKey> missing = MissingKey.in(job.written());
    if (!isFinished) {
      job.finish(ArchiveSummary.json(job, skews, missing, streams().leftOut()));
    }
    if (json) {
      streams().out().write(ArchiveSummary.json(job, skews, missing, streams().leftOut()));
    } else if (!quiet) {
      streams().print(ArchiveSummary.sentences(job, skews, missing) + System.lineSeparator());
    }
    streams().out().flush();
    return ArchiveSummary.allOpened(
            job.totals(), maildir || inPlace != null || !recipientsOfPlain.isEmpty())
        ? ExitStatus.DONE
        : ExitStatus.FAILED;
  }

  /** Where these files go; null if nowhere. */
  private @Nullable OutputFolder output(Change change, @Nullable Path directory, Source source)
      throws IOException {
    if (inPlace == change) {
      return MaildirFolder.inPlace(place, steps());
    }
    if (directory == null || !maildir) {
      return directory == null ? null : new NumberedFolder(directory, steps());
    }
    boolean isMaildir = source instanceof MailFolder mail && mail.hasMaildirs();
    return MaildirFolder.apart(directory, isMaildir ? place : null, steps());
  }

  private List<X509Certificate> certificates(String option, List<Path> files) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path file : files) {
      certificates.add(RecipientOptions.recipient(streams(), option, file));
    }
    return certificates;
  }

  /** Whether all messages are done; false if the process is to end before. */
  private boolean run(Job job, Source source, ArchivedMessages messages) throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    try (ProgressMeter meter =
        quiet
            ? ProgressMeter.none(streams())
            : ProgressMeter.of(streams(), "Messages", job.messages(), job.totals().messages())) {
      WorkerThreads crew = new WorkerThreads(threads, messages, result -> meter.step());
      Thread hook = new Thread(() -> stop(crew, ended), "smime-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        boolean all = job.run(crew, source);
        if (!all) {
          meter.endLine();
          say(
              "stopped with %s of %s messages done; the same command goes on"
                  .formatted(job.totals().messages(), job.messages()));
        }
        return all;
      } finally {
        ended.complete(true);
        remove(hook);
      }
    }
  }

  /** Ends the work before the process ends, so that as little as can be is done again. */
  private static void stop(WorkerThreads crew, CompletableFuture<Boolean> ended) {
    crew.stop();
    ended.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and this is why.
    }
  }

  /** Which job this is: the source, and what changes the report or the outputs. */
  private List<String> arguments() throws IOException {
    List<String> arguments =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .filter(option -> !FREE.matcher(option.longestName()).matches())
            .map(
                option ->
                    option.longestName() + "=" + String.join(",", option.originalStringValues()))
            .sorted()
            .collect(Collectors.toCollection(ArrayList::new));
    // As typed, a name may lead elsewhere from another working directory.
    for (Path out : outputs()) {
      arguments.add("OUT=" + JsonObject.wellFormed(absolute(out).toString()));
    }
    arguments.add("SOURCE=" + JsonObject.wellFormed(place.toRealPath().toString()));
    return arguments;
  }
}
