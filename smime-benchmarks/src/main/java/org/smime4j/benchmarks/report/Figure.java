package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One line of JMH's results.
 *
 * @param benchmark class and method, without the package
 * @param params with their values; {@code processor} where options of the JVM say its class
 * @param threads at work
 * @param perSecond whether the runs are operations for each second; otherwise seconds of each one
 * @param runs for each fork its iterations
 * @param heaps for each fork what its iterations allocated for one operation; none if nobody looked
 * @param extras the means of whatever else was counted
 */
record Figure(
    String benchmark,
    Map<String, String> params,
    int threads,
    boolean perSecond,
    List<double[]> runs,
    List<double[]> heaps,
    Map<String, Double> extras) {

  /** JMH's name for the octets that one operation allocates. */
  static final String HEAP = "gc.alloc.rate.norm";

  static Figure of(JsonNode node) {
    Map<String, String> params = new TreeMap<>();
    node.path("params").properties().forEach(p -> params.put(p.getKey(), p.getValue().asText()));
    for (Processor processor : Processor.values()) {
      for (JsonNode arg : node.path("jvmArgs")) {
        if (processor.jvmArgs().contains(arg.asText())) {
          params.put("processor", processor.name());
        }
      }
    }
    JsonNode metric = node.path("primaryMetric");
    String unit = metric.path("scoreUnit").asText();
    double scale = unit.equals("ms/op") ? 1e-3 : unit.equals("us/op") ? 1e-6 : 1;
    Map<String, Double> extras = new TreeMap<>();
    List<double[]> heaps = List.of();
    for (Map.Entry<String, JsonNode> other : node.path("secondaryMetrics").properties()) {
      String key = other.getKey().replace("·", "");
      extras.put(key, other.getValue().path("score").asDouble());
      if (key.equals(HEAP)) {
        heaps = iterations(other.getValue(), 1);
      }
    }
    String[] name = node.path("benchmark").asText().split("\\.");
    return new Figure(
        name[name.length - 2] + "." + name[name.length - 1],
        params,
        node.path("threads").asInt(),
        node.path("mode").asText().equals("thrpt"),
        iterations(metric, scale),
        heaps,
        extras);
  }

  /** For each fork its iterations. */
  private static List<double[]> iterations(JsonNode metric, double scale) {
    List<double[]> runs = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      double[] iterations = new double[fork.size()];
      for (int i = 0; i < iterations.length; i++) {
        iterations[i] = fork.get(i).asDouble() * scale;
      }
      runs.add(iterations);
    }
    return runs;
  }

  /** The class that the JVM was told; empty where it took the host as it is. */
  String processor() {
    return params.getOrDefault("processor", "");
  }

  /** Seconds of one operation: the median over the forks of the medians of their iterations. */
  Measured seconds() {
    Measured measured = measured(runs);
    return perSecond ? measured.rate(1) : measured;
  }

  /** How much of something in one second: an amount for each operation. */
  Measured rate(double amount) {
    return perSecond
        ? measured(runs).times(amount)
        : measured(
            runs.stream()
                .map(fork -> Arrays.stream(fork).map(seconds -> amount / seconds).toArray())
                .toList());
  }

  private static Measured measured(List<double[]> forks) {
    double median =
        Measured.of(forks.stream().mapToDouble(fork -> Measured.of(fork).value()).toArray())
            .value();
    double farthest = 0;
    for (double[] fork : forks) {
      for (double iteration : fork) {
        farthest = Math.max(farthest, Math.abs(iteration - median));
      }
    }
    return new Measured(median, farthest);
  }

  /** Iterations of all forks. */
  int iterations() {
    return runs.stream().mapToInt(fork -> fork.length).sum();
  }

  /**
   * Octets of the heap that one operation allocates. The last of several iterations is left out: it
   * has in it what contestants need to compare their results.
   */
  Optional<Measured> allocated() {
    Double mean = extras.get(HEAP);
    return mean == null || mean.isNaN()
        ? Optional.empty()
        : Optional.of(measured(heaps.stream().map(Figure::withoutLast).toList()));
  }

  private static double[] withoutLast(double[] iterations) {
    return iterations.length == 1 ? iterations : Arrays.copyOf(iterations, iterations.length - 1);
  }

  /**
   * Octets of what one operation gives: its share of the octets that went in, for JMH's counters
   * agree with each other more closely than with its operations.
   */
  OptionalDouble result() {
    Double in = extras.get("octets");
    Double out = extras.get("result");
    return in == null || out == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(params.get("size")) * out / in);
  }
}
