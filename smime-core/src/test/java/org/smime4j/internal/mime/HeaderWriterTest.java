package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

class HeaderWriterTest {

  @Test
  void fieldsEndWithCrlf_andTheBlockWithAnEmptyLine() throws IOException {
    HeaderWriter writer = new HeaderWriter().field("Subject", "hello").field("X", "\u00fc");
    assertThat(text(writer.fields())).isEqualTo("Subject: hello\r\nX: \u00fc\r\n");
    assertThat(text(writer.end())).isEqualTo("Subject: hello\r\nX: \u00fc\r\n\r\n");
  }

  @Test
  void aParameterThatWouldMakeTheLineLong_beginsTheNext() throws IOException {
    // "X: v; " and the parameter are 76 characters, then 77.
    String fits = "p=" + "x".repeat(76 - 6 - 2);
    assertField("X: v; " + fits + "\r\n", "X", "v", fits);
    assertField("X: v;\r\n\t" + fits + "x\r\n", "X", "v", fits + "x");
    // Behind a fold the tab counts as well.
    String half = "q=" + "y".repeat(34);
    assertField("X: v;\r\n\t" + fits + "x;\r\n\t" + half + "\r\n", "X", "v", fits + "x", half);
    assertField("X: v; " + half + ";\r\n\t" + half + "; b=1\r\n", "X", "v", half, half, "b=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\0b", "a\r\nBcc: x"})
  void b16_nothingGoesInThatWouldBeginAnotherField(String hostile) {
    HeaderWriter writer = new HeaderWriter();
    assertRefused(() -> writer.field("X", hostile));
    assertRefused(() -> writer.field(hostile, "v"));
    assertRefused(() -> writer.field("X", "v", "p=1", hostile));
    assertThat(writer.fields().size()).isZero();
  }

  @Test
  void aCopiedField_getsCrlf_andKeepsItsFolding() throws IOException {
    assertCopied("Subject: a\r\n b\r\n", "Subject: a\r\n b\r\n");
    assertCopied("Subject: a\n b\n", "Subject: a\r\n b\r\n");
    assertCopied("Subject: a", "Subject: a\r\n");
    assertCopied("Subject: a\n\tb", "Subject: a\r\n\tb\r\n");
    HeaderField field = new HeaderField(octets("Subject: a\n"), 0, 7, 11);
    assertThat(text(new HeaderWriter().record("HP-Outer", field).fields()))
        .isEqualTo("HP-Outer: Subject: a\r\n");
    assertThat(text(new HeaderWriter().copy(ByteSource.of(octets("A: b\r\n"))).fields()))
        .isEqualTo("A: b\r\n");
  }

  @Test
  void inAFieldOfAddresses_aLineEndsOutsideQuotesAlone() throws IOException {
    assertCopied("To: \"a\r\n b\" <c@d>\r\n", "To: \"a b\" <c@d>\r\n");
    assertCopied("To: \"a\n\tb\" <c@d>,\n e@f\n", "To: \"a\tb\" <c@d>,\r\n e@f\r\n");
    assertCopied("From: a <b@c>,\r\n d <e@f>\r\n", "From: a <b@c>,\r\n d <e@f>\r\n");
    assertCopied("Cc: \"a\\\"\r\n b\" <c@d>\r\n", "Cc: \"a\\\" b\" <c@d>\r\n");
    assertCopied("Cc: a\\\"b,\r\n c@d\r\n", "Cc: a\\\"b,\r\n c@d\r\n");
    assertCopied("To: \"a\r\n b", "To: \"a b\r\n");
    assertCopied("To: a@b\\\r\n", "To: a@b\\\r\n");
    // No address: folded as it was.
    assertCopied("Subject: \"a\r\n b\"\r\n", "Subject: \"a\r\n b\"\r\n");
  }

