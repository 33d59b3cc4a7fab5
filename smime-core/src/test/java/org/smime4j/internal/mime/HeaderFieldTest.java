package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeaderFieldTest {

  @Test
  void theValueIsUnfolded_andIsUtf8OrElseIso88591() {
    assertThat(field("Subject: a\r\n b\r\n", 7).value()).isEqualTo("a b");
    assertThat(field("Subject:\u00fc \r\n", 7).value()).isEqualTo("\u00fc");
    assertThat(field("Subject: \u00fc\u20ac", 7).value()).isEqualTo("\u00fc\u20ac");
    assertThat(field("Subject: \u00fc\r\n", 7, StandardCharsets.ISO_8859_1).value())
        .isEqualTo("\u00fc");
    assertThat(field("Subject:\r\n", 7).value()).isEmpty();
  }

  @Test
  void theRawValueIsAllBehindTheColon_upToTheLastLineEnd() {
    assertThat(raw("A: b\r\n c\r\n", 1)).isEqualTo(" b\r\n c");
    assertThat(raw("A: b\n", 1)).isEqualTo(" b");
    assertThat(raw("A: b", 1)).isEqualTo(" b");
    assertThat(raw("A: b\r", 1)).isEqualTo(" b\r");
    assertThat(raw("A:\r\n", 1)).isEmpty();
    assertThat(raw("no colon\r\n", -1)).isEqualTo("no colon");
    assertThat(raw("\r\n", -1)).isEmpty();
    assertThat(raw("\n", -1)).isEmpty();
    assertThat(raw(": b\r\n", 0)).isEqualTo(" b");
  }

  @Test
  void theNameIsWhatStandsBeforeTheColon_withoutBlanks() {
    assertThat(field("Subject \t: a", 9).name()).isEqualTo("Subject");
    assertThat(field("Subject: a", 7).is("SUBJECT")).isTrue();
    assertThat(field("Subject: a", 7).is("Subjec")).isFalse();
    assertThat(field(": a", 0).name()).isEmpty();
    assertThat(field("no colon", -1).name()).isEmpty();
  }

  @Test
  void b7_aNameIsWrittenPlainly_whereNothingStandsBesideIt() {
    assertThat(field("Subject: a", 7).isWrittenAs("subject")).isTrue();
    assertThat(field("SUBJECT:", 7).isWrittenAs("subject")).isTrue();
    assertThat(field("Subject : a", 8).isWrittenAs("subject")).isFalse();
    assertThat(field("Subjekt: a", 7).isWrittenAs("subject")).isFalse();
    assertThat(field("Subject", -1).isWrittenAs("subject")).isFalse();
    byte[] block = "X: y\r\nFrom: a\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(new HeaderField(block, 6, 10, 15).isWrittenAs("from")).isTrue();
  }

  /** A field is a part of a block, and its offsets are the block's. */
  @Test
  void aFieldWithinABlock_isReadThere_andWrittenAnew() {
    byte[] block = "X: y\r\nSubject: a\r\nZ: z\r\n".getBytes(StandardCharsets.US_ASCII);
    HeaderField field = new HeaderField(block, 6, 13, 18);
    assertThat(field.name()).isEqualTo("Subject");
    assertThat(field.value()).isEqualTo("a");
    assertThat(field.raw()).asString(StandardCharsets.US_ASCII).isEqualTo("Subject: a\r\n");
    HeaderField anew = field.withRaw("Subject: b\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(anew.name()).isEqualTo("Subject");
    assertThat(anew.value()).isEqualTo("b");
    assertThat(HeaderField.of("A", "\u00fc").value()).isEqualTo("\u00fc");
  }

  private static String raw(String text, int colon) {
    return new String(field(text, colon).rawValue(), StandardCharsets.UTF_8);
  }

  private static HeaderField field(String text, int colon) {
    return field(text, colon, StandardCharsets.UTF_8);
  }

  private static HeaderField field(String text, int colon, Charset charset) {
    byte[] octets = text.getBytes(charset);
    return new HeaderField(octets, 0, colon, octets.length);
  }
}
