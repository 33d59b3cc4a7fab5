package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** What stands around the parts of a multipart, and may be a delimiter to some program (B8). */
class AroundThePartsTest {

  private static final String BEGINS = "A line around the parts begins like a delimiter";
  private static final String LONG =
      "A line around the parts is longer than 998 octets, and some programs cut it";

  private static Entity scan(String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return EntityScanner.scan(ByteSource.of(octets), Limits.standard());
  }

  private static String message(String boundary, String before, String behind) {
    return "Content-Type: multipart/mixed; boundary=\""
        + boundary
        + "\"\r\n\r\n"
        + before
        + "--"
        + boundary
        + "\r\n\r\nx\r\n--"
        + boundary
        + "--\r\n"
        + behind;
  }

  private static @Nullable String doubt(Entity multipart) throws IOException {
    Finding finding = Surroundings.doubt(multipart);
    return finding == null ? null : finding.sentence();
  }

  private static @Nullable String doubt(String boundary, String before, String behind)
      throws IOException {
    return doubt(scan(message(boundary, before, behind)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--b", "--B1", "text\r\n--bx", "text\n--b", "text\r--b\r\n", "\r\n--bb1x"})
  void b8_aLineThatBeginsLikeADelimiter_isNamed_beforeAndBehind(String line) throws IOException {
    assertThat(doubt("bb1", line + "\r\n", "")).isEqualTo(BEGINS);
    assertThat(doubt("bb1", "", line)).isEqualTo(BEGINS);
    assertThat(doubt("bb1", "harmless\r\n", line)).isEqualTo(BEGINS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "-- ", "--", "---b", "-b", "x--b", " --b", "----", "--a", "--xb"})
  void otherLines_areNot(String line) throws IOException {
    assertThat(doubt("bb1", line + "\r\n", line)).isNull();
  }

  @Test
  void b8_hyphensOfABoundary_countOnlyWithWhatFollows() throws IOException {
    assertThat(doubt("--b", "-----\r\n", "----\r\n--\r\n")).isNull();
    assertThat(doubt("--b", "----bx\r\n", "")).isEqualTo(BEGINS);
    assertThat(doubt("--b", "", "----B1")).isEqualTo(BEGINS);
    assertThat(doubt("--", "---\r\n", "")).isNull();
    assertThat(doubt("--", "---- x\r\n", "")).isEqualTo(BEGINS);
  }

  @Test
  void b8_aLineOver998Octets_isNamed() throws IOException {
    String longest = "x".repeat(998);
    assertThat(doubt("bb1", longest + "\r\n" + longest + "\n", longest)).isNull();
    assertThat(doubt("bb1", longest + "x\r\n", "")).isEqualTo(LONG);
    assertThat(doubt("bb1", "", longest + "x")).isEqualTo(LONG);
  }

  @Test
  void b8_textOfManyBlocks_isReadToItsEnd_alsoFromAStream() throws IOException {
    String lines = "harmless\r\n".repeat(4_000);
    assertThat(doubt("bb1", lines, lines)).isNull();
    assertThat(doubt("bb1", lines, lines + "--b")).isEqualTo(BEGINS);
    byte[] octets = message("bb1", "", lines + "--b").getBytes(StandardCharsets.ISO_8859_1);
    TestSource stream = new TestSource(octets, 7, false);
    assertThat(doubt(EntityScanner.scan(stream, Limits.standard()))).isEqualTo(BEGINS);
    assertThat(stream.singleReads()).isZero();
  }

  @Test
  void b8_aDelimiterInTheHeaderAboveIt_isNamed() throws IOException {
    String named = "A delimiter of the parts stands in the header above them";
    assertThat(doubt(scan("Subject: x--BB1\r\n" + message("bb1", "", "")))).isEqualTo(named);
    assertThat(doubt(scan("Subject: --bb\r\n" + message("bb1", "", "")))).isNull();
    assertThat(doubt(scan("Subject: --bb1\r\nContent-Type: text/plain\r\n\r\n--bb1"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"before, ''", "'', behind", "before, behind", "'', ''"})
  void preambleAndEpilogue_areWhatStandsAroundTheDelimiters(String before, String behind)
      throws IOException {
    String preamble = before.isEmpty() ? "" : before + "\r\n";
    Entity root = scan(message("b", preamble, behind));
    assertThat(string(root.preamble())).isEqualTo(preamble);
    assertThat(string(root.epilogue())).isEqualTo(behind);
    assertThat(root.oddities().contains(Oddity.PREAMBLE)).isEqualTo(!before.isEmpty());
    assertThat(root.oddities().contains(Oddity.EPILOGUE)).isEqualTo(!behind.isEmpty());
  }

  @Test
  void withoutDelimiters_allIsPreamble_orNothing() throws IOException {
    Entity unclosed = scan("Content-Type: multipart/mixed; boundary=b\r\n\r\na\r\n--b\r\n\r\nx");
    assertThat(string(unclosed.preamble())).isEqualTo("a\r\n");
    assertThat(string(unclosed.epilogue())).isEmpty();
    Entity none = scan("Content-Type: multipart/mixed; boundary=b\r\n\r\ntext");
    assertThat(string(none.preamble())).isEmpty();
    assertThat(string(none.epilogue())).isEmpty();
    assertThat(none.oddities()).contains(Oddity.NO_PARTS);
  }

  @Test
  void aPart_hasNoEpilogueBehindTheDelimiterOfWhatIsAround() throws IOException {
    String inner = message("in", "", "inner text");
    Entity root = scan(message("out", "", "").replace("\r\n\r\nx", "\r\n" + inner));
    Entity part = root.children().get(0);
    assertThat(string(part.epilogue())).isEqualTo("inner text");
    assertThat(part.oddities()).contains(Oddity.EPILOGUE);
    assertThat(root.oddities()).doesNotContain(Oddity.EPILOGUE, Oddity.PREAMBLE);
  }

  @Test
  void b8_theLineEndsAtDelimiters_areKnown_alsoThoseOfParts() throws IOException {
    String crlf = message("b", "", "");
    assertThat(scan(crlf).hasDelimiterThatEndsIn(true)).isTrue();
    assertThat(scan(crlf).hasDelimiterThatEndsIn(false)).isFalse();
    String lf = crlf.replace("\r\n", "\n");
    assertThat(scan(lf).hasDelimiterThatEndsIn(true)).isFalse();
    assertThat(scan(lf).hasDelimiterThatEndsIn(false)).isTrue();
    assertThat(scan(lf).oddities()).doesNotContain(Oddity.DELIMITER_LINE_ENDS);
    for (String mixed :
        new String[] {
          crlf.replace("--b\r\n", "--b\n"),
          crlf.replace("--b--\r\n", "--b--\n"),
          crlf.replace("x\r\n", "x\n"),
          lf.replace("x\n", "x\r\n"),
        }) {
      Entity root = scan(mixed);
      assertThat(root.oddities()).as(mixed).contains(Oddity.DELIMITER_LINE_ENDS);
      assertThat(root.hasDelimiterThatEndsIn(true)).isTrue();
      assertThat(root.hasDelimiterThatEndsIn(false)).isTrue();
    }
    // Before the first delimiter a line may end as it likes.
    Entity before = scan(message("b", "before\n", ""));
    assertThat(before.oddities()).containsOnly(Oddity.PREAMBLE);
    String inner = message("in", "", "").replace("\r\n", "\n");
    Entity around = scan(message("out", "", "").replace("\r\n\r\nx", "\r\n" + inner));
    assertThat(around.children().get(0).hasDelimiterThatEndsIn(true)).isFalse();
    assertThat(around.hasDelimiterThatEndsIn(false)).isTrue();
    assertThat(around.oddities()).doesNotContain(Oddity.DELIMITER_LINE_ENDS);
    assertThat(scan("\r\ntext\r\n").hasDelimiterThatEndsIn(true)).isFalse();
  }

  private static String string(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }
}
