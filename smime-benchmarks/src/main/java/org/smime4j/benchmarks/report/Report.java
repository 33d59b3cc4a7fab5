package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * Runs the standard set and writes {@code RESULTS.md}, with JMH's figures and plots in {@code
 * results} beside it.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar report [--jdk PATH]... [--quick] [--dry] [--to FOLDER] [--render]
 * }</pre>
 *
 * <p>{@code --jdk} names the JDKs to run on, the running one unless told. {@code --quick} runs a
 * smaller set, {@code --dry} each benchmark for a moment, to see that all of them run. {@code
 * --render} runs nothing and writes the tables and plots again. How long it will take is said
 * first. The figures of each block are written when it ends, and one that fails is named and left
 * out: a run that is cut short keeps what it has.
 */
public final class Report {

  private final Path folder;
  private final Path results;

  Report(Path folder) throws IOException {
    this.folder = folder;
    this.results = Files.createDirectories(folder.resolve("results"));
  }

  public static void main(String[] args) throws Exception {
    List<Path> jdks = new ArrayList<>();
    List<Block> plan = Plan.standard();
    Path folder = null;
    boolean run = true;
    boolean dry = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--jdk" -> jdks.add(Path.of(args[++i]));
        case "--to" -> folder = Path.of(args[++i]);
        case "--quick" -> plan = Plan.quick();
        case "--dry" -> dry = true;
        case "--render" -> run = false;
        default -> {
          System.err.println(
              "usage: report [--jdk PATH]... [--quick] [--dry] [--to FOLDER]" + " [--render]");
          System.exit(2);
        }
      }
    }
    if (jdks.isEmpty()) {
      jdks.add(Path.of(System.getProperty("java.home")));
    }
    if (folder == null) {
      // What is dry measures nothing, and takes the place of no results.
      folder = dry ? Files.createTempDirectory("report-") : Path.of("smime-benchmarks");
    }
    Report report = new Report(folder);
    if (dry) {
      plan = plan.stream().map(Block::dry).toList();
    }
    if (run) {
      report.run(jdks, plan, String.join(" ", args));
    }
    report.render();
  }

  /** Runs a plan on each JDK, and forgets what was measured before. */
  void run(List<Path> jdks, List<Block> plan, String arguments) throws Exception {
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
    Files.writeString(results.resolve("run.json"), about.toPrettyString() + "\n");
    double seconds = plan.stream().mapToDouble(Block::seconds).sum();
    System.out.printf(
        Locale.ROOT,
        "%d blocks, about %.0f minutes for each of %d JDKs%n",
        plan.size(),
        Math.ceil(seconds / 60),
        jdks.size());
    for (Path jdk : jdks) {
      List<RunResult> all = new ArrayList<>();
      for (Block block : plan) {
        for (Block present : block.without(absent)) {
          run(present, jdk, about).forEach(all::add);
          if (!all.isEmpty()) {
            String version = all.get(0).getParams().getJdkVersion().split("\\.")[0];
            RawResults.write(all, results.resolve("results-" + version + ".json"));
          }
        }
      }
    }
    System.out.println("failed: " + about.withArray("/failed"));
    MaterialFiles.clear();
  }

  /** One block; what fails in it is said, and is no reason to lose the others. */
  private Collection<RunResult> run(Block block, Path jdk, ObjectNode about) throws IOException {
    long start = System.nanoTime();
    Collection<RunResult> found = List.of();
    try {
      found = new Runner(block.options(jdk.resolve("bin/java").toString())).run();
    } catch (RunnerException | RuntimeException e) {
      System.out.println(e);
    }
    int expected = Combination.of(block).size();
    String name = block.benchmarks() + " " + block.params();
    if (found.size() < expected) {
      about
          .withArray("/failed")
          .add(String.format("%s: %d of %d", name, expected - found.size(), expected));
      Files.writeString(results.resolve("run.json"), about.toPrettyString() + "\n");
    }
    System.out.printf(
        Locale.ROOT,
        "%s took %.0f s, about %.0f were planned%n",
        name,
        (System.nanoTime() - start) / 1e9,
        block.seconds());
    return found;
  }

  private void deleteOld() throws IOException {
    try (Stream<Path> old = Files.list(results)) {
      for (Path file : old.filter(f -> f.toString().matches(".*\\.(json|svg)")).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Writes the tables and the plots from the figures that are there. */
  void render() throws IOException {
    List<Figures> jdks = new ArrayList<>();
    try (Stream<Path> files = Files.list(results)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("results-")).sorted().toList()) {
        jdks.add(Figures.read(file));
      }
    }
    List<String> lines = new ArrayList<>(Page.head(results.resolve("run.json"), jdks));
    lines.addAll(Tables.outcomes(jdks));
    lines.add("");
    lines.addAll(Tables.goals(jdks));
    Path commands = results.resolve("command-line.md");
    if (Files.exists(commands)) {
      lines.addAll(
          List.of(
              "",
              "## The command line",
              "",
              "Whole processes, from start to exit. 88893b6 is an earlier commit; below 1 ×, the newer"
                  + " command is faster. Written by `smime-benchmarks/command-line.py`."
                  + " Times are wall clock. A figure is the median of several runs, which alternate"
                  + " with those of its rival.",
              ""));
      lines.addAll(Files.readAllLines(commands));
    }
    for (Figures figures : jdks) {
      lines.addAll(Arrays.asList("", "## Java " + figures.feature(), ""));
      lines.addAll(Tables.contests(figures));
      lines.add("");
      lines.addAll(Tables.others(figures));
      lines.add("");
      for (String plot : Plots.write(figures, results)) {
        lines.add("![" + plot.replace(".svg", "") + "](results/" + plot + ")");
      }
    }
    Files.writeString(
        folder.resolve("RESULTS.md"), String.join("\n", lines).stripTrailing() + "\n");
  }
}
