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

/** JMH's JSON, one line for each result, without the profiler's figures that nobody reads. */
final class RawResults {

  private RawResults() {}

  static void write(Collection<RunResult> results, Path file) throws IOException {
    ByteArrayOutputStream jmh = new ByteArrayOutputStream();
    ResultFormatFactory.getInstance(
            ResultFormatType.JSON, new PrintStream(jmh, true, StandardCharsets.UTF_8))
        .writeOut(results);
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = new ArrayList<>();
    for (JsonNode node : mapper.readTree(jmh.toByteArray())) {
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
      lines.add(mapper.writeValueAsString(result));
    }
    Files.writeString(file, "[\n" + String.join(",\n", lines) + "\n]\n");
  }
}
