package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.findings.Outcome;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code smime open}: opens and verifies messages, thousands in one call. {@code decrypt} and
 * {@code verify} are the same with another aim.
 */
@Command(
    name = "open",
    description =
        "Open and verify messages: mail, .msg files of Outlook, or CMS as DER, PEM or Base64.")
class OpenCommand extends SmimeCommand {

  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--detached",
      paramLabel = "CONTENT",
      description = "The content of a detached signature, if MESSAGE is only the signature.")
  private @Nullable Path detached;

  @Option(
      names = "--require-trusted",
      description =
          "Exit with status 3 unless each message has a signature over all of it, with only "
              + "trusted signers.")
  boolean requireTrusted;

  @Option(
      names = "--require-intact",
      description =
          "Exit with status 3 unless each message has a signature over all of it, and each "
              + "such signature is intact, trusted or not.")
  boolean requireIntact;

  @Option(
      names = {"--content", "--out"},
      paramLabel = "OUT",
      description =
          "Write the innermost content to this file, or with several messages to this directory. "
              + "With - it goes to the standard output, and the report to the standard error.")
  @Nullable Path content;

  @Option(
      names = "--unverified",
      paramLabel = "REASON",
      description =
          "Write or show content even if its signature is not intact. The reason is for "
              + "your records.")
  private @Nullable String unverified;

  @Option(names = "--json", description = "Print one JSON object per message, one per line.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write an HTML page with the signers, the verdict, the layers and the parts. "
              + "The page loads nothing and shows no content.")
  private @Nullable Path html;

  @Option(
      names = "--harvest",
      paramLabel = "BOOK",
      description =
          "Put the encryption certificates of trusted authors into this certificate book, which "
              + "seal and encrypt take as --book.")
  private @Nullable Path book;

  @Parameters(
      paramLabel = "MESSAGE",
      description =
          "Files, or - for the standard input (the default). Write -- before names that "
              + "begin with a hyphen.")
  List<String> messages = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    return call(content, requireTrusted);
  }

  /**
   * @param content where it goes; null if nowhere
   * @param requireTrusted whether each message must be signed by people who are trusted
   */
  int call(@Nullable Path content, boolean requireTrusted) throws Exception {
    List<String> names = messages.isEmpty() ? List.of(Arguments.STANDARD_INPUT) : messages;
    refuseTwice(names);
    Arguments.reason("--unverified", unverified);
    boolean contentIsOutput = content != null && Arguments.isStandardOutput(content);
    if (contentIsOutput && json) {
      throw new UsageException(
          "--json and the content cannot both go to the standard output: give --content FILE");
    }
    List<ContentTarget.Place> places =
        content == null ? List.of() : ContentTarget.of(content, names, streams());
    if (html != null && content != null && content.toAbsolutePath().equals(html.toAbsolutePath())) {
      throw new UsageException("--content and --html are the same file");
    }
    KeyOptions.Loaded loaded = keys.load(streams(), reading.limits(), null, (done, most) -> {});
    MailReader reader =
        reading.reader(streams(), reading.decryptor(loaded.keys()).tryingOtherKeys(), null);
    if (detached != null) {
      reader =
          reader.withDetachedContent(Arguments.octets(Arguments.existing("--detached", detached)));
    }
    OpenTask opening =
        new OpenTask(
            streams(),
            reader,
            loaded.failures(),
            unverified,
            !json && !contentIsOutput,
            onlyDecrypts(),
            reading.errant);
    boolean colours = !contentIsOutput && streams().colours();
    InOrder.Work<Integer, Reported> work =
        index -> {
          MessageOutcome outcome =
              opening.open(names.get(index), places.isEmpty() ? null : places.get(index));
          String lacking = lacking(outcome, requireTrusted);
          return new Reported(
              json
                  ? JsonMessage.of(outcome).line()
                  : PersonReport.of(outcome, colours).getBytes(streams().charset()),
              html == null ? "" : HtmlReport.article(outcome),
              !(outcome.succeeded() || judges(outcome))
                  ? ExitStatus.FAILED
                  : lacking == null ? ExitStatus.DONE : ExitStatus.NOT_AS_REQUIRED,
              said(outcome, lacking),
              outcome.mail());
        };
    OutputStream out = contentIsOutput ? streams().err() : streams().out();
    if (html == null) {
      return openAll(names, work, out, null);
    }
    // The page is in its place once all messages are on it.
    int[] status = new int[1];
    TargetFile.write(
        html,
        to -> {
          HtmlReport page = new HtmlReport(to);
          status[0] = openAll(names, work, out, page);
          page.end(streams().leftOut());
        });
    return status[0];
  }

  /**
   * Passes the message from the standard input on for a mail server.
   *
   * @param gateway by whose name the verdict is stated
   * @param decrypts whether it is passed on without its outermost encryption
   * @param onlyAuthenticated whether it is not if nothing shows that its content is unchanged
   */
  int filter(String gateway, boolean decrypts, boolean onlyAuthenticated) throws IOException {
    KeyOptions.Loaded loaded = keys.load(streams(), reading.limits(), null, (done, most) -> {});
    if (!loaded.failures().isEmpty()) {
      throw loaded.failures().get(0);
    }
    if (decrypts && loaded.keys() instanceof KeyHistory history && history.size() == 0) {
      throw new UsageException("--filter: there is no key to decrypt with; give --keys");
    }
    Decryptor decryptor = reading.decryptor(loaded.keys()).expectingMail();
    Incoming incoming =
        new Incoming(
            reading.reader(streams(), decryptor, null), decrypts, onlyAuthenticated, gateway);
    ByteSource message = ByteSource.of(streams().in().readAllBytes());
    FilterOption.requireHeader(message);
    streams().out().write(incoming.delivered(message));
    streams().out().flush();
    if (book != null) {
      harvest(incoming.reader(), message, new Harvest(book));
    }
    return ExitStatus.DONE;
  }

  /** The message is delivered, whatever becomes of the book. */
  private void harvest(MailReader reader, ByteSource message, Harvest harvest) {
    try (OpenedMail mail = reader.open(message)) {
      harvest.add(mail);
      harvest.write();
    } catch (IOException e) {
      say("--harvest: " + Sentences.of(e));
    }
  }

  /** What is said of a message, and what became of it. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
  private record Reported(
      byte[] report, String article, int status, List<String> said, @Nullable OpenedMail mail) {}

  /** What is required of a message and not so; null if all is as required. */
  private @Nullable String lacking(MessageOutcome outcome, boolean requireTrusted) {
    if (requireTrusted && !outcome.signedWhole()) {
      return "no trusted signature covers the whole message";
    }
    return requireIntact && !outcome.intact()
        ? "no intact signature covers the whole message"
        : null;
  }

  /** Whether signers alone are asked for: they are judged without what a closed part contains. */
  boolean judges(MessageOutcome outcome) {
    return false;
  }

  /** JSON has no place for warnings, and a report shows what is, not what was required. */
  private List<String> said(MessageOutcome outcome, @Nullable String lacking) {
    List<String> said = new ArrayList<>();
    if (lacking != null && outcome.isOpened()) {
      said.add(lacking);
    }
    if (json) {
      said.addAll(outcome.warnings());
    } else if (content != null && outcome.warnings().contains(OpenTask.HEADER_INSIDE)) {
      said.add(OpenTask.HEADER_INSIDE);
    }
    return said.stream().map(each -> outcome.file() + ": " + each).toList();
  }

  /** Whether the content of a message that was not encrypted is not written. */
  boolean onlyDecrypts() {
    return false;
  }

  private static void refuseTwice(List<String> names) {
    Set<String> pipes = new HashSet<>();
    for (String name : names) {
      Path file = Arguments.fileOrNull(name);
      boolean isReadOnce =
          name.equals(Arguments.STANDARD_INPUT) || (file != null && Arguments.isPipe(file));
      if (isReadOnce && !pipes.add(name)) {
        throw new UsageException(
            (file == null ? "the standard input" : name) + " can only be read once");
      }
    }
  }

  private int openAll(
      List<String> names,
      InOrder.Work<Integer, Reported> work,
      OutputStream out,
      @Nullable HtmlReport page)
      throws IOException {
    BitSet statuses = new BitSet();
    Harvest harvest = new Harvest(book);
    try (ProgressMeter meter = ProgressMeter.of(streams(), names.size())) {
      InOrder.run(
          IntStream.range(0, names.size()).boxed().toList(),
          work,
          reported -> {
            meter.makeRoom();
            if (!json && !statuses.isEmpty()) {
              out.write(System.lineSeparator().getBytes(streams().charset()));
            }
            out.write(reported.report());
            out.flush();
            if (page != null) {
              page.write(reported.article());
            }
            reported.said().forEach(this::say);
            statuses.set(reported.status());
            harvest.add(reported.mail());
            meter.step();
          });
    }
    harvest.write();
    return statuses.get(ExitStatus.FAILED)
        ? ExitStatus.FAILED
        : statuses.get(ExitStatus.NOT_AS_REQUIRED) ? ExitStatus.NOT_AS_REQUIRED : ExitStatus.DONE;
  }

  /** {@code smime decrypt}: opens a message and writes what is in it. */
  @Command(
      name = "decrypt",
      description =
          "Decrypt a message. The content goes to the standard output or to --out. Signatures"
              + " are verified too. If a signature over the content is not intact, the content is"
              + " written only with --unverified. The report goes to the standard error. A header"
              + " inside the content is written as it is, and named if nobody vouches for it.")
  static final class Decrypt extends OpenCommand {

    @ArgGroup(exclusive = false)
    private FilterOption.@Nullable WithVerdict filter;

    @Option(
        names = "--only-authenticated",
        description =
            "With --filter: leave a message encrypted if neither its encryption nor a trusted "
                + "signature shows that its content is unchanged.")
    private boolean onlyAuthenticated;

    @Override
    public Integer call() throws Exception {
      if (onlyAuthenticated && filter == null) {
        throw new UsageException("--only-authenticated: also give --filter");
      }
      if (filter != null) {
        return filter(filter.gateway(), true, onlyAuthenticated);
      }
      if (content == null && messages.size() > 1) {
        throw new UsageException(
            "several messages: give --out DIR, a directory for their contents");
      }
      return call(content == null ? Path.of(Arguments.STANDARD_INPUT) : content, requireTrusted);
    }

    /** Who decrypts is not to take for a secret what came in the clear. */
    @Override
    boolean onlyDecrypts() {
      return true;
    }
  }

  /** {@code smime verify}: judges who signed a message. */
  @Command(
      name = "verify",
      description =
          "Verify who signed a message. The exit status is 0 only if each message has a signature "
              + "over all of it, with only trusted signers. With --require-intact it is 0 if each "
              + "message has a signature over all of it, and each such signature is intact. The "
              + "signers need not be trusted.")
  static final class Verify extends OpenCommand {

    @ArgGroup(exclusive = false)
    private FilterOption.@Nullable WithVerdict filter;

    @Override
    public Integer call() throws Exception {
      if (!requireIntact && !reading.trust.hasAnchors()) {
        throw new UsageException(
            "give trust anchors: --trust FILE|DIR, or --trust-store jdk or system; or use"
                + " --require-intact to check only that the message is unchanged");
      }
      return filter != null
          ? filter(filter.gateway(), false, false)
          : call(content, requireTrusted || !requireIntact);
    }

    @Override
    boolean judges(MessageOutcome outcome) {
      return content == null && outcome.kind() == Outcome.PARTLY_OPENED;
    }
  }
}
