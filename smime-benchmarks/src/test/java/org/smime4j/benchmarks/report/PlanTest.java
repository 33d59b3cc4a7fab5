package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

  @TempDir Path folder;

  @Test
  void theStandardSetMeasuresEveryGoal() throws Exception {
    Figures figures = figures(Plan.standard());
    for (Goal goal : Goals.all()) {
      assertThat(goal.verdict(figures)).as(goal.work()).isNotEqualTo("not measured");
    }
  }

  /** So that a figure is found by what it is, and not by its place. */
  @Test
  void noSetMeasuresTheSameTwice() {
    for (List<Block> plan : List.of(Plan.standard(), Plan.quick())) {
      Set<String> seen = new HashSet<>();
      for (Block block : plan) {
        for (Combination each : Combination.of(block)) {
          boolean cold = each.mode().equals("thrpt") && block.warmups() == 0;
          assertThat(seen.add(each + " " + block.threads() + block.jvmArgs() + cold))
              .as(each.toString())
              .isTrue();
        }
      }
    }
  }

  @Test
  void theStandardSetTakesNoMoreThan41MinutesOfAQuietMachine() {
    assertThat(Plan.standard().stream().mapToDouble(Block::seconds).sum()).isLessThan(41 * 60);
  }

  private Figures figures(List<Block> plan) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (Block block : plan) {
      for (Combination each : Combination.of(block)) {
        ObjectNode node = all.addObject();
        node.put("benchmark", each.benchmark());
        node.put("mode", each.mode());
        node.put("threads", block.threads());
        node.put("warmupIterations", block.warmups());
        node.put("jdkVersion", "17.0.1");
        node.put("measurementTime", block.millis() + " ms");
        block.jvmArgs().forEach(node.withArray("/jvmArgs")::add);
        each.params().forEach(node.withObject("/params")::put);
        ObjectNode metric = node.withObject("/primaryMetric");
        metric.put("scoreUnit", each.mode().equals("thrpt") ? "ops/s" : "ms/op");
        metric.withArray("/rawData").addArray().add(100);
        for (String extra :
            List.of("gc.alloc.rate.norm", "octets", "result", "heapPerKey", "waits", "messages")) {
          ObjectNode counted = node.withObject("/secondaryMetrics").withObject("/" + extra);
          counted.put("score", 1000);
          counted.withArray("/rawData").addArray().add(1000);
        }
      }
    }
    Path file = folder.resolve("results.json");
    mapper.writeValue(file.toFile(), all);
    assertThat(Files.size(file)).isPositive();
    return Figures.read(file);
  }
}
