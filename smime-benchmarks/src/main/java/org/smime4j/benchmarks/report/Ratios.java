package org.smime4j.benchmarks.report;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A check of three minutes that nothing was lost: ratios to JDK_FLOOR and BCJMAIL, measured in this
 * run, and a failure where one is less than half of what was recorded, three times.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar ratios FILE [--record]
 * }</pre>
 */
public final class Ratios {

  private static final List<String> RIVALS = List.of("JDK_FLOOR", "BCJMAIL");

  private Ratios() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0 || args.length > 2) {
      System.err.println("usage: ratios FILE [--record]");
      System.exit(2);
    }
    Path file = Path.of(args[0]);
    Map<String, Double> found = measure();
    if (args.length == 2 && args[1].equals("--record")) {
      record(found, file);
      return;
    }
    Map<String, Double> recorded = read(file);
    List<String> lost = compare(recorded, found);
    // On a busy machine the compiler waits for what keeps it busy: what is lost is lost again.
    for (int again = 0; again < 2 && !lost.isEmpty(); again++) {
      System.out.println("once more, and the better of each counts");
      measure().forEach((name, ratio) -> found.merge(name, ratio, Math::max));
      lost = compare(recorded, found);
    }
    lost.forEach(System.err::println);
    System.exit(lost.isEmpty() ? 0 : 1);
  }

  private static Map<String, Double> measure() throws Exception {
    Block verbs =
        Block.of("Sign|Verify|Encrypt|Decrypt")
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "JDK_FLOOR", "BCJMAIL")
            .with("size", "1048576")
            .jvm("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch")
            .runs(1, 4, 2, 400);
    // Where a private key works, 10 KiB show little else. Small calls need ten seconds until the
    // compiler is done with them.
    Block small = verbs.only("Verify|Encrypt").with("size", "10240").runs(1, 18, 2, 600);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<RunResult> results = new ArrayList<>();
    for (Block block : List.of(verbs, small)) {
      results.addAll(
          new Runner(
                  new OptionsBuilder()
                      .parent(block.options(java))
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run());
    }
    Path json = Files.createTempFile("ratios", ".json");
    try {
      RawResults.write(results, json);
      return ratios(Figures.read(json));
    } finally {
      Files.delete(json);
    }
  }

  /** How many times as fast as each rival this library is, by benchmark, size and rival. */
  static Map<String, Double> ratios(Figures figures) {
    Map<String, Double> ratios = new TreeMap<>();
    for (Figure figure : figures.all()) {
      if (!figure.params().get("contestant").equals("SMIME4J")) {
        continue;
      }
      String size = figure.params().get("size");
      for (String rival : RIVALS) {
        Optional<Figure> other =
            figures.find(figure.benchmark(), "size", size, "contestant", rival);
        other.ifPresent(
            o ->
                ratios.put(
                    String.join(".", figure.benchmark().split("\\.")[0], size, rival),
                    o.seconds().over(figure.seconds()).value()));
      }
    }
    return ratios;
  }

  /** Prints each ratio beside the recorded one; returns a sentence for each that was lost. */
  static List<String> compare(Map<String, Double> recorded, Map<String, Double> found) {
    List<String> lost = new ArrayList<>();
    if (recorded.isEmpty()) {
      lost.add("nothing was recorded to compare with");
    }
    recorded.forEach(
        (name, before) -> {
          Double now = found.get(name);
          String line =
              String.format(
                  Locale.ROOT,
                  "%-32s %7s  recorded %7.2f",
                  name,
                  now == null ? "none" : String.format(Locale.ROOT, "%.2f", now),
                  before);
          System.out.println(line);
          if (now == null || now < before / 2) {
            lost.add("less than half of what it was: " + line);
          }
        });
    return lost;
  }

  private static Map<String, Double> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, Double> recorded = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> recorded.put(name, Double.parseDouble(properties.getProperty(name))));
    return recorded;
  }

  private static void record(Map<String, Double> found, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# How many times as fast as each rival, in one run. Recorded on:");
    lines.add("# " + Machine.line() + ", Java " + Runtime.version());
    found.forEach(
        (name, ratio) -> lines.add(name + "=" + String.format(Locale.ROOT, "%.2f", ratio)));
    Files.write(file, lines);
  }
}
