package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Base64 that all programs decode alike; other text that some decode is not pure. */
class PureBase64Test {

  private static void assertPure(String text, boolean pure) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Base64Text.isPure(ByteSource.of(octets))).isEqualTo(pure);
    assertThat(Base64Text.isPure(new TestSource(octets, 3, false))).isEqualTo(pure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "AAAA",
        "AAA=",
        "AA==",
        "AAA\r\nA\r\nAA=\r\n=\r\n\r\n",
        "AAAA AA== \t",
        "AAAAAAA",
        "AAAAAA"
      })
  void b8_whatHasOneReading_isPure(String text) throws IOException {
    assertPure(text, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAA=\r\n\r\n=\r\n",
        "AAAA=",
        "AAAA==",
        "AAA==",
        "A===",
        "AA===",
        "AA=",
        "AAAAA",
        "AA==AAAA",
        "AAAA-AAA",
        "AAAA\u0000",
        "=",
        "AAAA\r\r\nAAAA",
        "AAAA\rAAAA",
        "note\r\n\r\nAAAA!"
      })
  void b8_whatSomeProgramsDecodeOtherwise_isNot(String text) throws IOException {
    assertPure(text, false);
  }

  @Test
  void eachCharacterAtEachPlace_endsTheLettersUnlessItIsOne() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int character = 0; character < 256; character++) {
      for (int place = 0; place < 19; place++) {
        byte[] text = "Ab0+/zZ9azAZ19+/mQ4".getBytes(StandardCharsets.US_ASCII);
        text[place] = (byte) character;
        assertThat(Base64Alphabet.endOfLetters(text, 0, text.length))
            .as("%s at %s", character, place)
            .isEqualTo(alphabet.indexOf(character) >= 0 ? text.length : place);
      }
    }
  }
}
