package org.smime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Benchmarks that run with the same settings.
 *
 * @param benchmarks their classes or methods, as a regular expression
 * @param params for each parameter its values
 * @param forks JVMs for each combination
 * @param warmups iterations that do not count
 * @param iterations iterations of each fork that do
 * @param millis how long an iteration takes at least; without meaning for single shots
 * @param threads at work
 * @param jvmArgs in place of those of the benchmark; none to keep them
 */
record Block(
    String benchmarks,
    Map<String, List<String>> params,
    int forks,
    int warmups,
    int iterations,
    int millis,
    int threads,
    List<String> jvmArgs) {

  static Block of(String benchmarks) {
    return new Block(benchmarks, Map.of(), 1, 1, 3, 500, 1, List.of());
  }

  Block only(String others) {
    return new Block(others, params, forks, warmups, iterations, millis, threads, jvmArgs);
  }

  Block with(String param, String... values) {
    Map<String, List<String>> more = new TreeMap<>(params);
    more.put(param, List.of(values));
    return new Block(benchmarks, more, forks, warmups, iterations, millis, threads, jvmArgs);
  }

  Block runs(int newForks, int newWarmups, int newIterations, int newMillis) {
    return new Block(
        benchmarks, params, newForks, newWarmups, newIterations, newMillis, threads, jvmArgs);
  }

  Block threads(int number) {
    return new Block(benchmarks, params, forks, warmups, iterations, millis, number, jvmArgs);
  }

  Block jvm(String... args) {
    return new Block(
        benchmarks, params, forks, warmups, iterations, millis, threads, List.of(args));
  }

  /** What matches the names of its benchmarks. */
  String pattern() {
    return "\\.(" + benchmarks + ")(\\.|$)";
  }

  /**
   * For each contestant one small combination, in one fork: that it runs is all that is learned.
   */
  Block dry() {
    Map<String, List<String>> first = new TreeMap<>(params);
    first.replaceAll((name, values) -> name.equals("contestant") ? values : values.subList(0, 1));
    first.computeIfPresent("senders", (name, values) -> List.of("3"));
    return new Block(benchmarks, first, 1, Math.min(warmups, 1), 1, 10, threads, jvmArgs);
  }

  /** About how many seconds it takes. */
  double seconds() {
    return Combination.of(this).stream().mapToDouble(each -> each.seconds(this)).sum();
  }

  /** Without the contestants that are absent; empty if nobody is left. */
  List<Block> without(List<String> absent) {
    List<String> contestants = params.get("contestant");
    if (contestants == null) {
      return List.of(this);
    }
    List<String> present = new ArrayList<>(contestants);
    present.removeAll(absent);
    return present.isEmpty()
        ? List.of()
        : List.of(with("contestant", present.toArray(String[]::new)));
  }

  /** For JMH, on the JVM with this executable. */
  Options options(String jvm) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern())
            .jvm(jvm)
            .forks(forks)
            .warmupIterations(warmups)
            .warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(millis))
            .threads(threads)
            .addProfiler(GCProfiler.class)
            .timeout(TimeValue.minutes(6))
            .shouldFailOnError(false);
    if (!jvmArgs.isEmpty()) {
      options = options.jvmArgsAppend(jvmArgs.toArray(String[]::new));
    }
    for (Map.Entry<String, List<String>> param : params.entrySet()) {
      options = options.param(param.getKey(), param.getValue().toArray(String[]::new));
    }
    return options.build();
  }
}
