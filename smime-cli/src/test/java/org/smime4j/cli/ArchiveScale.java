package org.smime4j.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Measures how an archive scales: messages a second with one thread and with one for each core,
 * over an escrow; and processor time for each message, which a busy machine does not falsify as
 * much. Arguments: how many keys, messages, octets in each, and rounds.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -cp smime-cli/target/test-classes:smime-cli/target/smime.jar org.smime4j.cli.ArchiveScale 10000 20000 10000 5
 * </pre>
 */
final class ArchiveScale {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ArchiveScale() {}

  /** What a run came to. */
  private record Figures(double perSecond, double processorMicros) {}

  public static void main(String[] args) throws Exception {
    int keys = number(args, 0, 10_000);
    int messages = number(args, 1, 20_000);
    int octets = number(args, 2, 10_000);
    int rounds = number(args, 3, 5);
    int cores = Runtime.getRuntime().availableProcessors();
    Path folder = Files.createTempDirectory("smime-scale-");
    try {
      Escrow.make(folder.resolve("escrow"), keys)
          .write(folder.resolve("in"), messages, octets, new Random(1));
      // The compilers and the page cache.
      run(folder, cores, messages);
      run(folder, 1, messages);
      Figures[] one = new Figures[rounds];
      Figures[] all = new Figures[rounds];
      for (int i = 0; i < rounds; i++) {
        one[i] = run(folder, 1, messages);
        all[i] = run(folder, cores, messages);
        System.out.printf(
            "1 thread: %.0f/s, %.0f us of processor each; %d threads: %.0f/s, %.0f us each%n",
            one[i].perSecond,
            one[i].processorMicros,
            cores,
            all[i].perSecond,
            all[i].processorMicros);
      }
      System.out.printf(
          "%d keys, %d messages of %d octets, median of %d: %d threads do %.1f %% of %d times one;"
              + " processor time for each message is %.1f %% of that with one%n",
          keys,
          messages,
          octets,
          rounds,
          cores,
          100 * median(all, true) / median(one, true) / cores,
          cores,
          100 * median(all, false) / median(one, false));
    } finally {
      delete(folder);
    }
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static double median(Figures[] figures, boolean rate) {
    double[] sorted =
        Arrays.stream(figures)
            .mapToDouble(each -> rate ? each.perSecond : each.processorMicros)
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private static Figures run(Path folder, int threads, int messages) throws IOException {
    delete(folder.resolve("job"));
    Files.createDirectories(folder.resolve("job"));
    if (Files.exists(folder.resolve("index"))) {
      Files.copy(folder.resolve("index"), folder.resolve("job/keys-1.index"));
    }
    long processor = SYSTEM.getProcessCpuTime();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Main.run(
            Streams.of(new ByteArrayInputStream(new byte[0]), out, System.err),
            "archive",
            "--json",
            "--threads",
            String.valueOf(threads),
            "--job",
            folder.resolve("job").toString(),
            "--keys",
            folder.resolve("escrow").toString(),
            folder.resolve("in").toString());
    processor = SYSTEM.getProcessCpuTime() - processor;
    Json summary = Json.parse(out.toString(StandardCharsets.UTF_8).trim());
    if (status != Main.DONE || summary.get("messages").number() != messages) {
      throw new IllegalStateException("not all messages opened: " + summary);
    }
    if (!Files.exists(folder.resolve("index"))) {
      Files.copy(folder.resolve("job/keys-1.index"), folder.resolve("index"));
    }
    return new Figures(
        messages * 1000.0 / summary.get("millis").number(), processor / 1000.0 / messages);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
