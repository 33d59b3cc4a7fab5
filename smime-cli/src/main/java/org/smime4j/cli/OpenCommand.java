package org.smime4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.TargetFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code smime open}: opens and verifies messages, thousands in one call. */
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Open and verify messages: mail, or CMS as DER, PEM or Base64.",
    footer = {
      "",
      "Exit status: 0 every message opened; 1 one did not, or its content could not be written as"
          + " asked; 2 bad usage; 3 --require-trusted was given and not every message is signed"
          + " as a whole by signers who are all trusted, or --require-intact and not every"
          + " message has a signature over the whole of it that holds."
    })
final class OpenCommand implements Callable<Integer> {

  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--authentication-results",
      paramLabel = "ID",
      description =
          "Also report the field Authentication-Results that a gateway of this name adds.")
  private @Nullable String gateway;

  @Option(
      names = "--detached",
      paramLabel = "CONTENT",
      description = "The content of a signature that travels alone.")
  private @Nullable Path detached;

  @Option(
      names = "--require-trusted",
      description =
          "Exit with 3 unless each message is signed as a whole by signers who are all trusted.")
  private boolean requireTrusted;

  @Option(
      names = "--require-intact",
      description =
          "Exit with 3 unless each message has a signature over the whole of it, and each such"
              + " signature holds, trusted or not.")
  private boolean requireIntact;

  @Option(
      names = "--content",
      paramLabel = "OUT",
      description = "Write the innermost content to this file; with several messages a directory.")
  private @Nullable Path content;

  @Option(
      names = "--unverified",
      paramLabel = "REASON",
      description = "Write or show content although its signature is not intact, for this reason.")
  private @Nullable String unverified;

  @Option(names = "--json", description = "Print one JSON object a line for each message.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write a page for a browser: who, the verdict, the layers and what each part is"
              + " covered by. It stands alone, and shows no content.")
  private @Nullable Path html;

  @Parameters(
      paramLabel = "MESSAGE",
      description = "Files; - or none for the standard input. After -- no options are expected.")
  private List<String> messages = new ArrayList<>();

  private final Streams streams;

  OpenCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    List<String> names = messages.isEmpty() ? List.of(MessageSource.STANDARD_INPUT) : messages;
    if (names.stream().filter(MessageSource.STANDARD_INPUT::equals).count() > 1) {
      throw new UsageException("the standard input can only be read once");
    }
    if (unverified != null) {
      Arguments.reason("--unverified", unverified);
    }
    if (detached != null) {
      Arguments.existing("--detached", detached);
    }
    if (gateway != null && !gateway.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,252}")) {
      throw new UsageException("--authentication-results: a name such as mx.example.org");
    }
    ContentTarget target = content == null ? null : ContentTarget.of(content, names);
    if (html != null) {
      ContentTarget.refuseMessages("--html", List.of(html), names);
      if (content != null && content.toAbsolutePath().equals(html.toAbsolutePath())) {
        throw new UsageException("--content and --html are the same file");
      }
    }
    KeyOptions.Loaded loaded = keys.load(streams);
    Opening opening =
        new Opening(
            streams,
            reading.decryptor(loaded.keys()),
            reading.verifier(streams),
            loaded.failures(),
            detached,
            reading.errant(),
            unverified,
            gateway,
            !json);
    Report report =
        json
            ? new JsonReport(streams.out())
            : new PersonReport(streams.out(), streams.charset(), streams.colours());
    InOrder.Work<Integer, MessageOutcome> work =
        index -> opening.open(names.get(index), target == null ? null : target.at(index));
    return html == null ? openAll(names, work, report) : openAll(names, work, report, html);
  }

  /** Opens all, and puts the page in its place once all are on it. */
  private int openAll(
      List<String> names, InOrder.Work<Integer, MessageOutcome> work, Report report, Path html)
      throws IOException {
    return TargetFile.write(
        html,
        out -> {
          HtmlReport page = new HtmlReport(out);
          int status =
              openAll(
                  names,
                  work,
                  outcome -> {
                    report.write(outcome);
                    page.write(outcome);
                  });
          page.end();
          return status;
        });
  }

  private int openAll(List<String> names, InOrder.Work<Integer, MessageOutcome> work, Report report)
      throws IOException {
    Tally tally = new Tally();
    try (ProgressMeter meter = ProgressMeter.of(streams, names.size())) {
      InOrder.run(
          IntStream.range(0, names.size()).boxed().toList(),
          work,
          outcome -> {
            meter.makeRoom();
            report.write(outcome);
            tell(outcome);
            tally.add(outcome);
            meter.step();
          });
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(Sentences.of(cause == null ? e : cause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("It was interrupted while messages were opened");
    }
    if (!tally.allOpened) {
      return Main.FAILED;
    }
    boolean asRequired =
        (!requireTrusted || tally.allTrusted) && (!requireIntact || tally.allIntact);
    return asRequired ? Main.DONE : Main.NOT_AS_REQUIRED;
  }

  /** What happened to all messages together. */
  private static final class Tally {
    private boolean allOpened = true;
    private boolean allTrusted = true;
    private boolean allIntact = true;

    void add(MessageOutcome outcome) {
      allOpened &= outcome.succeeded();
      allTrusted &= outcome.signedWhole();
      allIntact &= outcome.intact();
    }
  }

  /** JSON has no place for warnings, and who reads it in a program still looks at the terminal. */
  private void tell(MessageOutcome outcome) {
    if (json) {
      outcome.warnings().forEach(warning -> streams.say(outcome.file() + ": " + warning));
    }
  }
}
