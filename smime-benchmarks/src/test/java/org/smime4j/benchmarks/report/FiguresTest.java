package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {

  private static final String RESULT =
      """
      {"benchmark":"org.smime4j.benchmarks.scenarios.Encrypt.encrypt","mode":"thrpt","threads":%d,"measurementTime":"200 ms",
       "jdkVersion":"17.0.1","vmName":"VM","vmVersion":"17.0.1+1","warmupIterations":1,
       "params":{"contestant":"%s","size":"33554432","cipher":"%s","keys":"RSA_2048","form":"TEXT"},
       "primaryMetric":{"scoreUnit":"ops/s","rawData":%s},
       "secondaryMetrics":{"\u00b7gc.alloc.rate.norm":{"score":5000.0,"rawData":[[7000,4900,4800]]},"octets":{"score":4000.0},"result":{"score":5000.0}}}
      """;

  @TempDir Path folder;

  @Test
  void aFigureIsTheMedianOfTheForksAndItsErrorTheFarthestIteration() throws Exception {
    Figure figure =
        figures(result(1, "SMIME4J", "GCM", "[[9,10,30],[100,100,100],[12,12,12]]"))
            .find("Encrypt.encrypt", "contestant", "SMIME4J", "size", "33554432")
            .orElseThrow();
    assertThat(figure.seconds().value()).isEqualTo(1 / 12d);
    assertThat(figure.seconds().error()).isCloseTo(88 / 12d / 12, within(1e-9));
    // The last of three iterations has the comparison of results in it.
    assertThat(figure.allocated()).hasValue(new Measured(5950, 1050));
    assertThat(figure.result()).hasValue(33554432 * 1.25);
  }

  @Test
  void figuresOfOtherThreadsCiphersAndContestantsAreOthers() throws Exception {
    Figures figures =
        figures(
            result(2, "SMIME4J", "GCM", "[[1]]"),
            result(1, "SMIME4J", "CBC", "[[2]]"),
            result(1, "BCJMAIL", "GCM", "[[3]]"));
    assertThat(figures.find("Encrypt.encrypt", "contestant", "SMIME4J")).isEmpty();
    assertThat(figures.find("Encrypt.encrypt", "contestant", "SMIME4J", "cipher", "CBC"))
        .isPresent();
  }

  @Test
  void aGoalIsMetOnlyByItsOwnFigure() throws Exception {
    Figures figures =
        figures(
            result(1, "SMIME4J", "GCM", "[[100]]"),
            result(1, "OPENSSL", "GCM", "[[10]]"),
            result(1, "SMIME4J", "CBC", "[[20]]"),
            result(1, "OPENSSL", "CBC", "[[10]]"));
    assertThat(verdict(figures, "32 MiB encrypt GCM, times OPENSSL")).isEqualTo("10×");
    assertThat(verdict(figures, "32 MiB encrypt CBC, times OPENSSL")).isEqualTo("2×");
    assertThat(verdict(figures, "32 MiB encrypt GCM, times BCJMAIL")).isEqualTo("not measured");
    String share = "32 MiB encrypt GCM, share of JDK_FLOOR";
    assertThat(verdict(figures, share)).isEqualTo("not measured");
    String floor = result(1, "JDK_FLOOR", "GCM", "[[100]]");
    assertThat(verdict(figures(result(1, "SMIME4J", "GCM", "[[70]]"), floor), share))
        .isEqualTo("0.70 met");
    assertThat(verdict(figures(result(1, "SMIME4J", "GCM", "[[69]]"), floor), share))
        .isEqualTo("0.69 short");
  }

  /** What a reader decides by is printed of the figures that are there, and of no others. */
  @Test
  void theSummaryHasTenRowsOfTheFiguresThatAreThere() throws Exception {
    Figures figures =
        figures(result(1, "SMIME4J", "GCM", "[[100]]"), result(1, "BCJMAIL", "GCM", "[[4]]"));
    assertThat(Summary.lines(figures))
        .contains("| 32 MiB encrypt | 3,355 MB/s | 25 | – | – |")
        .contains("| 32 MiB decrypt | – | – | – | – |")
        .filteredOn(line -> line.startsWith("| ") && !line.startsWith("| work"))
        .hasSize(10);
  }

  private static Goal rate() {
    return Goal.atLeast(2.2, " GB/s", "32 MiB encrypt GCM", f -> rateOf(f, "SMIME4J"));
  }

  private static Optional<Measured> rateOf(Figures figures, String contestant) {
    return Contests.seconds(figures, "encrypt", contestant, "size", Sizes.MIB_32, "cipher", "GCM")
        .map(time -> time.rate(Double.parseDouble(Sizes.MIB_32) / 1e9));
  }

  @Test
  void aFigureWhoseErrorReachesPastItsGoalSaysSo() throws Exception {
    Goal goal = rate();
    // 2.2 GB/s are 65.6 messages a second.
    for (String open : List.of("[[65,66,64]]", "[[66,67,65]]")) {
      assertThat(goal.isOpen(figures(result(1, "SMIME4J", "GCM", open)))).isTrue();
    }
    assertThat(goal.verdict(figures(result(1, "SMIME4J", "GCM", "[[66,67,65]]"))))
        .isEqualTo("2.21 ± 0.03 GB/s met, within the error");
    for (String decided : List.of("[[70,71,69]]", "[[50,51,49]]")) {
      assertThat(goal.isOpen(figures(result(1, "SMIME4J", "GCM", decided)))).isFalse();
    }
    assertThat(goal.isOpen(figures(result(1, "BCJMAIL", "GCM", "[[65,66,64]]")))).isFalse();
  }

  private static String verdict(Figures figures, String work) {
    return goal(work).verdict(figures);
  }

  private static Goal goal(String work) {
    List<Goal> goals = Goals.all().stream().filter(g -> g.work().equals(work)).toList();
    assertThat(goals).hasSize(1);
    return goals.get(0);
  }

  private Figures figures(String... results) throws Exception {
    Path file = folder.resolve("results.json");
    Files.writeString(file, "[" + String.join(",", results) + "]");
    return Figures.read(List.of(file));
  }

  private static String result(int threads, String contestant, String cipher, String data) {
    return RESULT.formatted(threads, contestant, cipher, data);
  }
}
