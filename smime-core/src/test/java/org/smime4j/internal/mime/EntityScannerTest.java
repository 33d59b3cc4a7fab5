package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

class EntityScannerTest {

  private static final List<Oddity> OF_STRUCTURE =
      List.of(
          Oddity.PREAMBLE,
          Oddity.EPILOGUE,
          Oddity.DELIMITER_PADDING,
          Oddity.CLOSE_MISSING,
          Oddity.NO_PARTS);

  @Property(tries = 3_000)
  void b8_structure_isWhatANaiveSplitterFinds_overArraysAndStreams(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int chunk) throws IOException {
    String text = new Messages(new Random(seed)).message();
    String expected = new NaiveSplitter(text).split();
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] around = ("--b\n" + text + "\n--b").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(dump(scan(ByteSource.of(octets)))).as(text).isEqualTo(expected);
    assertThat(dump(scan(ArrayOctets.of(around, 4, around.length - 4))))
        .as(text)
        .isEqualTo(expected);
    BlockSource source = new BlockSource(octets, chunk, chunk % 2 == 0);
    assertThat(dump(scan(source))).as(text).isEqualTo(expected);
    assertThat(source.singleReads).hasValue(0);
  }

  @Property(tries = 40)
  void structure_isTheSame_whereBlocksEndWithinDelimiters(
      @ForAll @IntRange(min = 131_000, max = 131_150) int size) throws IOException {
    String text =
        "Content-Type: multipart/mixed; boundary=\"bbb\"\r\n\r\n--bbb\r\n\r\n"
            + "x".repeat(size)
            + "\r\n--bbb  \r\nContent-Type: text/html\r\n\r\nhello\r\n--bbb--\r\n";
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    String expected = new NaiveSplitter(text).split();
    assertThat(dump(scan(ByteSource.of(octets)))).isEqualTo(expected);
    assertThat(dump(scan(new BlockSource(octets, 8_192, false)))).isEqualTo(expected);
  }

  @Example
  void slices_areExactlyWhatTravelled() throws IOException {
    String part = "Content-Type: text/plain\r\n\r\nsigned \r\n";
    String text =
        "From: a@example.org\r\n"
            + "Content-Type: multipart/signed;\r\n"
            + "\tboundary=\"=_x\"\r\n\r\n"
            + "--=_x\r\n"
            + part
            + "\r\n--=_x\r\nContent-Type: application/pkcs7-signature\r\n\r\nMII=\r\n--=_x--\r\n";
    Entity root = scan(octets(text));
    assertThat(root.children()).hasSize(2);
    Entity first = root.children().get(0);
    assertThat(string(first.raw())).isEqualTo(part);
    assertThat(string(first.rawHeader())).isEqualTo("Content-Type: text/plain\r\n\r\n");
    assertThat(string(first.body())).isEqualTo("signed \r\n");
    assertThat(string(root.raw())).isEqualTo(text);
    assertThat(root.oddities()).isEmpty();
  }

  @Example
  void b7_headerOddities_areNamed() throws IOException {
    assertThat(header("From : a@example.org\r\n\r\n")).containsExactly(Oddity.SPACE_BEFORE_COLON);
    assertThat(header("\0From: a@example.org\r\n\r\n")).contains(Oddity.NUL, Oddity.FIELD_NAME);
    assertThat(header("From: a@example.org\r\nFrom: b@example.org\r\n\r\n"))
        .containsExactly(Oddity.DUPLICATE_FIELD);
    assertThat(header("content-type: text/plain\r\nContent-Type: text/html\r\n\r\n"))
        .containsExactly(Oddity.DUPLICATE_FIELD);
    assertThat(header("From: a@example.org\rFrom: b@example.org\r\n\r\n"))
        .containsExactly(Oddity.BARE_CR);
    assertThat(header("From: \u00e4@example.org\r\n\r\n")).containsExactly(Oddity.RAW_8BIT);
    assertThat(header("Subject: a\n\n")).containsExactly(Oddity.LINE_FEED);
    assertThat(header(" Subject: a\r\n\r\n"))
        .containsExactlyInAnyOrder(Oddity.LEADING_FOLD, Oddity.FIELD_NAME);
    assertThat(header("Subject: a\r\n \t\r\n b\r\n\r\n")).containsExactly(Oddity.FOLDED_BLANKS);
    assertThat(header("no field\r\nSubject: a\r\n\r\n")).containsExactly(Oddity.NOT_A_FIELD);
    assertThat(header("From a@example.org Mon Jan  1 12:00:00 2001\r\nSubject: a\r\n\r\n"))
        .containsExactly(Oddity.MBOX_FROM);
    assertThat(header("From Mon Jan 1 12:00:00 CET 2001\r\nSubject: a\r\n\r\n"))
        .containsExactly(Oddity.MBOX_FROM);
    assertThat(header("From a@example.org\r\nSubject: a\r\n\r\n"))
        .containsExactly(Oddity.MBOX_FROM, Oddity.NOT_A_FIELD);
    assertThat(header("Subject: a\r\n")).containsExactly(Oddity.HEADER_UNENDED);
    assertThat(header("X y: a\r\n\r\n")).containsExactly(Oddity.FIELD_NAME);
    assertThat(header("Subject: a\r\n folded\r\n\r\n")).isEmpty();
  }

  @Example
  void fields_keepTheirOctets() throws IOException {
    HeaderFields header =
        EntityScanner.header(
            octets("Subject:  one\r\n\ttwo \r\nX:\r\nsubject: three\r\n\r\n"), Limits.standard());
    assertThat(header.all()).hasSize(3);
    HeaderField subject = header.named("SUBJECT").get(0);
    assertThat(subject.value()).isEqualTo("one\ttwo");
    assertThat(new String(subject.raw(), StandardCharsets.ISO_8859_1))
        .isEqualTo("Subject:  one\r\n\ttwo \r\n");
    assertThat(new String(subject.rawValue(), StandardCharsets.ISO_8859_1))
        .isEqualTo("  one\r\n\ttwo ");
    assertThat(header.named("subject")).hasSize(2);
    assertThat(header.value("X")).isEmpty();
  }

  @Example
  void c18_limits_holdAtTheirValue_andEndTheScanJustOver() throws IOException {
    scan(octets(nested(32)));
    assertLimit(Limit.MIME_DEPTH, nested(33));
    assertLimit(Limit.MIME_DEPTH, nested(100_000));
    scan(octets("Content-Type: message/rfc822\r\n\r\n".repeat(32) + "\r\n"));
    assertLimit(Limit.MIME_DEPTH, "Content-Type: message/rfc822\r\n\r\n".repeat(33) + "\r\n");
    scan(octets(parts(999)));
    assertLimit(Limit.PARTS, parts(1_000));
    scan(octets("A: b\r\n".repeat(1_000) + "\r\n"));
    assertLimit(Limit.HEADERS, "A: b\r\n".repeat(1_001) + "\r\n");
    scan(octets("A: " + "b".repeat(64 * 1024 - 5) + "\r\n\r\n"));
    assertLimit(Limit.HEADER_OCTETS, "A: " + "b".repeat(64 * 1024 - 4) + "\r\n\r\n");
    assertLimit(Limit.HEADER_OCTETS, "A: b\r\n" + " c\r\n".repeat(20_000) + "\r\n");
    assertLimit(
        Limit.HEADER_BLOCK_OCTETS, ("A: " + "b".repeat(50_000) + "\r\n").repeat(6) + "\r\n");
    assertLimit(Limit.HEADER_BLOCK_OCTETS, "A".repeat(10_000_000));
    String million = "x".repeat(1024 * 1024);
    scan(octets("A: b\r\n\r\n\r\n" + million + "\n\r\n\r\n" + million + "\n" + million));
    assertLimit(Limit.LINE_OCTETS, "A: b\r\n\r\n\r\n" + million + "\r\n");
    assertLimit(Limit.LINE_OCTETS, "A: b\r\n\r\n\r\n" + million + "\n" + million + "x");
    scan(octets("Content-Transfer-Encoding: base64\r\n\r\n" + million + "x\r\n"));
    scan(
        octets(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + million
                + "x\r\n--b--"));
    assertLimit(
        Limit.LINE_OCTETS,
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + million + "xx\r\n--b--");
  }

  private static void assertLimit(Limit limit, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    for (ByteSource source :
        List.of(ByteSource.of(octets), new BlockSource(octets, 100_000, true))) {
      assertThatThrownBy(() -> scan(source))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
    }
  }

  private static String nested(int depth) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      text.append("Content-Type: multipart/mixed; boundary=\"b")
          .append(i)
          .append("\"\r\n\r\n--b")
          .append(i)
          .append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  private static String parts(int parts) {
    return "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n"
        + "--b\r\n\r\nx\r\n".repeat(parts)
        + "--b--\r\n";
  }

  private static Entity scan(ByteSource source) throws IOException {
    return EntityScanner.scan(source, Limits.standard());
  }

  private static ByteSource octets(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String string(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static Iterable<Oddity> header(String text) throws IOException {
    return EntityScanner.scan(octets(text), Limits.standard()).oddities();
  }

  private static String dump(Entity entity) {
    StringBuilder text = new StringBuilder();
    text.append(entity.mediaType())
        .append('[')
        .append(entity.start())
        .append(',')
        .append(entity.bodyStart())
        .append(',')
        .append(entity.end())
        .append("]{");
    for (Oddity oddity : OF_STRUCTURE) {
      if (entity.oddities().contains(oddity)) {
        text.append(oddity).append(' ');
      }
    }
    entity.children().forEach(child -> text.append(dump(child)));
    return text.append('}').toString();
  }

  /** Makes messages in which boundaries are alike, delimiters damaged, and line ends mixed. */
  private static final class Messages {
    private static final String[] BOUNDARIES = {
      "b", "b1", "b--", "bb", "b b", "=_Part", "=_Part1", "-", "--", "x--b"
    };
    private static final String[] NOISE = {
      "text",
      "--",
      "----",
      "--b1x",
      "-- b",
      " --b",
      "--B",
      "x--b",
      "--b- -",
      "",
      "  ",
      "--=_Part12",
      "From x",
      "a: b"
    };
    private final Random random;

    Messages(Random random) {
      this.random = random;
    }

    String message() {
      StringBuilder text = new StringBuilder();
      entity(text, 0);
      return text.toString();
    }

    private String eol() {
      return random.nextInt(4) == 0 ? "\n" : "\r\n";
    }

    private void entity(StringBuilder text, int depth) {
      if (random.nextInt(5) == 0) {
        text.append("Subject: x").append(eol());
      }
      int kind = depth > 4 ? 0 : random.nextInt(5);
      if (kind == 1) {
        text.append("Content-Type: message/rfc822").append(eol()).append(eol());
        entity(text, depth + 1);
      } else if (kind >= 2) {
        String boundary = BOUNDARIES[random.nextInt(BOUNDARIES.length)];
        text.append(
                random.nextInt(4) == 0
                    ? "Content-Type: multipart/digest; boundary=\""
                    : "Content-Type: multipart/mixed; boundary=\"")
            .append(boundary)
            .append('"')
            .append(eol());
        if (random.nextInt(8) != 0) {
          text.append(eol());
        }
        noise(text);
        for (int parts = random.nextInt(4); parts > 0; parts--) {
          delimiter(text, boundary, "");
          entity(text, depth + 1);
          text.append(random.nextInt(6) == 0 ? "" : eol());
        }
        if (random.nextInt(4) != 0) {
          delimiter(text, boundary, "--");
          noise(text);
        }
      } else {
        if (random.nextInt(6) != 0) {
          text.append(eol());
        }
        noise(text);
      }
    }

    private void delimiter(StringBuilder text, String boundary, String close) {
      text.append("--").append(boundary).append(close);
      text.append(random.nextInt(6) == 0 ? " \t" : "").append(random.nextInt(20) == 0 ? "" : eol());
    }

    private void noise(StringBuilder text) {
      for (int lines = random.nextInt(3); lines > 0; lines--) {
        text.append(NOISE[random.nextInt(NOISE.length)]).append(eol());
      }
    }
  }
}
