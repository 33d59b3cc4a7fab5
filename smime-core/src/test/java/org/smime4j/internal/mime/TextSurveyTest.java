package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** What a relay would change is seen, wherever a block ends (B17). */
class TextSurveyTest {

  private static TextSurvey of(String text, int chunk) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return TextSurvey.of(chunk == 0 ? ByteSource.of(octets) : new TestSource(octets, chunk, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 64})
  void b17_safe_isWhatNoRelayChanges(int chunk) throws IOException {
    String longest = "x".repeat(998);
    for (String safe :
        List.of(
            "",
            "text",
            longest,
            longest + "\r\n" + longest + "\n" + longest,
            "from me\r\n From you\r\nFromage",
            "a\r\nFro\r\nm x",
            "\t~ \177")) {
      assertThat(of(safe, chunk).isSafe()).as(safe).isTrue();
    }
    for (String unsafe :
        List.of(
            longest + "x",
            "a\r\n" + longest + "x\r\n",
            longest + "x\nb",
            longest + "\r",
            "a\rb",
            "a\r",
            "a\r\r\n",
            "na\u00efve",
            "a\0",
            "From me",
            "a\r\nFrom me",
            "a\nFrom me")) {
      assertThat(of(unsafe, chunk).isSafe()).as(unsafe).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 64})
  void canonical_isWhereEachLineEndsInCrlf(int chunk) throws IOException {
    for (String canonical :
        List.of("", "text", "a\r\nb\r\n", "\r\n\r\n", "12345678\r\n9\0\u00e4")) {
      assertThat(of(canonical, chunk).isCanonical()).as(canonical).isTrue();
    }
    for (String other : List.of("a\n", "a\r\nb\nc\r\n", "\n\r\n", "a\rb", "a\r\n\r")) {
      assertThat(of(other, chunk).isCanonical()).as(other).isFalse();
    }
  }

  @Test
  void mostlyText_hasAtMostOneInSixOctetsAbove127() throws IOException {
    assertThat(of("\u00e4bcdef", 0).isMostlyText()).isTrue();
    assertThat(of("\u00e4bcde", 0).isMostlyText()).isFalse();
    assertThat(of("bcdefg".repeat(5) + "\u00e4".repeat(6), 4).isMostlyText()).isTrue();
    assertThat(of("bcdefg".repeat(4) + "\u00e4".repeat(6), 4).isMostlyText()).isFalse();
    assertThat(of("text\0", 0).isMostlyText()).isFalse();
  }
}
