package org.smime4j.fuzz;

import java.util.concurrent.TimeUnit;

/**
 * What Jazzer calls: one {@link Target}, for as many seconds of processor time as it is told. The
 * summary is printed at the end.
 */
public final class Fuzzing {

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
