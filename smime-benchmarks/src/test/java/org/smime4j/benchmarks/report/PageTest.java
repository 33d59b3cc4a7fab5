package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void aGoalThatIsShortHasItsReason_andOneThatIsMetHasNone() throws Exception {
    Properties reasons = new Properties();
    reasons.setProperty("decrypt-10k-p-256", "the agreement is Bouncy Castle's");
    assertThat(row(reasons, 1.25, 1.17))
        .endsWith("| ≤ 1.10× | 1.25× | 1.17× | **short**: the agreement is Bouncy Castle's |");
    assertThat(row(reasons, 1.25, 1.04))
        .endsWith(
            "| 1.25× | 1.04× | met on Java 25; **short**: the agreement is Bouncy Castle's |");
    assertThat(row(reasons, 1.10, 1.04)).endsWith("| 1.10× | 1.04× | met |");
    assertThat(row(new Properties(), 1.25, 1.17))
        .endsWith("| **short**: no reason is in results/reasons.properties |");
    assertThat(page(reasons, List.of()))
        .anyMatch(line -> line.startsWith("| 10 KiB verify") && line.endsWith("| not measured |"));
  }

  @Test
  void aReasonOfNoGoalIsRefused() {
    Properties reasons = new Properties();
    reasons.setProperty("decrypt", "nobody asks");
    assertThatThrownBy(() -> page(reasons, List.of())).hasMessageContaining("decrypt");
  }

  @Test
  void theGoalOfTheCommandsStartIsThatOfTheJdk() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    nodes.add(node("CommandLine.open", "{\"way\":\"installed\"}", 0.4));
    nodes.add(node("CommandLine.open", "{\"way\":\"old\"}", 1));
    assertThat(page(new Properties(), nodes))
        .anyMatch(line -> line.contains("before Java 25 | ≤ 0.45× | 0.40× | – | met |"))
        .anyMatch(line -> line.contains("from Java 25 | ≤ 0.35× | – | 0.40× | **short**"));
  }

  @Test
  void aPlotSaysWhatItsLinesDo() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (long size = 1024; size <= 1 << 30; size *= 8) {
      nodes.add(point("Size.sign", size, 1e-3 + size * 1e-9));
      nodes.add(point("Size.decrypt", size, Math.pow(size, 1.5)));
    }
    nodes.add(point("Threads.sign", 1, 2));
    nodes.add(point("Threads.sign", 2, 1));
    nodes.add(point("Threads.verify", 1, 2));
    assertThat(String.join("\n", page(new Properties(), nodes)))
        .contains("results/size.svg", "*sign* straight; *decrypt* curved.")
        .contains("results/threads.svg", "show. *sign* straight.")
        .doesNotContain("results/keys.svg");
    assertThat(folder.resolve("size.svg")).isNotEmptyFile();
  }

  /** The JDKs differ in each line, and no reason is missing. */
  @Test
  void thePageHasAtMost1500Words() throws Exception {
    List<List<JsonNode>> ofJdks = List.of(new ArrayList<>(), new ArrayList<>());
    for (String line :
        List.of(
            "Size.sign Size.verify Size.encrypt Size.decrypt Keys.known Keys.unknown",
            "Recipients.encrypt Recipients.decrypt Signers.sign Signers.verify Archive.open",
            "Threads.sign Threads.verify Threads.encrypt Threads.decrypt")) {
      for (String work : line.split(" ")) {
        for (long amount : work.startsWith("T") ? new long[] {1, 2} : new long[] {1, 2, 3, 4}) {
          ofJdks.get(0).add(point(work, amount, 1.0 / amount));
          ofJdks.get(1).add(point(work, amount, amount > 2 ? 9 : 2));
        }
      }
    }
    Properties reasons = new Properties();
    PageGoals.all().keySet().forEach(name -> reasons.setProperty(name, "word ".repeat(20)));
    List<String> lines =
        new Page(
                MAPPER.createObjectNode(),
                List.of(figures("17", ofJdks.get(0)), figures("25", ofJdks.get(1))),
                reasons)
            .lines(folder);
    assertThat(lines.stream().filter(line -> line.startsWith("!["))).hasSize(10);
    String page = String.join(" ", lines).replace("|", " ");
    assertThat(page.strip().split("\\s+").length).isBetween(500, 1_500);
  }

  private String row(Properties reasons, double before25, double from25) throws Exception {
    List<Figures> jdks = new ArrayList<>();
    for (String java : List.of("17", "25")) {
      double ours = java.equals("17") ? before25 : from25;
      String params = "{\"size\":\"10240\",\"keys\":\"P_256\",\"contestant\":\"%s\"}";
      jdks.add(
          figures(
              java,
              List.of(
                  node("Decrypt.decrypt", params.formatted("SMIME4J"), ours),
                  node("Decrypt.decrypt", params.formatted("JDK_FLOOR"), 1))));
    }
    return new Page(MAPPER.createObjectNode(), jdks, reasons)
        .lines(folder).stream()
            .filter(line -> line.startsWith("| 10 KiB decrypt P-256"))
            .findFirst()
            .orElseThrow();
  }

  private List<String> page(Properties reasons, List<JsonNode> nodes) throws Exception {
    return new Page(
            MAPPER.createObjectNode(), List.of(figures("17", nodes), figures("25", nodes)), reasons)
        .lines(folder);
  }

  /** The version is that of the figures, so that there is at least one. */
  private static Figures figures(String java, List<JsonNode> nodes) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    all.add(node("Nothing.nothing", "{}", 1));
    all.addAll(nodes);
    return Figures.of(
        all.stream()
            .map(node -> ((ObjectNode) node.deepCopy()).put("jdkVersion", java + ".0.1"))
            .toList());
  }

  private static JsonNode point(String line, long amount, double seconds) throws Exception {
    return node(line, "{\"amount\":\"" + amount + "\"}", seconds);
  }

  private static JsonNode node(String benchmark, String params, double... seconds)
      throws Exception {
    return MAPPER.readTree(
        """
        {"benchmark":"%s","mode":"ss","threads":1,"params":%s,
         "primaryMetric":{"scoreUnit":"s/op","rawData":[%s]},"secondaryMetrics":{"heap":{"score":1000}}}
        """
            .formatted(benchmark, params, Arrays.toString(seconds)));
  }
}
