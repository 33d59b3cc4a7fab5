package org.smime4j.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.CpuCost;

/**
 * What hostile messages and files cost, in processor time, by families: twice as much of anything
 * is at most two and a half times the work, over two doublings, and no input takes a second, under
 * the standard limits. Messages have up to 10 MB, files up to 1 MB.
 */
@Tag("cost")
class CostTest {

  private static final long SECOND = 1_000_000_000;

  /** Below it, clocks and collectors decide. */
  private static final long NOTHING = 20_000_000;

  private static final int ATTEMPTS = 4;

  static List<Family> families() {
    String only = System.getProperty("family", "");
    return Stream.of(
            SignatureFamilies.all(),
            PathFamilies.all(),
            MailFamilies.all(),
            DiagnosisFamilies.all(),
            FileFamilies.all(),
            KeyFileFamilies.all(),
            HeaderFamilies.all(),
            StructureFamilies.all())
        .flatMap(List::stream)
        .filter(family -> family.name().contains(only))
        .toList();
  }

  @Test
  void thereAreSixtyFamilies_ofDifferentNames() {
    assertThat(families()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(families().stream().map(Family::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("families")
  void c16_twiceAsMuch_isAtMostTwoAndAHalfTimesTheWork_andNeverASecond(Family family)
      throws Exception {
    byte[][] inputs = {family.input(4), family.input(2), family.input(1)};
    String outcome = family.outcome(inputs[2]);
    long[] least = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    for (int attempt = 0; attempt < ATTEMPTS && !isWithin(least); attempt++) {
      for (int i = 0; i < inputs.length; i++) {
        byte[] input = inputs[i];
        least[i] = Math.min(least[i], CpuCost.once(() -> family.outcome(input)));
      }
    }
    System.out.printf(
        "| %s | %,d | %,d | %,d | %,d | %s |%n",
        family,
        inputs[2].length,
        least[0] / 1_000_000,
        least[1] / 1_000_000,
        least[2] / 1_000_000,
        outcome.substring(0, Math.min(60, outcome.length())).replace('\n', ' '));
    assertThat(least[2]).isLessThan(SECOND);
    assertThat(isWithin(least)).as("%d, %d, %d ns", least[0], least[1], least[2]).isTrue();
  }

  private static boolean isWithin(long[] least) {
    boolean isMeasured = least[2] < Long.MAX_VALUE;
    return isMeasured
        && least[2] < SECOND
        && (least[2] < NOTHING || least[2] <= 2.5 * 2.5 * Math.max(least[0], NOTHING / 4));
  }
}
