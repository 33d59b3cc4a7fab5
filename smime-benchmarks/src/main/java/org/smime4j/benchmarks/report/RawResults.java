package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** Results as nodes in JMH's form, without the profiler's figures that nobody reads. */
final class RawResults {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RawResults() {}

  static List<ObjectNode> of(Collection<RunResult> results) throws IOException {
    ByteArrayOutputStream jmh = new ByteArrayOutputStream();
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, new PrintStream(jmh, true, StandardCharsets.UTF_8))
        .writeOut(results);
    List<ObjectNode> nodes = new ArrayList<>();
    for (JsonNode node : MAPPER.readTree(jmh.toByteArray())) {
      ObjectNode result = (ObjectNode) node;
      // Where a JVM was installed is nobody's concern.
      result.remove("jvm");
      Iterator<String> names = result.path("secondaryMetrics").fieldNames();
      while (names.hasNext()) {
        String name = names.next().replace("·", "");
        if (name.startsWith("gc.") && !name.equals(Figure.HEAP)) {
          names.remove();
        }
      }
      result
          .path("secondaryMetrics")
          .properties()
          .forEach(
              metric -> {
                ObjectNode figures = (ObjectNode) metric.getValue();
                figures.remove("scorePercentiles");
                if (!metric.getKey().replace("·", "").equals(Figure.HEAP)) {
                  figures.remove("rawData");
                }
              });
      ((ObjectNode) result.path("primaryMetric")).remove("scorePercentiles");
      nodes.add(result);
    }
    return nodes;
  }

  /** Of a file with one node in each line. */
  static List<ObjectNode> lines(Path file) throws IOException {
    List<ObjectNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      nodes.add((ObjectNode) MAPPER.readTree(line));
    }
    return nodes;
  }

  /** One line for each result. */
  static void write(List<ObjectNode> results, Path file) throws IOException {
    List<String> lines = results.stream().map(ObjectNode::toString).toList();
    Files.writeString(file, "[\n" + String.join(",\n", lines) + "\n]\n");
  }
}
