package org.smime4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.testing.Outside;

/** Each target of the fuzzing holds for what the fuzzing begins with. */
@Tag("thorough")
class TargetTest {

  private static final Path FOUND = Outside.root().resolve("src-test-vectors/found");

  @Tag("thorough")
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

  /** What was found once is read again in every build, by the target that it was found with. */
  @Test
  void d7_whatFuzzingFound_staysASeed() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Target target : Target.values()) {
      seeds.addAll(target.seeds());
    }
    try (Stream<Path> files = Files.list(FOUND)) {
      for (Path file : files.filter(each -> !each.endsWith("make.py")).toList()) {
        assertThat(seeds).as(file.toString()).contains(Files.readAllBytes(file));
      }
    }
    byte[] list = Files.readAllBytes(FOUND.resolve("crl-entry-time.crl"));
    byte[] anchors = Files.readAllBytes(FOUND.resolve("certificate-names.pem"));
    assertThat(Target.CERTIFICATES.seeds()).contains(list, anchors);
    assertThat(Target.CERTIFICATES.holds(list)).as("a list without a time is malformed").isFalse();
    assertThat(Target.CERTIFICATES.holds(anchors)).as("the anchor beside it is read").isTrue();
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
