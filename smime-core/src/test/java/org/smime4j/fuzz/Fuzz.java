package org.smime4j.fuzz;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smime4j.testing.Outside;

/**
 * Runs one target, or all one after the other, each in a JVM of its own under Jazzer:
 *
 * <pre>
 * mvn -q -Pfuzz -pl smime-core test-compile exec:exec -Dfuzz=open -Dfuzz.seconds=600
 * </pre>
 *
 * <p>What was found, what was kept to go on from, and Jazzer's own words are left in {@code
 * target/fuzz}; an input is run again by giving its file in place of the seconds.
 */
public final class Fuzz {

  private Fuzz() {}

  /** The target or {@code all}, and the seconds of processor time, or the file of an input. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Target> targets =
        arguments[0].equals("all") ? List.of(Target.values()) : List.of(Target.named(arguments[0]));
    int found = 0;
    for (Target each : targets) {
      if (arguments[1].matches("\\d+")) {
        found += run(each, arguments[1]) ? 0 : 1;
      } else {
        System.out.println("read: " + each.holds(Files.readAllBytes(Path.of(arguments[1]))));
      }
    }
    System.exit(found == 0 ? 0 : 1);
  }

  private static boolean run(Target target, String seconds)
      throws IOException, InterruptedException {
    Path folder =
        Files.createDirectories(Outside.root().resolve("smime-core/target/fuzz/" + target.label()));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    int count = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(seeds.resolve("seed-" + count++), seed);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dsmime4j.root=" + Outside.root(),
                "-Dfuzz.target=" + target.label(),
                "-Dfuzz.seconds=" + seconds,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzing.class.getName(),
                "--instrumentation_includes=org.smime4j.**",
                "--custom_hook_includes=org.smime4j.**",
                // Not cmp: its hook of Arrays.equals takes no null, and the JVM would die of it.
                "--trace=cov:div:indir",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_len=16384",
                "-timeout=600",
                "-rss_limit_mb=0",
                corpus.toString(),
                seeds.toString()));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Path log = folder.resolve("log.txt");
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter kept = Files.newBufferedWriter(log)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        kept.append(line).append('\n');
        if (line.startsWith(target.label() + ": ")) {
          System.out.println(line);
          process.destroyForcibly(); // which libFuzzer, asked to end, would take for a finding
          return true;
        }
      }
    }
    System.out.println(target.label() + ": ended with " + process.waitFor() + ", see " + log);
    return false;
  }

  /**
   * What Jazzer calls: one {@link Target}, for as many seconds of processor time as it is told. The
   * summary is printed at the end.
   */
  public static final class Fuzzing {

    private static final int LOOKS = 256;

    private static Target target = Target.OPEN;
    private static long executions;
    private static long read;
    private static long end;

    private Fuzzing() {}

    /** Before the first input. */
    public static void fuzzerInitialize() {
      target = Target.named(System.getProperty("fuzz.target"));
      end = TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 60));
    }

    /** Each input. */
    public static void fuzzerTestOneInput(byte[] input) {
      read += target.holds(input) ? 1 : 0;
      executions++;
      if (executions % LOOKS == 0 && processorTime() > end) {
        System.out.println(summary()); // which ends this JVM: see Fuzz
        end = Long.MAX_VALUE;
      }
    }

    private static String summary() {
      return "%s: %d executions, %d of them read, %d s of processor time, no finding"
          .formatted(
              target.label(), executions, read, TimeUnit.NANOSECONDS.toSeconds(processorTime()));
    }

    /** Of all threads: compilers and collectors work for the target too. */
    private static long processorTime() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }
  }
}
