package org.smime4j.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;

/**
 * Measures how an archive scales: messages a second with one thread and with one for each core,
 * over an escrow; and processor time for each message, which a busy machine does not falsify as
 * much. Arguments: how many keys, messages, octets in each, and rounds; then {@code RSA} for
 * RSA-2048 keys, which are held against as many bare operations with the same keys; then the jar of
 * a provider, which is held against the run without it.
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
      boolean rsa = args.length > 4 && args[4].equals("RSA");
      Path escrowed = folder.resolve("escrow");
      Escrow escrow = rsa ? Escrow.ofRsa(escrowed, keys) : Escrow.make(escrowed, keys);
      escrow.write(folder.resolve("in"), messages, octets, new Random(1));
      List<String> provider = args.length > 5 ? List.of("--provider", args[5]) : List.of();
      if (rsa) {
        besideBareOperations(folder, escrow.privateKeys(), messages, rounds, provider);
        return;
      }
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

  /** One thread and all, beside as many bare private operations of one thread. */
  private static void besideBareOperations(
      Path folder, List<PrivateKey> keys, int messages, int rounds, List<String> provider)
      throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    run(folder, cores, messages, List.of());
    run(folder, 1, messages, provider);
    bare(keys, messages);
    for (int i = 0; i < rounds; i++) {
      Figures one = run(folder, 1, messages, List.of());
      double operations = bare(keys, messages);
      Figures all = run(folder, cores, messages, List.of());
      System.out.printf(
          "1 thread: %.0f/s, %.2f of %.0f bare operations a second; %d threads: %.2f times one",
          one.perSecond,
          one.perSecond / operations,
          operations,
          cores,
          all.perSecond / one.perSecond);
      if (!provider.isEmpty()) {
        Figures own = run(folder, 1, messages, provider);
        System.out.printf("; with the provider %.2f times", own.perSecond / one.perSecond);
      }
      System.out.println();
    }
  }

  /** Bare private operations a second, key after key. */
  private static double bare(List<PrivateKey> keys, int operations) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
    byte[] block = new byte[256];
    block[255] = 2;
    long start = System.nanoTime();
    for (int i = 0; i < operations; i++) {
      cipher.init(Cipher.DECRYPT_MODE, keys.get(i % keys.size()));
      cipher.doFinal(block);
    }
    return operations * 1e9 / (System.nanoTime() - start);
  }

  private static Figures run(Path folder, int threads, int messages) throws IOException {
    return run(folder, threads, messages, List.of());
  }

  private static Figures run(Path folder, int threads, int messages, List<String> more)
      throws IOException {
    delete(folder.resolve("job"));
    Files.createDirectories(folder.resolve("job"));
    if (Files.exists(folder.resolve("index"))) {
      Files.copy(folder.resolve("index"), folder.resolve("job/keys-1.index"));
    }
    long processor = SYSTEM.getProcessCpuTime();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> command =
        new ArrayList<>(
            List.of(
                "archive",
                "--json",
                "--threads",
                String.valueOf(threads),
                "--job",
                folder.resolve("job").toString(),
                "--keys",
                folder.resolve("escrow").toString()));
    command.addAll(more);
    command.add(folder.resolve("in").toString());
    int status =
        Main.run(
            UnseenStreams.of(new ByteArrayInputStream(new byte[0]), out, System.err),
            command.toArray(String[]::new));
    processor = SYSTEM.getProcessCpuTime() - processor;
    Json summary = Json.parse(out.toString(StandardCharsets.UTF_8).trim());
    if (status != ExitStatus.DONE || summary.get("messages").number() != messages) {
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
