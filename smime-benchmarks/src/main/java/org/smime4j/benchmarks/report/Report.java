package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.benchmarks.growth.Growth;

/**
 * Runs a plan and writes {@code RESULTS.md}, with its tables and plots in {@code results} beside
 * it.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar report [--jdk PATH]... [--all] [--dry] [--to FOLDER] [--render]
 * }</pre>
 *
 * <p>{@code --jdk} names the JDKs to run on, the running one unless told. {@code --all} measures
 * every goal, and not only what the page shows; {@code --dry} runs each benchmark for a moment, to
 * see that all of them run. {@code --render} runs nothing and writes the page again. How long it
 * will take is said first. The figures of each block are written when it ends, and one that fails
 * is named and left out: a run that is cut short keeps what it has.
 */
public final class Report {

  /** Of this program and of command-line.py, for each feature version. */
  private static final Pattern FIGURES = Pattern.compile("(?:results|command-line)-(\\d+)\\.json");

  private final Path folder;
  private final Path results;

  Report(Path folder) throws IOException {
    this.folder = folder;
    this.results = Files.createDirectories(folder.resolve("results"));
  }

  public static void main(String[] args) throws Exception {
    List<Path> jdks = new ArrayList<>();
    Plan plan = Plan.standard(Processor.here());
    Path folder = null;
    boolean run = true;
    boolean dry = false;
    for (int i = 0; i < args.length; i++) {
      boolean valued = i + 1 < args.length;
      if (args[i].equals("--jdk") && valued) {
        jdks.add(Path.of(args[++i]));
      } else if (args[i].equals("--to") && valued) {
        folder = Path.of(args[++i]);
      } else if (args[i].equals("--all")) {
        plan = Plan.all(Processor.here());
      } else if (args[i].equals("--dry")) {
        dry = true;
      } else if (args[i].equals("--render")) {
        run = false;
      } else {
        System.err.println(
            "usage: report [--jdk PATH]... [--all] [--dry] [--to FOLDER] [--render]");
        System.exit(2);
      }
    }
    if (jdks.isEmpty()) {
      jdks.add(Path.of(System.getProperty("java.home")));
    }
    if (folder == null) {
      // What is dry measures nothing, and takes the place of no results.
      folder = dry ? Files.createTempDirectory("report-") : Path.of("smime-benchmarks");
    }
    try {
      Report report = new Report(folder);
      if (run) {
        report.run(jdks, dry ? plan.dry() : plan, String.join(" ", args));
      }
      report.render();
      System.out.println(folder.resolve("RESULTS.md"));
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("report: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Runs a plan on each JDK, and forgets what was measured before. */
  void run(List<Path> jdks, Plan plan, String arguments) throws Exception {
    for (Path jdk : jdks) {
      if (!Files.isExecutable(jdk.resolve("bin/java"))) {
        throw new IllegalArgumentException(jdk + " is no JDK: it has no bin/java");
      }
    }
    List<String> absent = new ArrayList<>();
    ObjectNode about = new ObjectMapper().createObjectNode();
    about.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    about.put("machine", Machine.line());
    about.put("commit", Machine.commit(folder.toAbsolutePath()));
    about.put(
        "command",
        ("java -jar smime-benchmarks/target/benchmarks.jar report " + arguments).strip());
    for (Contestant contestant : Contestant.values()) {
      contestant
          .absence()
          .ifPresent(
              why -> {
                absent.add(contestant.name());
                about.withObject("/absent").put(contestant.name(), why);
              });
    }
    deleteOld();
    write(about);
    System.out.printf(
        Locale.ROOT,
        "about %.0f minutes for %d JDKs%n",
        Math.ceil(plan.seconds(jdks.size()) / 60),
        jdks.size());
    for (Path jdk : jdks) {
      Path java = jdk.resolve("bin/java");
      List<ObjectNode> all = new ArrayList<>();
      List<Block> blocks = new ArrayList<>(plan.blocks());
      if (jdk.equals(jdks.get(0))) {
        blocks.addAll(plan.onFirst());
      }
      for (Block block : blocks) {
        for (Block present : block.without(absent)) {
          keep(all, run(present, java, about));
        }
      }
      for (Growth growth : plan.growth()) {
        keep(all, run(growth, java, plan.few(), about));
      }
    }
    System.out.println("failed: " + about.withArray("/failed"));
    MaterialFiles.clear();
  }

  private void keep(List<ObjectNode> all, List<ObjectNode> found) throws IOException {
    all.addAll(found);
    if (!all.isEmpty()) {
      String version = all.get(0).path("jdkVersion").asText().split("\\.")[0];
      RawResults.write(all, results.resolve("results-" + version + ".json"));
    }
  }

  /** One block; what fails in it is said, and is no reason to lose the others. */
  private List<ObjectNode> run(Block block, Path java, ObjectNode about) throws IOException {
    long start = System.nanoTime();
    Collection<RunResult> found = List.of();
    try {
      found = new Runner(block.options(java.toString())).run();
    } catch (RunnerException | RuntimeException e) {
      System.out.println(e);
    }
    int expected = Combination.of(block).size();
    String name = block.benchmarks() + " " + block.params();
    if (found.size() < expected) {
      failed(about, String.format("%s: %d of %d", name, expected - found.size(), expected));
    }
    took(name, start, block.seconds());
    return RawResults.of(found);
  }

  /** One kind of growth, in a JVM of its own. */
  private List<ObjectNode> run(Growth growth, Path java, boolean few, ObjectNode about)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path file = Files.createTempFile("growth-", ".json");
    try {
      int exit = new ProcessBuilder(growth.command(java, file, few)).inheritIO().start().waitFor();
      if (exit != 0) {
        failed(about, "growth of " + growth + ", which ended with " + exit);
      }
      took("growth of " + growth, start, growth.seconds());
      return RawResults.lines(file);
    } finally {
      Files.delete(file);
    }
  }

  private void failed(ObjectNode about, String what) throws IOException {
    about.withArray("/failed").add(what);
    write(about);
  }

  private void write(ObjectNode about) throws IOException {
    Files.writeString(results.resolve("run.json"), about.toPrettyString() + "\n");
  }

  private static void took(String name, long start, double planned) {
    System.out.printf(
        Locale.ROOT,
        "%s took %.0f s, about %.0f were planned%n",
        name,
        (System.nanoTime() - start) / 1e9,
        planned);
  }

  /** What another program measured stays. */
  private void deleteOld() throws IOException {
    try (Stream<Path> old = Files.list(results)) {
      for (Path file :
          old.filter(f -> f.getFileName().toString().matches("(results|run).*json|.*\\.svg"))
              .toList()) {
        Files.delete(file);
      }
    }
  }

  /** Writes the page, the tables and the plots from the figures that are there. */
  void render() throws IOException {
    Map<String, List<Path>> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(results)) {
      for (Path file : all.sorted().toList()) {
        Matcher name = FIGURES.matcher(file.getFileName().toString());
        if (name.matches()) {
          files.computeIfAbsent(name.group(1), java -> new ArrayList<>()).add(file);
        }
      }
    }
    Path about = results.resolve("run.json");
    if (files.isEmpty() || !Files.exists(about)) {
      throw new IOException(results + " has no figures: run report without --render first");
    }
    List<Figures> jdks = new ArrayList<>();
    for (List<Path> ofOne : files.values()) {
      jdks.add(Figures.read(ofOne));
    }
    Properties reasons = new Properties();
    Path why = results.resolve("reasons.properties");
    if (Files.exists(why)) {
      try (Reader in = Files.newBufferedReader(why)) {
        reasons.load(in);
      }
    }
    Sheets.write(jdks, results);
    Page page = new Page(new ObjectMapper().readTree(about.toFile()), jdks, reasons);
    Files.write(folder.resolve("RESULTS.md"), page.lines(results));
  }
}
