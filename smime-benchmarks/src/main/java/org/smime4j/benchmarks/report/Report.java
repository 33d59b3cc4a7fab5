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
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * Runs the standard set and writes {@code RESULTS.md}, with JMH's figures and plots in {@code
 * results} beside it.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar report [--jdk PATH]... [--quick] [--to FOLDER] [--render]
 * }</pre>
 *
 * <p>{@code --jdk} names the JDKs to run on, the running one unless told. {@code --quick} runs a
 * smaller set. {@code --render} runs nothing and writes the tables and plots again. The figures of
 * each block are written when it ends: a run that is cut short keeps what it has.
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
    Path folder = Path.of("smime-benchmarks");
    boolean run = true;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--jdk" -> jdks.add(Path.of(args[++i]));
        case "--to" -> folder = Path.of(args[++i]);
        case "--quick" -> plan = Plan.quick();
        case "--render" -> run = false;
        default -> {
          System.err.println("usage: report [--jdk PATH]... [--quick] [--to FOLDER] [--render]");
          System.exit(2);
        }
      }
    }
    if (jdks.isEmpty()) {
      jdks.add(Path.of(System.getProperty("java.home")));
    }
    Report report = new Report(folder);
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
    for (Path jdk : jdks) {
      List<RunResult> all = new ArrayList<>();
      for (Block block : plan) {
        for (Block present : block.without(absent)) {
          all.addAll(new Runner(present.options(jdk.resolve("bin/java").toString())).run());
          if (!all.isEmpty()) {
            String version = all.get(0).getParams().getJdkVersion().split("\\.")[0];
            RawResults.write(all, results.resolve("results-" + version + ".json"));
          }
        }
      }
    }
    MaterialFiles.clear();
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
    lines.addAll(Tables.goals(jdks));
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
