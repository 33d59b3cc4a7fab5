package org.smime4j.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Whether the time of an operation tells one class of input from another. Classes are measured in
 * turns; two differ where their trimmed means are apart by more than 2 microseconds and by more
 * than six standard errors, in three runs of three.
 */
public final class InterleavedTiming {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private InterleavedTiming() {}

  /** What is measured. */
  public interface Operation {
    Object run(byte[] input) throws Exception;
  }

  /** The processor time of the calling thread: what else the machine does is not in it. */
  public static long processorNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /**
   * The two classes that are furthest apart, where that is too far each time; else nothing. What
   * was furthest apart in each run is printed.
   *
   * @param samples how many times in each run, over all classes together: each class is measured so
   *     many times divided by the number of classes, as of 20,000 and seven classes 2,857 times
   */
  public static String differsInThreeOfThree(
      Map<String, List<byte[]>> classes,
      int samples,
      Random random,
      LongSupplier nanos,
      Operation operation)
      throws Exception {
    measure(classes, samples / 10, random, nanos, operation);
    String found = "";
    for (int run = 0; run < 3; run++) {
      found = differing(measure(classes, samples, random, nanos, operation));
      if (found.isEmpty()) {
        return "";
      }
    }
    return found;
  }

  private static Map<String, double[]> measure(
      Map<String, List<byte[]>> classes,
      int samples,
      Random random,
      LongSupplier nanos,
      Operation operation)
      throws Exception {
    List<String> names = new ArrayList<>(classes.keySet());
    int rounds = samples / names.size();
    Map<String, double[]> times = new LinkedHashMap<>();
    names.forEach(name -> times.put(name, new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(names, random);
      for (String name : names) {
        List<byte[]> inputs = classes.get(name);
        byte[] input = inputs.get(random.nextInt(inputs.size()));
        long start = nanos.getAsLong();
        Object result = operation.run(input);
        times.get(name)[round] = (nanos.getAsLong() - start) / 1e3;
        Objects.requireNonNull(result);
      }
    }
    return times;
  }

  private static String differing(Map<String, double[]> times) {
    String found = "";
    String furthest = "";
    double most = -1;
    double mostThatDiffers = 0;
    List<String> names = List.copyOf(times.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] one = trimmed(times.get(names.get(i)));
        double[] other = trimmed(times.get(names.get(j)));
        double apart = Math.abs(mean(one) - mean(other));
        double error = Math.sqrt(variance(one) / one.length + variance(other) / other.length);
        String said =
            String.format(
                Locale.ROOT,
                "%s and %s: %.2f us apart, standard error %.2f",
                names.get(i),
                names.get(j),
                apart,
                error);
        if (apart > most) {
          most = apart;
          furthest = said;
        }
        if (apart > 2 && apart > 6 * error && apart > mostThatDiffers) {
          mostThatDiffers = apart;
          found = said;
        }
      }
    }
    System.out.println("timing: " + furthest);
    return found;
  }

  /** The fastest three quarters: what the machine did beside lies in the rest. */
  private static double[] trimmed(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return Arrays.copyOf(sorted, sorted.length * 3 / 4);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }
}
