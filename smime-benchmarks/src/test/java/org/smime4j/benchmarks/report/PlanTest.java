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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

  private static final List<Processor> BOTH = List.of(Processor.AVX512_VBMI, Processor.AVX2);

  @TempDir Path folder;

  @Test
  void theStandardPlanMeasuresEveryGoalOfThePageButThoseOfTheCommand() throws Exception {
    Figures figures = figures(Plan.standard(BOTH));
    PageGoals.all()
        .forEach(
            (name, goal) ->
                assertThat(goal.figure(figures).isPresent())
                    .as(name)
                    .isEqualTo(!goal.work().startsWith("`smime ")));
    assertThat(PageGoals.all()).hasSizeGreaterThan(10);
  }

  @Test
  void thePlanOfAllMeasuresEveryOtherGoal() throws Exception {
    Figures figures = figures(Plan.all(BOTH));
    assertThat(Goals.all()).isNotEmpty();
    for (Goal goal : Goals.all()) {
      assertThat(goal.figure(figures)).as(goal.work()).isPresent();
    }
  }

  /** So that a figure is found by what it is, and not by its place. */
  @Test
  void noPlanMeasuresTheSameTwice() {
    for (Plan plan : List.of(Plan.standard(BOTH), Plan.all(BOTH))) {
      Set<String> seen = new HashSet<>();
      for (Block block : blocks(plan)) {
        for (Combination each : Combination.of(block)) {
          assertThat(seen.add(each + " " + block.threads() + processor(block)))
              .as(each.toString())
              .isTrue();
        }
      }
      assertThat(seen).isNotEmpty();
    }
  }

  private static List<String> processor(Block block) {
    return block.jvmArgs().stream().filter(arg -> arg.contains("UseAVX")).toList();
  }

  @Test
  void bulkIsMeasuredOnEachClassOfProcessorsThatTheHostHas() {
    for (Processor processor : BOTH) {
      assertThat(Plan.standard(List.of(processor)).blocks().stream().map(PlanTest::processor))
          .filteredOn(arg -> !arg.isEmpty())
          .containsExactly(processor.jvmArgs());
    }
    assertThat(Plan.standard(List.of(Processor.AARCH64)).blocks().stream().map(PlanTest::processor))
        .allMatch(List::isEmpty);
  }

  @Test
  void theStandardPlanTakesNoMoreThan32MinutesOfAQuietMachineForTwoJdks() {
    assertThat(Plan.standard(BOTH).seconds(2)).isBetween(600.0, 32 * 60.0);
  }

  @Test
  void thePageHasTenPlots() {
    assertThat(Plot.all()).hasSize(10);
    assertThat(Plot.all().stream().map(Plot::name)).doesNotHaveDuplicates();
  }

  private static List<Block> blocks(Plan plan) {
    return Stream.of(plan.blocks(), plan.onFirst()).flatMap(List::stream).toList();
  }

  private Figures figures(Plan plan) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (Block block : blocks(plan)) {
      for (Combination each : Combination.of(block)) {
        ObjectNode node = all.addObject();
        node.put("benchmark", each.benchmark());
        node.put("mode", each.mode());
        node.put("threads", block.threads());
        node.put("jdkVersion", "17.0.1");
        block.jvmArgs().forEach(node.withArray("/jvmArgs")::add);
        each.params().forEach(node.withObject("/params")::put);
        ObjectNode metric = node.withObject("/primaryMetric");
        metric.put("scoreUnit", each.mode().equals("thrpt") ? "ops/s" : "ms/op");
        metric.withArray("/rawData").addArray().add(100);
        for (String extra :
            List.of("gc.alloc.rate.norm", "octets", "result", "waits", "messages")) {
          ObjectNode counted = node.withObject("/secondaryMetrics").withObject("/" + extra);
          counted.put("score", 1000);
          counted.withArray("/rawData").addArray().add(1000);
        }
      }
    }
    for (String amount : List.of("1", "100", "10000", "1000000")) {
      ObjectNode node = all.addObject();
      node.put("benchmark", "growth.Keys.known");
      node.put("jdkVersion", "17.0.1");
      node.put("threads", 1);
      node.putObject("params").put("amount", amount);
      ObjectNode metric = node.putObject("primaryMetric");
      metric.put("scoreUnit", "s/op").withArray("/rawData").addArray().add(1);
      node.withObject("/secondaryMetrics/heap").put("score", 1000);
    }
    Path file = folder.resolve("results.json");
    mapper.writeValue(file.toFile(), all);
    assertThat(Files.size(file)).isPositive();
    return Figures.read(List.of(file));
  }
}
