package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.testing.VectorCase;

/**
 * The deviations that the messages of src-test-vectors expect, which {@link OwnVectorsTest} holds.
 */
class KitDeviationsTest {

  /** A tolerance that no message shows is one that nobody has seen at work. */
  @Test
  void everyDeviationIsShownByAMessage() throws IOException {
    List<String> codes =
        Arrays.stream(Finding.Code.values())
            .filter(code -> code.severity() == Finding.Severity.DEVIATION)
            .map(Enum::name)
            .toList();
    List<String> shown = new ArrayList<>();
    for (VectorCase each : VectorCase.all()) {
      shown.addAll(each.words("deviations"));
    }
    assertThat(codes).hasSizeGreaterThan(30);
    assertThat(shown).containsAll(codes);
  }
}
