package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.archive.Step;

/**
 * A job that is killed, at every step and at any moment, ends with the report and the outputs of
 * one that was left alone, octet for octet. The steps are what notices a record out of order. With
 * {@code -Pthorough} there are kills at random moments too, one a sample.
 */
@Tag("thorough")
class ArchiveKillTest {

  private static final int MESSAGES = Integer.getInteger("samples", 1) > 1 ? 200 : 60;

  private static final int KILLS = Integer.getInteger("samples", 1);

  /** One of a message and one of a batch; with more samples all but those of a Maildir. */
  private static final EnumSet<Step> STEPS =
      KILLS > 1
          ? EnumSet.complementOf(EnumSet.of(Step.LINKED, Step.REPLACED))
          : EnumSet.of(Step.OUTPUT_PLACED, Step.RECORDED);

  @TempDir private Path folder;

  private Path source;

  @BeforeEach
  void messages() throws IOException {
    source = Files.createDirectories(folder.resolve("in"));
    for (int i = 0; i < MESSAGES; i++) {
      Files.copy(
          Run.message(ArchiveTest.MIX.get(i % ArchiveTest.MIX.size())),
          source.resolve(String.format("%03d.eml", i)));
    }
  }

  private List<Object> arguments(String name) {
    return List.of(
        "archive",
        "--quiet",
        "--job",
        folder.resolve(name),
        "--plaintext",
        folder.resolve(name + "-plain"),
        ArchiveTest.OPTIONS,
        source);
  }

  private Process start(String name, String step, int time) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HaltedArchive.class.getName(),
                step,
                String.valueOf(time)));
    for (Object argument : arguments(name)) {
      if (argument instanceof List<?> several) {
        several.forEach(each -> command.add(each.toString()));
      } else {
        command.add(argument.toString());
      }
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private int run(String name, String step, int time) throws Exception {
    Process process = start(name, step, time);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** The lines by message and the outputs, from a run that nobody disturbed. */
  private Map<String, String> undisturbed() throws Exception {
    assertThat(run("alone", "-", 0))
        .as(Files.readString(folder.resolve("said")))
        .isEqualTo(ExitStatus.FAILED);
    Map<String, String> result = result("alone");
    assertThat(result).hasSize(MESSAGES + 2 + 3 * MESSAGES / ArchiveTest.MIX.size());
    return result;
  }

  private Map<String, String> result(String name) throws IOException {
    Map<String, String> result = new TreeMap<>();
    List<String> lines = ArchiveTest.sorted(folder.resolve(name));
    result.put("lines", String.valueOf(lines.size()));
    for (String line : lines) {
      assertThat(result.put("line " + Json.parse(line).get("message").number(), line))
          .as("twice: " + line)
          .isNull();
    }
    try (Stream<Path> files = Files.list(folder.resolve(name + "-plain"))) {
      for (Path file : files.toList()) {
        result.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    Json summary =
        Json.parse(Files.readString(folder.resolve(name).resolve("summary.json")).trim());
    result.put("summary", summary.get("messages") + " " + summary.get("outcomes"));
    return result;
  }

  @Test
  void aKillAtAnyStepLosesNothingAndDoesNothingTwice() throws Exception {
    Map<String, String> expected = undisturbed();
    for (Step step : STEPS) {
      // What may be the last record is the end of a job: this step has a job of its own.
      String name = step == Step.RECORDED ? "another" : "job";
      boolean ofMessage = step == Step.OUTPUT_WRITTEN || step == Step.OUTPUT_PLACED;
      assertThat(run(name, step.name(), ofMessage ? MESSAGES / 5 : 1))
          .as(step + ": " + Files.readString(folder.resolve("said")))
          .isEqualTo(HaltedArchive.HALTED);
    }
    for (String name : List.of("another", "job")) {
      assertThat(run(name, "-", 0))
          .as(Files.readString(folder.resolve("said")))
          .isEqualTo(ExitStatus.FAILED);
      assertThat(result(name)).as(name).isEqualTo(expected);
    }
  }

  @Test
  @Tag("thorough")
  void killsAtRandomMomentsLoseNothingAndDoNothingTwice() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ArchiveKillTest seed " + seed + ", kills " + KILLS);
    Random random = new Random(seed);
    long start = System.nanoTime();
    Map<String, String> expected = undisturbed();
    long whole = (System.nanoTime() - start) / 1_000_000;
    int killed = 0;
    int atWork = 0;
    int jobs = 0;
    for (boolean finished = true; killed < KILLS || !finished; ) {
      boolean fresh = finished;
      jobs += fresh ? 1 : 0;
      long begun = System.nanoTime();
      Process process = start("job" + jobs, "-", 0);
      finished =
          process.waitFor(killed < KILLS ? random.nextLong(whole) : 120_000, TimeUnit.MILLISECONDS);
      if (finished) {
        // Where the first run was slow by chance, most others would end before they are killed.
        whole = fresh ? Math.min(whole, 1 + (System.nanoTime() - begun) / 1_000_000) : whole;
        assertThat(process.exitValue())
            .as(Files.readString(folder.resolve("said")))
            .isEqualTo(ExitStatus.FAILED);
        assertThat(result("job" + jobs)).as("seed " + seed).isEqualTo(expected);
      } else {
        process.destroyForcibly().waitFor();
        killed++;
        atWork += Files.exists(folder.resolve("job" + jobs).resolve("report.ndjson.part")) ? 1 : 0;
      }
    }
    System.out.println(
        "ArchiveKillTest: "
            + killed
            + " kills, "
            + atWork
            + " of them at work, in "
            + jobs
            + " jobs");
  }

  @Test
  @Tag("thorough")
  void anInterruptEndsTheRunBetweenMessages_andTheSameCommandGoesOn() throws Exception {
    Map<String, String> expected = undisturbed();
    Process process = start("job", "-", 0);
    // As Ctrl-C does, at a time when some are done.
    Path part = folder.resolve("job/report.ndjson.part");
    while (process.isAlive() && !hasLines(part)) {
      Thread.sleep(10);
    }
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(folder.resolve("said"));
    if (process.exitValue() != ExitStatus.FAILED) {
      assertThat(process.exitValue()).isEqualTo(130);
      if (said.isEmpty()) {
        // The signal came when every message was done: there was nothing left to go on with.
        Path whole = folder.resolve("job/report.ndjson");
        assertThat(Files.readAllLines(Files.exists(whole) ? whole : part)).hasSize(MESSAGES);
      } else {
        assertThat(said).contains("stopped with ").contains("goes on").doesNotContain("Exception");
      }
    }
    run("job", "-", 0);
    assertThat(result("job")).isEqualTo(expected);
  }

  private static boolean hasLines(Path report) throws IOException {
    return Files.exists(report) && Files.size(report) > 0;
  }
}
