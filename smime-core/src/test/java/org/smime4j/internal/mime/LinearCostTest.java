package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CpuCost;

/** Twice the octets, at most two and a half times the work: 1 and 2 MB. */
@Tag("cost")
class LinearCostTest {

  private static final Limits WIDE =
      Limits.standard()
          .allowing(Limit.HEADER_BLOCK_OCTETS, 1L << 30)
          .allowing(Limit.HEADER_OCTETS, 1L << 30)
          .allowing(Limit.HEADERS, 1L << 30)
          .allowing(Limit.LINE_OCTETS, 1L << 30)
          .allowing(Limit.PARTS, 1L << 30);

  private interface Work {
    void on(byte[] octets) throws IOException;
  }

  private enum Family {
    HEADER_FOLDS(n -> "A: b\r\n" + " c\r\n".repeat(n / 4) + "\r\n", Family::scan),
    HEADER_FIELDS(n -> "A: b\r\n".repeat(n / 6) + "\r\n", Family::scan),
    HEADER_WITHOUT_END(n -> "A".repeat(n), Family::scan),
    PARTS(n -> multipart("b", "--b\r\n\r\n".repeat(n / 7)), Family::scan),
    NEAR_DELIMITERS(
        n -> multipart("b".repeat(70), ("--" + "b".repeat(69) + "\r\n").repeat(n / 73)),
        Family::scan),
    LONGER_DELIMITERS(
        n -> multipart("b", ("--" + "b".repeat(500) + "\r\n").repeat(n / 504)), Family::scan),
    HYPHENS(n -> multipart("-".repeat(60) + "x", "-".repeat(n)), Family::scan),
    BLANKS_BEHIND_DELIMITERS(
        n -> multipart("b", ("--b" + " ".repeat(900) + "x\r\n").repeat(n / 906)), Family::scan),
    NESTED_ALIKE(Family::nested, Family::scan),
    LINE_FEEDS(n -> multipart("b", "\n".repeat(n)), Family::scan),
    PARAMETERS(
        n -> "a/b" + "; c*1=d".repeat(n / 8),
        octets -> MediaType.parse(new String(octets, StandardCharsets.ISO_8859_1))),
    COMMENTS(
        n -> "(a)".repeat(n / 3),
        octets -> MediaType.parse(new String(octets, StandardCharsets.ISO_8859_1))),
    BASE64_JUNK(n -> "QUJD!".repeat(n / 5), Family::base64),
    BASE64_UNEQUAL_LINES(n -> ("QUJD".repeat(19) + "\r\nQUJD\r\n").repeat(n / 84), Family::base64),
    BASE64_PADDING(n -> "QQ==\r\n".repeat(n / 6), Family::base64),
    BASE64_NO_TEXT(n -> "- x\r\n".repeat(n / 5), Family::base64),
    QP_ESCAPES(n -> "=".repeat(n), Family::quotedPrintable),
    QP_BLANKS(n -> " ".repeat(n), Family::quotedPrintable),
    SEMICOLONS_IN_CONTENT_TYPE(
        n -> "Content-Type: a/b" + ";".repeat(n) + "x=y\r\n\r\n", Family::contentType),
    CR(n -> "\r".repeat(n), Family::crlf),
    LF(n -> "\n".repeat(n), Family::crlf);

    private final IntFunction<String> text;
    private final Work work;

    Family(IntFunction<String> text, Work work) {
      this.text = text;
      this.work = work;
    }

    private static String multipart(String boundary, String body) {
      return "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n" + body;
    }

    private static String nested(int n) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        String boundary = "b".repeat(40) + i;
        text.append(multipart(boundary, "--" + boundary + "\r\n"));
      }
      return text.append("\r\n").append(("--" + "b".repeat(40) + "\r\n").repeat(n / 44)).toString();
    }

    private static void scan(byte[] octets) throws IOException {
      EntityScanner.scan(ByteSource.of(octets), WIDE);
    }

    private static void contentType(byte[] octets) throws IOException {
      HeaderFields header = EntityScanner.header(ByteSource.of(octets), WIDE);
      assertThat(
              new HeaderWriter()
                  .contentType(header.first("Content-Type"), Map.of("hp", "clear"))
                  .fields()
                  .size())
          .isPositive();
    }

    private static void base64(byte[] octets) {
      Base64Text.decode(ByteSource.of(octets), deviation -> {});
    }

    private static void quotedPrintable(byte[] octets) {
      QuotedPrintable.decode(ByteSource.of(octets));
    }

    private static void crlf(byte[] octets) throws IOException {
      CanonicalText.crlf(CanonicalText.withFinalCrlf(ByteSource.of(octets)))
          .writeTo(OutputStream.nullOutputStream());
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void c19_hostileText_costsWhatItsLengthSays(Family family) throws Exception {
    byte[] quarter = family.text.apply(500_000).getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = family.text.apply(2_000_000).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(CpuCost.growth(() -> family.work.on(quarter), () -> family.work.on(whole)))
        .as(family.name())
        .isLessThanOrEqualTo(2.5);
  }
}
