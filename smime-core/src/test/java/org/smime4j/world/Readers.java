package org.smime4j.world;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smime4j.Outside;

/** All readers, started once for all messages. */
final class Readers implements Closeable {

  /** Debian's: it has the introspection of GMime beside it. */
  private static final String PYTHON = "/usr/bin/python3";

  /** A slow reader reads one message of so many, and of those made for a habit four times more. */
  private static final int SLOW = 8;

  /** A reader with the one thread that asks it: batches wait for each other. */
  private record Asked(MailReader reader, int every, ExecutorService thread) {

    boolean reads(int number, Share share) {
      return switch (share) {
        case ALL -> true;
        case MADE_FOR_A_HABIT -> number % Math.max(1, every / 4) == 0;
        case USUAL -> number % every == 0;
      };
    }
  }

  /** How many of the readers read a message. */
  enum Share {
    ALL,
    MADE_FOR_A_HABIT,
    USUAL
  }

  private final List<Asked> readers = new ArrayList<>();
  private final Map<String, Long> nanos = new ConcurrentHashMap<>();

  static Readers start() throws IOException, InterruptedException {
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('GMime', '3.0')");
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('Camel', '1.2')");
    Outside.needs(Files.isExecutable(Path.of("/usr/lib/dovecot/imap")), "Dovecot's imap");
    Outside.needs("ruby", "-e", "require 'mail'");
    Outside.needs("perl", "-e", "use MIME::Parser; use Mail::Address; use Date::Parse");
    Outside.needs("emacs", "--version");
    Outside.needs("node", "--version");
    Outside.needs("go", "version");
    for (String program : List.of("mutt", "neomutt", "tic", "thunderbird")) {
      Outside.needsProgram(program);
    }
    Outside.needsProgram("unzip");
    Path tests = Outside.root().resolve("smime-core/src/test");
    Path node = tests.resolve("node/world");
    Path python = tests.resolve("python/world");
    Outside.needs(
        Files.isDirectory(node.resolve("../node_modules/postal-mime")),
        "what npm installs (npm ci --prefix smime-core/src/test/node)");
    Path target = Outside.root().resolve("smime-core/target/world");
    Files.createDirectories(target);
    Readers started = new Readers();
    started.add(new AngusReader());
    started.add(new Mime4jReader());
    started.add(new ProcessReader(" (compat32)", python, PYTHON, "email_reader.py", "compat32"));
    started.add(
        new ProcessReader(" (default)", python, PYTHON, "email_reader.py", "default"), SLOW);
    started.add(new ProcessReader("", python, PYTHON, "gmime_reader.py"));
    started.add(new ProcessReader("", python, PYTHON, "camel_reader.py"));
    started.add(new ProcessReader("", python, PYTHON, "dovecot_reader.py"), SLOW);
    for (String program : List.of("mutt", "neomutt")) {
      started.add(new ProcessReader("", python, PYTHON, "mutt_reader.py", program), 2 * SLOW);
    }
    started.add(new ProcessReader("", tests, "ruby", "ruby/world/reader.rb"), SLOW);
    started.add(new ProcessReader("", tests, "perl", "perl/world/reader.pl"), SLOW);
    started.add(
        ProcessReader.ofLines(tests, "emacs", "-Q", "--batch", "-l", "emacs/world/reader.el"),
        SLOW);
    started.add(new ProcessReader("", tests, go(tests.resolve("go/world/main.go"), target)));
    started.add(new ProcessReader("", node, "node", "serve.mjs", "mailparser"), SLOW);
    started.add(new ProcessReader("", node, "node", "serve.mjs", "postal-mime"));
    started.add(new ProcessReader("", node, "node", "serve.mjs", "jsmime"));
    started.add(Thunderbird.start(tests.resolve("thunderbird/world"), target), SLOW);
    return started;
  }

  private void add(MailReader reader) {
    add(reader, 1);
  }

  private void add(MailReader reader, int every) {
    readers.add(new Asked(reader, every, Executors.newSingleThreadExecutor()));
  }

  /** Builds the reader in Go out of its one file; nothing is fetched. */
  private static String go(Path source, Path target) throws IOException, InterruptedException {
    Path program = target.resolve("go-reader");
    ProcessBuilder build =
        new ProcessBuilder("go", "build", "-o", program.toString(), source.toString()).inheritIO();
    build
        .environment()
        .putAll(Map.of("GOTOOLCHAIN", "local", "GOPROXY", "off", "GO111MODULE", "off"));
    Process process = build.start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("go build of " + source + " failed");
    }
    return program.toString();
  }

  List<String> names() {
    return readers.stream().map(each -> each.reader().name()).toList();
  }

  /**
   * What each reader says of each message: for each message, the readings by the readers' names.
   *
   * @param shares for each of them, whether slow readers read it too
   */
  CompletableFuture<List<Map<String, Reading>>> read(List<byte[]> messages, List<Share> shares) {
    List<Map<String, Reading>> byMessage =
        messages.stream()
            .map(each -> Collections.synchronizedMap(new TreeMap<String, Reading>()))
            .collect(Collectors.toList());
    return CompletableFuture.allOf(
            readers.stream()
                .map(
                    each ->
                        CompletableFuture.runAsync(
                            () -> read(each, messages, shares, byMessage), each.thread()))
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> byMessage);
  }

  private void read(
      Asked asked,
      List<byte[]> messages,
      List<Share> shares,
      List<Map<String, Reading>> byMessage) {
    int[] chosen =
        IntStream.range(0, messages.size()).filter(i -> asked.reads(i, shares.get(i))).toArray();
    long began = System.nanoTime();
    List<Reading> readings =
        asked.reader().read(Arrays.stream(chosen).mapToObj(messages::get).toList());
    nanos.merge(asked.reader().name(), System.nanoTime() - began, Long::sum);
    for (int i = 0; i < chosen.length; i++) {
      byMessage.get(chosen[i]).put(asked.reader().name(), readings.get(i));
    }
  }

  /** The seconds that each reader took. */
  Map<String, Long> seconds() {
    Map<String, Long> seconds = new TreeMap<>();
    nanos.forEach((reader, each) -> seconds.put(reader, each / 1_000_000_000));
    return seconds;
  }

  @Override
  public void close() {
    for (Asked each : readers) {
      each.thread().shutdownNow();
      each.reader().close();
    }
  }
}
