package org.smime4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each target of the fuzzing holds for what the fuzzing begins with. */
class TargetTest {

  @ParameterizedTest
  @EnumSource
  void d7_everySeed_isReadOrFailsByType(Target target) throws IOException {
    List<byte[]> seeds = target.seeds();
    assertThat(seeds).as("seeds").hasSizeGreaterThan(9);
    int read = 0;
    for (byte[] seed : seeds) {
      read += target.holds(seed) ? 1 : 0;
    }
    assertThat(read).as("of %d seeds are read", seeds.size()).isPositive();
    assertThat(Target.named(target.label())).isEqualTo(target);
  }

  @Test
  void whatIsNoFailureOfTheLibrary_isAFinding() {
    assertThatThrownBy(
            () ->
                Target.holds(
                    "planted",
                    () -> {
                      throw new IOException("a disk");
                    }))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () ->
                Target.holds(
                    "planted",
                    () -> {
                      throw new IllegalStateException("stray");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }
}
