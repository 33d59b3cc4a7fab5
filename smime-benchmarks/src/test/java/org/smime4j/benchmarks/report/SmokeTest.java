package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.growth.Growth;

/** Every benchmark runs, once and small, and what is written about it can be read. */
@Tag("thorough")
class SmokeTest {

  private static final String[] EVERYBODY =
      Arrays.stream(Contestant.values())
          .filter(contestant -> contestant.absence().isEmpty())
          .map(Contestant::name)
          .toArray(String[]::new);

  private static final Block VERBS =
      Block.of("Sign|Verify|Encrypt|Decrypt|SignThenEncrypt|OpenSigned")
          .with("size", "10240")
          .with("keys", "P_256");

  private static final List<Block> PLAN =
      List.of(
          VERBS.with("cipher", "GCM", "CBC").with("contestant", EVERYBODY),
          VERBS.with("cipher", "GCM").with("form", "DER").with("contestant", "SMIME4J", "BCJMAIL"),
          Block.of("Verify")
              .with("size", "1000")
              .with("senders", "3")
              .with("contestant", "SMIME4J", "BCJMAIL"),
          Block.of("VerifyWithPath")
              .with("size", "1000")
              .with("senders", "1", "3")
              .with("contestant", "SMIME4J", "BCJMAIL"),
          Block.of("UnknownKey").with("held", "3"),
          Block.of("ColdStart").with("small", "1000").with("large", "100000"),
          Block.of("VerifySchemes"),
          Block.of("Primitives").with("by", "BC").with("work", "P_256_SIGN", "SHA_256_64K"));

  @TempDir Path folder;

  @Test
  void everyBenchmarkRunsAndIsReported() throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    List<RunResult> results = new ArrayList<>();
    for (Block block : PLAN) {
      results.addAll(
          new Runner(
                  new OptionsBuilder()
                      .parent(
                          block.options(
                              Path.of(System.getProperty("java.home"), "bin", "java").toString()))
                      .mode(Mode.SingleShotTime)
                      .forks(0)
                      .warmupIterations(0)
                      .measurementIterations(1)
                      .shouldFailOnError(true)
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run());
    }
    assertThat(benchmarksIn(results)).isEqualTo(scenarios());

    Report report = new Report(folder);
    Path written = folder.resolve("results");
    RawResults.write(RawResults.of(results), written.resolve("results-17.json"));
    Files.writeString(written.resolve("run.json"), "{\"machine\":\"one\"}");
    report.render();
    String page = Files.readString(folder.resolve("RESULTS.md"));
    for (Goal goal : PageGoals.all().values()) {
      assertThat(page).contains("| " + goal.work() + " | " + goal.goal() + " |");
    }
    assertThat(Files.readString(written.resolve("figures.tsv")))
        .contains("\tEncrypt.encrypt\t1\tcipher=GCM contestant=SMIME4J form=TEXT keys=P_256")
        .contains("\tVerifyWithPath.verify\t");
  }

  @Test
  void everythingThatGrowsIsMeasuredAndDrawn() throws Exception {
    Plan plan = new Plan(List.of(), List.of(), List.of(Growth.values()), true);
    Report report = new Report(folder);
    report.run(List.of(Path.of(System.getProperty("java.home"))), plan, "--growth");
    report.render();
    assertThat(Files.readString(folder.resolve("RESULTS.md")))
        .contains("*known* has too few points", "*decrypt* ")
        .doesNotContain("failed: ");
    Path written = folder.resolve("results");
    DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    List<Path> plots;
    try (Stream<Path> files = Files.list(written)) {
      plots = files.filter(file -> file.toString().endsWith(".svg")).toList();
    }
    assertThat(plots).hasSameSizeAs(Plot.all());
    for (Path plot : plots) {
      assertThat(xml.newDocumentBuilder().parse(plot.toFile()).getDocumentElement().getTagName())
          .isEqualTo("svg");
    }
  }

  @Test
  void aRunForksTheJvmItIsToldAndKeepsItsFigures() throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    Block tiny =
        Block.of("Encrypt")
            .with("size", "1000")
            .with("cipher", "GCM")
            .with("keys", "P_256")
            .with("contestant", "SMIME4J")
            .runs(1, 1, 2, 20)
            .threads(2)
            .jvm("-Xmx128m");
    Report report = new Report(folder);
    Plan plan = new Plan(List.of(), List.of(tiny), List.of(), true);
    report.run(List.of(Path.of(System.getProperty("java.home"))), plan, "--tiny");
    report.render();
    String feature = String.valueOf(Runtime.version().feature());
    Figures figures = Figures.read(List.of(folder.resolve("results/results-" + feature + ".json")));
    assertThat(figures.feature()).isEqualTo(feature);
    Figure figure =
        figures.find(2, "Encrypt.encrypt", "keys", "P_256", "contestant", "SMIME4J").orElseThrow();
    assertThat(figure.result().orElseThrow()).isBetween(1500.0, 2500.0);
    assertThat(figure.allocated().orElseThrow().value()).isGreaterThan(1500);
    assertThat(Files.readString(folder.resolve("RESULTS.md")))
        .contains("report --tiny`", "Java " + feature + ": ");
  }

  private static Set<String> benchmarksIn(List<RunResult> results) {
    return results.stream()
        .map(result -> result.getParams().getBenchmark())
        .collect(Collectors.toSet());
  }

  private static Set<String> scenarios() {
    return BenchmarkList.defaultList()
        .getAll(
            OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                VerboseMode.SILENT),
            List.of())
        .stream()
        .map(entry -> entry.getUsername())
        .filter(name -> name.startsWith("org.smime4j.benchmarks.scenarios."))
        .collect(Collectors.toSet());
  }
}
