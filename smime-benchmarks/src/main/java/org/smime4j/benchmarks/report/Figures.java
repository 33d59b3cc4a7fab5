package org.smime4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All figures of one JDK, read from JMH's JSON. */
final class Figures {

  /** What a parameter is unless it is asked for. */
  static final Map<String, String> DEFAULTS =
      Map.of("form", "TEXT", "keys", "RSA_2048", "senders", "1", "cipher", "GCM");

  private final List<Figure> all;
  private final String jdk;
  private final String version;

  private Figures(List<Figure> all, String jdk, String version) {
    this.all = all;
    this.jdk = jdk;
    this.version = version;
  }

  /** Of one JDK, from several files. */
  static Figures read(List<Path> files) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (Path file : files) {
      new ObjectMapper().readTree(file.toFile()).forEach(nodes::add);
    }
    return of(nodes);
  }

  static Figures of(List<? extends JsonNode> nodes) {
    List<Figure> figures = new ArrayList<>();
    String jdk = "";
    String version = "";
    for (JsonNode node : nodes) {
      figures.add(Figure.of(node));
      version = node.path("jdkVersion").asText();
      jdk = node.path("vmName").asText() + " " + node.path("vmVersion").asText();
    }
    return new Figures(figures, jdk, version);
  }

  List<Figure> all() {
    return all;
  }

  /** Name and version of the JVM. */
  String jvm() {
    return jdk;
  }

  /** Its feature version. */
  String feature() {
    return version.split("\\.")[0];
  }

  /** Whether the JDK is older than one of this feature version. */
  boolean isBefore(int other) {
    return Integer.parseInt(feature()) < other;
  }

  /** The figure of one thread with these parameters, in pairs of name and value. */
  Optional<Figure> find(String benchmark, String... params) {
    return find(1, benchmark, params);
  }

  Optional<Figure> find(int threads, String benchmark, String... params) {
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      wanted.put(params[i], params[i + 1]);
    }
    return all.stream()
        .filter(
            figure ->
                figure.benchmark().equals(benchmark)
                    && figure.threads() == threads
                    && figure.processor().equals(wanted.getOrDefault("processor", ""))
                    && figure.params().entrySet().stream()
                        .allMatch(
                            p ->
                                p.getValue()
                                    .equals(
                                        wanted.getOrDefault(
                                            p.getKey(),
                                            DEFAULTS.getOrDefault(p.getKey(), p.getValue())))))
        .findFirst();
  }
}
