package org.smime4j.world;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.smime4j.Outside;

/** All readers, started once for all messages. */
final class Readers implements Closeable {

  /** Debian's: it has the introspection of GMime beside it. */
  private static final String PYTHON = "/usr/bin/python3";

  /** A reader with the one thread that asks it: batches wait for each other. */
  private record Asked(MailReader reader, ExecutorService thread) {}

  private final List<Asked> readers = new ArrayList<>();

  static Readers start() throws IOException, InterruptedException {
    Outside.needs(PYTHON, "-c", "import gi; gi.require_version('GMime', '3.0')");
    Outside.needs("node", "--version");
    Outside.needs("go", "version");
    Outside.needsProgram("thunderbird");
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
    for (String policy : List.of("compat32", "default")) {
      started.add(
          new ProcessReader(" (" + policy + ")", python, PYTHON, "email_reader.py", policy));
    }
    started.add(new ProcessReader("", python, PYTHON, "gmime_reader.py"));
    started.add(new ProcessReader("", tests, go(tests.resolve("go/world/main.go"), target)));
    for (String each : List.of("mailparser", "postal-mime", "jsmime")) {
      started.add(new ProcessReader("", node, "node", "serve.mjs", each));
    }
    started.add(Thunderbird.start(tests.resolve("thunderbird/world"), target));
    return started;
  }

  private void add(MailReader reader) {
    readers.add(new Asked(reader, Executors.newSingleThreadExecutor()));
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
   */
  CompletableFuture<List<Map<String, Reading>>> read(List<byte[]> messages) {
    List<CompletableFuture<List<Reading>>> asked =
        readers.stream()
            .map(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> each.reader().read(messages), each.thread()))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<Map<String, Reading>> byMessage = new ArrayList<>();
              for (int i = 0; i < messages.size(); i++) {
                Map<String, Reading> readings = new LinkedHashMap<>();
                for (int r = 0; r < readers.size(); r++) {
                  readings.put(readers.get(r).reader().name(), asked.get(r).join().get(i));
                }
                byMessage.add(readings);
              }
              return byMessage;
            });
  }

  @Override
  public void close() {
    for (Asked each : readers) {
      each.thread().shutdownNow();
      each.reader().close();
    }
  }
}
