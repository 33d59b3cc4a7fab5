package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatiosTest {

  @TempDir Path folder;

  @Test
  void theLimitIsTheRatioLessItsError_andNeverBelowThreeQuarters() {
    assertThat(Ratios.limit(new Measured(2, 0.25))).isEqualTo(1.75);
    assertThat(Ratios.limit(new Measured(2, 0))).isEqualTo(2);
    assertThat(Ratios.limit(new Measured(2, 0.75))).isEqualTo(1.5);
    assertThat(Ratios.limit(new Measured(2, Double.POSITIVE_INFINITY))).isEqualTo(1.5);
  }

  @Test
  void aRatioIsLostBelowItsLimit_andWhereThereIsNone() {
    Map<String, Measured> recorded = Map.of("a", new Measured(2, 0.25));
    assertThat(Ratios.compare(recorded, Map.of("a", 1.75))).isEmpty();
    assertThat(Ratios.compare(recorded, Map.of("a", 1.74))).containsExactly("a");
    assertThat(Ratios.compare(recorded, Map.of("a", Double.NaN))).containsExactly("a");
    assertThat(Ratios.compare(recorded, Map.of("b", 9.0))).containsExactly("a");
  }

  @Test
  void whatIsRecordedIsTheMedianWithTheFarthestRun_andIsReadBack() throws Exception {
    Map<String, Measured> spread =
        Ratios.spread(List.of(Map.of("a", 1.0), Map.of("a", 1.5), Map.of("a", 1.2)));
    Path file = folder.resolve("ratios.properties");
    Ratios.write(spread, 3, file);
    Measured read = Ratios.read(file).get("a");
    assertThat(read.value()).isEqualTo(1.2);
    assertThat(read.error()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void aRatioWithoutAnErrorIsHeldAtThreeQuarters() throws Exception {
    assertThat(Ratios.limit(read("a=2").get("a"))).isEqualTo(1.5);
  }

  @Test
  void nothingToCompareWith_andWhatIsNoRatio_areRefused() {
    for (String line :
        List.of(
            "", "a=", "a=NaN", "a=-1", "a=0", "a=2 ± NaN", "a=2 ± -1", "a=2±1", "a=x", "a=1 2")) {
      assertThatThrownBy(() -> read(line)).as(line).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Map<String, Measured> read(String line) throws Exception {
    return Ratios.read(Files.writeString(folder.resolve("ratios.properties"), line));
  }
}
