package org.smime4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Policy;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

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
          + " as a whole by signers who are all trusted."
    })
final class OpenCommand implements Callable<Integer> {

  @Mixin private KeyOptions keys = new KeyOptions();
  @Mixin private TrustOptions trust = new TrustOptions();

  @ArgGroup private @Nullable Signers signers;

  /** Who is to have signed: at most one of these. */
  static final class Signers {
    @Option(
        names = "--from",
        paramLabel = "ADDRESS",
        description = "The address to expect; the message's own From unless given.")
    private @Nullable String from;

    @Option(
        names = "--anyone",
        paramLabel = "REASON",
        description = "Bind the signer to no address, for this reason.")
    private @Nullable String anyone;
  }

  @Option(
      names = "--timestamps",
      paramLabel = "FILE|DIR",
      description =
          "Certificates of authorities whose time stamps are believed: a signature is judged at"
              + " the time of its stamp. --intermediates, --crl and --ocsp hold for them too.")
  private List<Path> timestamps = new ArrayList<>();

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
      names = "--recipient-password-file",
      paramLabel = "FILE",
      description = "Passwords, one a line, for messages that are encrypted to a password.")
  private List<Path> recipientPasswordFiles = new ArrayList<>();

  @Option(
      names = "--kek",
      paramLabel = "ID=HEXFILE",
      converter = SharedKey.Reader.class,
      description =
          "A shared key: its identifier, in hex or else as text, and a file with the key in hex.")
  private List<SharedKey> sharedKeys = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = ReadingPolicy.class,
      description =
          "What may be read: standard, archive (also what only old mail holds) or"
              + " authenticated-only (no CBC).")
  private Policy policy = Policy.standard();

  @Option(
      names = "--errant",
      description = "Also decrypt encrypted parts that stand among others (see EFAIL).")
  private boolean errant;

  @Option(
      names = "--require-trusted",
      description =
          "Exit with 3 unless each message is signed as a whole by signers who are all trusted.")
  private boolean requireTrusted;

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

  /** Reads a policy by its name. */
  static final class ReadingPolicy implements ITypeConverter<Policy> {
    @Override
    public Policy convert(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "standard" -> Policy.standard();
        case "archive" -> Policy.archive();
        case "authenticated-only" -> Policy.authenticatedOnly();
        default ->
            throw new TypeConversionException(
                "there is no policy " + name + ", only standard, archive, authenticated-only");
      };
    }
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
    }
    KeyOptions.Loaded loaded = keys.load(streams);
    Opening opening =
        new Opening(
            streams,
            decryptor(loaded),
            verifier(),
            loaded.failures(),
            detached,
            errant,
            target,
            unverified,
            gateway,
            !json);
    Report report =
        json
            ? new JsonReport(streams.out())
            : new PersonReport(streams.out(), streams.charset(), streams.colours());
    return html == null ? openAll(names, opening, report) : openAll(names, opening, report, html);
  }

  /** Opens all, and puts the page in its place once all are on it. */
  private int openAll(List<String> names, Opening opening, Report report, Path html)
      throws IOException {
    return TargetFile.write(
        html,
        out -> {
          HtmlReport page = new HtmlReport(out);
          int status =
              openAll(
                  names,
                  opening,
                  outcome -> {
                    report.write(outcome);
                    page.write(outcome);
                  });
          page.end();
          return status;
        });
  }

  private int openAll(List<String> names, Opening opening, Report report) throws IOException {
    Tally tally = new Tally();
    try (ProgressMeter meter = ProgressMeter.of(streams, names.size())) {
      InOrder.run(
          IntStream.range(0, names.size()).boxed().toList(),
          index -> opening.open(index, names.get(index)),
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
    return requireTrusted && !tally.allTrusted ? Main.NOT_TRUSTED : Main.DONE;
  }

  /** What happened to all messages together. */
  private static final class Tally {
    private boolean allOpened = true;
    private boolean allTrusted = true;

    void add(MessageOutcome outcome) {
      allOpened &= outcome.succeeded();
      allTrusted &= outcome.signedWhole();
    }
  }

  /** JSON has no place for warnings, and who reads it in a program still looks at the terminal. */
  private void tell(MessageOutcome outcome) {
    if (json) {
      outcome.warnings().forEach(warning -> streams.say(outcome.file() + ": " + warning));
    }
  }

  private Decryptor decryptor(KeyOptions.Loaded loaded) throws IOException, UsageException {
    Decryptor decryptor = Decryptor.with(loaded.history()).under(policy);
    if (!recipientPasswordFiles.isEmpty()) {
      decryptor =
          decryptor.withRecipientPassword(
              Passwords.of("--recipient-password-file", recipientPasswordFiles, null));
    }
    for (SharedKey shared : sharedKeys) {
      decryptor = decryptor.withKek(shared.identifier(), shared.key());
    }
    return decryptor;
  }

  private Verifier verifier() throws IOException, UsageException {
    TrustPolicy people = trust.policy();
    Verifier verifier = Verifier.trusting(people).under(policy);
    if (!timestamps.isEmpty()) {
      verifier =
          verifier.believingTimestampsOf(
              trust.with(TrustPolicy.anchors(TrustFiles.certificates("--timestamps", timestamps))));
    }
    if (signers == null) {
      return verifier;
    }
    try {
      if (signers.from != null) {
        return verifier.expecting(ExpectedSigner.address(signers.from));
      }
      return signers.anyone == null
          ? verifier
          : verifier.expecting(ExpectedSigner.anyone(signers.anyone));
    } catch (IllegalArgumentException e) {
      throw new UsageException((signers.from != null ? "--from: " : "--anyone: ") + e.getMessage());
    }
  }
}
