package org.smime4j.benchmarks.growth;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Where the points of a plot are written: each at once, so that a failure loses none. */
final class Points {

  private final ObjectMapper mapper = new ObjectMapper();
  private final @Nullable Path file;

  private Points(@Nullable Path file) {
    this.file = file;
  }

  static Points in(Path file) {
    return new Points(file);
  }

  /** For a rehearsal. */
  static Points unwritten() {
    return new Points(null);
  }

  /** An operation, and the heap that it allocates. */
  void add(String line, long amount, Stopwatch taken) throws IOException {
    add(line, amount, taken, taken.allocated());
  }

  /**
   * One point.
   *
   * @param line what grows and what is done, as class and method of a benchmark
   * @param heap octets; NaN where nobody looked
   */
  void add(String line, long amount, Stopwatch taken, double heap) throws IOException {
    if (file == null) {
      return;
    }
    ObjectNode node = mapper.createObjectNode();
    node.put("benchmark", Points.class.getPackageName() + "." + line);
    node.put("mode", "ss");
    node.put("threads", 1);
    node.put("jdkVersion", System.getProperty("java.version"));
    node.put("vmName", System.getProperty("java.vm.name"));
    node.put("vmVersion", System.getProperty("java.vm.version"));
    node.putObject("params").put("amount", String.valueOf(amount));
    ObjectNode metric = node.putObject("primaryMetric");
    metric.put("scoreUnit", "s/op");
    ArrayNode runs = metric.putArray("rawData").addArray();
    for (double seconds : taken.seconds()) {
      runs.add(seconds);
    }
    ObjectNode others = node.putObject("secondaryMetrics");
    if (!Double.isNaN(heap)) {
      others.putObject("heap").put("score", heap);
    }
    Files.writeString(
        file,
        mapper.writeValueAsString(node) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    System.out.println(line + " " + amount + ": " + taken.seconds()[0] + " s");
  }

  /** Octets of the heap that are in use after a collection. */
  static long used() {
    for (int i = 0; i < 2; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
