package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smime4j.cli.json.JsonObject;

class SafeTextTest {

  @Test
  void whatMovesTheCursorOrTurnsTheTextIsEscaped() {
    assertThat(SafeText.line("a\u001b[2Jb\r\nc\u202ed\u0000"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000ac\\u202ed\\u0000");
  }

  @Test
  void lettersOfAllPeoplesStay() {
    assertThat(SafeText.line("\u00e9 \u0416 \u4e2d \uD83D\uDE00"))
        .isEqualTo("\u00e9 \u0416 \u4e2d \uD83D\uDE00");
  }

  @Test
  void halfASurrogatePairIsReplaced() {
    assertThat(JsonObject.wellFormed("a\uD800b")).isEqualTo("a\uFFFDb");
  }
}
