package org.smime4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrendTest {

  private static final double[] AMOUNTS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  @Test
  void aFixedCostAndTheSameForEachMoreIsStraight() {
    Trend trend = trend(x -> 5 + 0.25 * x);
    assertThat(trend.kind()).isEqualTo(Trend.Kind.STRAIGHT);
    assertThat(trend.fixed()).isCloseTo(5, within(1e-6));
    assertThat(trend.each()).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void aLineThatChangesByLessThanTheToleranceIsFlat() {
    assertThat(trend(x -> 5 + 0.1 * Math.log10(x)).kind()).isEqualTo(Trend.Kind.FLAT);
  }

  @Test
  void whereEachMoreCostsMoreFromSomeAmountOn_theLineBendsThere() {
    Trend trend = trend(x -> 5 + x + 4 * Math.max(0, x - 1_000));
    assertThat(trend.kind()).isEqualTo(Trend.Kind.BENDS);
    assertThat(trend.bend()).isEqualTo(1_000);
    assertThat(trend.each()).isCloseTo(1, within(1e-6));
    assertThat(trend.eachAfter()).isCloseTo(5, within(1e-6));
  }

  @Test
  void aSquareAndAJumpAreNeitherStraightNorFlat() {
    for (DoubleUnaryOperator cost :
        new DoubleUnaryOperator[] {x -> 1 + x * x, x -> x * Math.log10(1 + x), x -> 1 / x}) {
      assertThat(trend(cost).kind()).isIn(Trend.Kind.BENDS, Trend.Kind.CURVED);
    }
    assertThat(trend(x -> 1 + x * x).kind()).isEqualTo(Trend.Kind.CURVED);
  }

  @Test
  void aPointOffTheLineIsNoStraightLine() {
    double[] y = Arrays.stream(AMOUNTS).map(x -> 5 + x).toArray();
    y[3] *= 1.4;
    assertThat(Trend.of(AMOUNTS, y).kind()).isEqualTo(Trend.Kind.CURVED);
  }

  @Test
  void twoPointsTellNothing() {
    double[] two = {1, 2};
    assertThat(Trend.of(two, two).kind()).isEqualTo(Trend.Kind.UNKNOWN);
  }

  @Test
  void threadsFollowAmdahlsLaw() {
    assertThat(Scaling.of(2, 2).words()).isEqualTo("straight");
    assertThat(Scaling.of(2, 2.2).speed(16)).isEqualTo(16);
    Scaling scaling = Scaling.of(2, 1.8);
    assertThat(scaling.speed(1)).isEqualTo(1);
    assertThat(scaling.speed(2)).isCloseTo(1.8, within(1e-9));
    assertThat(scaling.speed(16)).isBetween(5.9, 6.1);
    assertThat(scaling.bend()).isEqualTo(4);
    assertThat(scaling.words()).isEqualTo("bends at 4 threads (11.1 % in turn)");
  }

  private static Trend trend(DoubleUnaryOperator cost) {
    return Trend.of(AMOUNTS, Arrays.stream(AMOUNTS).map(cost).toArray());
  }
}
