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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A check that nothing was lost: ratios to JDK_FLOOR and BCJMAIL, measured in this run, beside what
 * was recorded for the class of the processor, and for AVX2 where it has AVX-512. It takes six
 * minutes, and less again for each time that a ratio is short.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar ratios FILE
 * java -jar smime-benchmarks/target/benchmarks.jar ratios --record FILE [--runs N]
 * }</pre>
 *
 * <p>{@code --record} writes the median of N runs, 5 unless told, and as its error how far the
 * farthest run is from it.
 */
public final class Ratios {

  private static final List<String> RIVALS = List.of("JDK_FLOOR", "BCJMAIL");
  private static final Pattern RATIO =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(?: ± (\\d+(?:\\.\\d+)?))?");
  private static final double LEAST = 0.75;
  private static final int ATTEMPTS = 5;
  private static final int FEWEST_RUNS = 3;

  private Ratios() {}

  public static void main(String[] args) throws Exception {
    boolean record = args.length > 1 && args[0].equals("--record");
    boolean counted = args.length == 4 && args[2].equals("--runs") && args[3].matches("\\d{1,3}");
    int runs = record && counted ? Integer.parseInt(args[3]) : 5;
    if (args.length != 1 && !(record && (counted || args.length == 2)) || runs < FEWEST_RUNS) {
      System.err.println("usage: ratios FILE | ratios --record FILE [--runs N], N at least 3");
      System.exit(2);
    }
    try {
      if (record) {
        record(Path.of(args[1]), runs);
      } else {
        System.exit(check(Path.of(args[0])) ? 0 : 1);
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("ratios: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void record(Path file, int runs) throws Exception {
    List<Map<String, Double>> found = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      System.out.println("run " + (i + 1) + " of " + runs);
      found.add(measure(name -> true));
    }
    write(spread(found), runs, file);
  }

  private static boolean check(Path file) throws Exception {
    Map<String, Measured> recorded = read(file);
    List<String> here = Processor.here().stream().map(Processor::name).toList();
    recorded.keySet().removeIf(name -> !here.contains(name.split("\\.")[0]));
    if (recorded.isEmpty()) {
      throw new IllegalArgumentException(file + " has no ratio of a processor with " + here);
    }
    Map<String, Double> found = measure(recorded::containsKey);
    Set<String> lost = compare(recorded, found);
    // On a busy machine the compiler waits for what keeps it busy: what is lost is lost again.
    for (int attempt = 2; attempt <= ATTEMPTS && !lost.isEmpty(); attempt++) {
      System.out.printf(
          "attempt %d of %d, of which the best counts, for %s%n", attempt, ATTEMPTS, lost);
      measure(lost::contains).forEach((name, ratio) -> found.merge(name, ratio, Math::max));
      lost = compare(recorded, found);
    }
    if (!lost.isEmpty()) {
      System.err.println("lost in each of " + ATTEMPTS + " attempts: " + lost);
    }
    return lost.isEmpty();
  }

  /** Only the benchmarks and sizes of which a ratio is wanted. */
  private static Map<String, Double> measure(Predicate<String> wanted) throws Exception {
    Map<String, Double> all = new TreeMap<>();
    for (Processor processor : Processor.here()) {
      String prefix = processor.name() + ".";
      measure(processor, name -> wanted.test(prefix + name))
          .forEach((name, ratio) -> all.put(prefix + name, ratio));
    }
    return all;
  }

  private static Map<String, Double> measure(Processor processor, Predicate<String> wanted)
      throws Exception {
    List<String> args = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"));
    args.addAll(processor.jvmArgs());
    Block verbs =
        Block.of("Sign|Verify|Encrypt|Decrypt")
            .with("cipher", "GCM")
            .with("contestant", "SMIME4J", "JDK_FLOOR", "BCJMAIL")
            .with("size", Sizes.MIB_1)
            .jvm(args.toArray(String[]::new))
            .runs(1, 4, 2, 400);
    // BCJMAIL takes half a second for 32 MiB, and shows nothing that it does not show at 1 MiB.
    Block bulk =
        verbs
            .only("Sign|Verify|Encrypt|Decrypt|OpenSigned")
            .with("contestant", "SMIME4J", "JDK_FLOOR")
            .with("size", Sizes.MIB_32)
            .runs(1, 2, 4, 400);
    // Where a private key works, 10 KiB show little else. Small calls need ten seconds until the
    // compiler is done with them.
    Block small = verbs.only("Verify|Encrypt").with("size", Sizes.KIB_10).runs(1, 18, 2, 600);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<RunResult> results = new ArrayList<>();
    for (Block block : List.of(verbs, bulk, small)) {
      String size = block.params().get("size").get(0);
      String benchmarks =
          Stream.of(block.benchmarks().split("\\|"))
              .filter(verb -> RIVALS.stream().anyMatch(r -> wanted.test(name(verb, size, r))))
              .collect(Collectors.joining("|"));
      if (!benchmarks.isEmpty()) {
        results.addAll(
            new Runner(
                    new OptionsBuilder()
                        .parent(block.only(benchmarks).options(java))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
      }
    }
    return ratios(Figures.of(RawResults.of(results)));
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
            figures.find(
                figure.benchmark(),
                "size",
                size,
                "contestant",
                rival,
                "processor",
                figure.processor());
        other.ifPresent(
            o ->
                ratios.put(
                    name(figure.benchmark().split("\\.")[0], size, rival),
                    o.seconds().over(figure.seconds()).value()));
      }
    }
    return ratios;
  }

  private static String name(String verb, String size, String rival) {
    return String.join(".", verb, size, rival);
  }

  /** A ratio may lose its error, and never more than a quarter. */
  static double limit(Measured recorded) {
    return Math.max(recorded.value() - recorded.error(), LEAST * recorded.value());
  }

  /** Prints each ratio beside the recorded one; returns the names of those that are lost. */
  static Set<String> compare(Map<String, Measured> recorded, Map<String, Double> found) {
    Set<String> lost = new TreeSet<>();
    recorded.forEach(
        (name, before) -> {
          Double now = found.get(name);
          boolean isLost = now == null || !(now >= limit(before));
          System.out.printf(
              Locale.ROOT,
              "%-32s %7s  recorded %s, at least %.2f%s%n",
              name,
              now == null ? "none" : String.format(Locale.ROOT, "%.2f", now),
              (Double.isInfinite(before.error()) ? Measured.exactly(before.value()) : before)
                  .text("%.2f"),
              limit(before),
              isLost ? "  LOST" : "");
          if (isLost) {
            lost.add(name);
          }
        });
    return lost;
  }

  /** The median of several runs, and how far the farthest is from it. */
  static Map<String, Measured> spread(List<Map<String, Double>> runs) {
    Map<String, Measured> recorded = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    runs.forEach(run -> names.addAll(run.keySet()));
    for (String name : names) {
      if (!runs.stream().allMatch(run -> run.containsKey(name))) {
        throw new IllegalArgumentException(name + " was not measured in each run");
      }
      recorded.put(name, Measured.of(runs.stream().mapToDouble(run -> run.get(name)).toArray()));
    }
    return recorded;
  }

  /** A ratio without an error is held at three quarters. */
  static Map<String, Measured> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is no file");
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, Measured> recorded = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      Matcher ratio = RATIO.matcher(properties.getProperty(name));
      if (!ratio.matches() || Double.parseDouble(ratio.group(1)) == 0) {
        throw new IllegalArgumentException(name + " in " + file + " is no ratio and its error");
      }
      double error =
          ratio.group(2) == null ? Double.POSITIVE_INFINITY : Double.parseDouble(ratio.group(2));
      recorded.put(name, new Measured(Double.parseDouble(ratio.group(1)), error));
    }
    if (recorded.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has no ratio to compare with: write it with ratios --record " + file);
    }
    return recorded;
  }

  static void write(Map<String, Measured> recorded, int runs, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# How many times as fast as each rival: the median of "
            + runs
            + " runs, and how far the farthest is from it. Recorded on:");
    lines.add("# " + Machine.line() + ", Java " + Runtime.version());
    recorded.forEach(
        (name, ratio) ->
            lines.add(
                String.format(Locale.ROOT, "%s=%.3f ± %.3f", name, ratio.value(), ratio.error())));
    Files.write(file, lines);
  }
}