  @Test
  void b17_aLineThatWouldBecomeTooLong_staysFolded() throws IOException {
    for (int length : new int[] {998, 999}) {
      String half = "x".repeat(length - "To: \" \" <c@d>".length() - 400);
      String folded = "To: \"" + half + "\r\n " + "y".repeat(400) + "\" <c@d>\r\n";
      assertCopied(folded, length > 998 ? folded : folded.replace("\r\n ", " "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subject: a\rb\r\n", "Subject: a\r", "Subject: a\0\r\n"})
  void b16_aFieldWithALoneCrOrNul_isNotCopied(String raw) {
    HeaderField field = new HeaderField(octets(raw), 0, 7, raw.length());
    assertThatThrownBy(() -> new HeaderWriter().copy(field))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("Subject");
  }

  @Test
  void parameters_areTokens_quotedOrEncoded() {
    assertThat(HeaderWriter.parameter("p", "smime.p7m")).isEqualTo("p=smime.p7m");
    assertThat(HeaderWriter.parameter("p", "!#~")).isEqualTo("p=!#~");
    assertThat(HeaderWriter.parameter("p", "")).isEqualTo("p=\"\"");
    assertThat(HeaderWriter.parameter("p", "a b")).isEqualTo("p=\"a b\"");
    assertThat(HeaderWriter.parameter("p", "a\"b\\c")).isEqualTo("p=\"a\\\"b\\\\c\"");
    for (char special : "()<>@,;:/[]?=".toCharArray()) {
      assertThat(HeaderWriter.parameter("p", "a" + special)).isEqualTo("p=\"a" + special + '"');
    }
    assertThat(HeaderWriter.parameter("p", "a\tb")).isEqualTo("p=\"a\tb\"");
    assertThat(HeaderWriter.parameter("p", "azAZ09-._ \u00fc\u007f"))
        .isEqualTo("p*=UTF-8''azAZ09-._%20%C3%BC%7F");
    assertThat(HeaderWriter.parameter("p", "\u007f")).isEqualTo("p*=UTF-8''%7F");
    assertThat(HeaderWriter.parameter("p", "\u00fc@[`{/:"))
        .isEqualTo("p*=UTF-8''%C3%BC%40%5B%60%7B%2F%3A");
    assertThat(HeaderWriter.parameter("p", "\u00fc\u0001")).isEqualTo("p=\"\u00fc\u0001\"");
  }

  @Test
  void aContentType_isContinued_whereItCanBe() throws IOException {
    assertTyped(
        "text/plain; charset=utf-8",
        "text/plain; charset=utf-8;\r\n\thp=\"clear\"\r\n",
        "hp",
        "clear");
    assertTyped("text/plain;\r\n", "text/plain;\r\n\thp=\"clear\"\r\n", "hp", "clear");
    assertTyped("text/plain; ; ", "text/plain;\r\n\thp=\"clear\"\r\n", "hp", "clear");
    // One that stands there already, a comment, a value that does not end: all of it anew.
    assertTyped("text/plain; hp=cipher", "text/plain; hp=\"clear\"\r\n", "hp", "clear");
    assertTyped("text/plain; x=1 (c", "text/plain; x=1; hp=\"clear\"\r\n", "hp", "clear");
    assertTyped("text/plain; x=\"a", "text/plain; x=a; hp=\"clear\"\r\n", "hp", "clear");
    assertTyped("text/plain; x=1; x=2", "text/plain; x=1; hp=\"clear\"\r\n", "hp", "clear");
    assertTyped(null, "text/plain; hp=\"clear\"\r\n", "hp", "clear");
    assertTyped("text/html; a=\"b c\"", "text/html; a=\"b c\"\r\n");
    assertTyped(null, "text/plain\r\n");
  }

  private static void assertTyped(@Nullable String value, String expected, String... set)
      throws IOException {
    Map<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < set.length; i += 2) {
      parameters.put(set[i], set[i + 1]);
    }
    HeaderField field = value == null ? null : HeaderField.of("Content-Type", value);
    String written = text(new HeaderWriter().contentType(field, parameters).fields());
    assertThat(written).isEqualTo("Content-Type: " + expected);
    MediaType read = MediaType.parse(written.substring(13));
    parameters.forEach((name, each) -> assertThat(read.parameter(name)).isEqualTo(each));
    assertThat(read.duplicates()).isEmpty();
  }

  private static void assertField(String expected, String name, String value, String... parameters)
      throws IOException {
    String written = text(new HeaderWriter().field(name, value, parameters).fields());
    assertThat(written).isEqualTo(expected);
    assertThat(List.of(written.split("\r\n"))).allMatch(line -> line.length() <= 78);
  }

  private static void assertCopied(String raw, String expected) throws IOException {
    byte[] octets = octets(raw);
    HeaderField field = new HeaderField(octets, 0, raw.indexOf(':'), octets.length);
    assertThat(text(new HeaderWriter().copy(field).fields())).isEqualTo(expected);
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void assertRefused(Writing writing) {
    assertThatThrownBy(writing::run)
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("HEADER_VALUE");
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.UTF_8);
  }
}
