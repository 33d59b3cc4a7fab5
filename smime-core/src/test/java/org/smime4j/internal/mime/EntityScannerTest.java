package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

class EntityScannerTest {

  private static final List<Oddity> OF_STRUCTURE =
      List.of(
          Oddity.PREAMBLE,
          Oddity.EPILOGUE,
          Oddity.DELIMITER_PADDING,
          Oddity.CLOSE_MISSING,
          Oddity.NO_PARTS);

  @Property(tries = 1_000)
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
    TestSource source = new TestSource(octets, chunk, chunk % 2 == 0);
    assertThat(dump(scan(source))).as(text).isEqualTo(expected);
    assertThat(source.singleReads()).isZero();
  }

  @Property(tries = 2_000)
  @Tag("thorough")
  void b8_structure_isWhatANaiveSplitterFinds_moreOften(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int chunk) throws IOException {
    b8_structure_isWhatANaiveSplitterFinds_overArraysAndStreams(seed, chunk);
  }

  @Property(tries = 80)
  void structure_isTheSame_whereBlocksEndWithinDelimiters(
      @ForAll @IntRange(min = 131_000, max = 131_150) int size, @ForAll boolean base64)
      throws IOException {
    String text =
        "Content-Type: multipart/mixed; boundary=\"bbb\"\r\n\r\n--bbb\r\n"
            + (base64 ? "Content-Transfer-Encoding: base64\r\n" : "")
            + "\r\n"
            + "x".repeat(size)
            + "\r\n--bbb  \r\nContent-Type: text/html\r\n\r\nhello\r\n--bbb--\r\n";
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    String expected = new NaiveSplitter(text).split();
    assertThat(dump(scan(ByteSource.of(octets)))).isEqualTo(expected);
    TestSource stream = new TestSource(octets, 8_192, false);
    Entity root = scan(stream);
    assertThat(dump(root)).isEqualTo(expected);
    int opened = stream.opened();
    assertThat(root.children().get(0).isPureBase64()).isEqualTo(size % 4 != 1);
    assertThat(stream.opened())
        .as("Base64 was judged on the way")
        .isEqualTo(base64 && size % 4 != 1 ? opened : opened + 1);
  }

  @Property(tries = 1_000)
  void b8_aPartInBase64_isReadLikeAnyOther_andJudgedOnTheWay(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int chunk) throws IOException {
    Random random = new Random(seed);
    String[] pieces = {
      "AAAA",
      "AB",
      "A",
      "=",
      "\r\n",
      "\n",
      "\r",
      " ",
      "-",
      "--b",
      "\r\n--b\r\n\r\n",
      "--B",
      "\0",
      "QUJD".repeat(19) + "\r\n",
      "\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    };
    int likely = 1 + random.nextInt(pieces.length);
    StringBuilder body = new StringBuilder();
    for (int left = random.nextInt(12); left > 0; left--) {
      int most = random.nextBoolean() ? likely : pieces.length;
      body.append(pieces[random.nextInt(most)]);
    }
    String head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    String text = head + "Content-Transfer-Encoding: base64\r\n\r\n" + body + "\r\n--b--\r\nbehind";
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    Entity unknown = scan(octets(text.replace("base64", "base65")));
    TestSource stream = new TestSource(octets, chunk, false);
    for (Entity root : List.of(scan(ByteSource.of(octets)), scan(stream))) {
      assertThat(dump(root)).as(text).isEqualTo(dump(unknown));
      assertThat(root.children()).isNotEmpty();
      for (int i = 0; i < root.children().size(); i++) {
        Entity part = root.children().get(i);
        assertThat(part.oddities()).isEqualTo(unknown.children().get(i).oddities());
        assertThat(part.isPureBase64()).as(text).isEqualTo(Base64Text.isPure(part.body()));
      }
    }
  }

  @Property(tries = 2_000)
  @Tag("thorough")
  void b8_aPartInBase64_isReadLikeAnyOther_moreOften(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int chunk) throws IOException {
    b8_aPartInBase64_isReadLikeAnyOther_andJudgedOnTheWay(seed, chunk);
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
        List.of(ByteSource.of(octets), new TestSource(octets, 100_000, true))) {
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

  /**
   * A reference for the scanner: recursive, line by line, slow, and written from RFC 2046 alone.
   * Knows well-formed header fields only. Gives each entity as text: positions, what is odd,
   * children.
   */
  private static final class NaiveSplitter {

    private static final Pattern TYPE =
        Pattern.compile(
            "^Content-Type: ([a-z0-9/]+)(?:; boundary=\"([^\"]*)\")?", Pattern.MULTILINE);

    private final String text;
    private final List<Integer> starts = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int line;

    NaiveSplitter(String text) {
      this.text = text;
      for (int at = 0; at < text.length(); ) {
        int lf = text.indexOf('\n', at);
        int end = lf < 0 ? text.length() : lf + 1;
        starts.add(at);
        lines.add(text.substring(at, end));
        at = end;
      }
    }

    String split() {
      return entity(List.of(), false);
    }

    private static boolean isEmpty(String line) {
      return line.equals("\n") || line.equals("\r\n");
    }

    private int offset(int index) {
      return index < starts.size() ? starts.get(index) : text.length();
    }

    private int endBefore(int index, int start) {
      if (index == lines.size()) {
        return text.length();
      }
      int end = offset(index);
      if (end > 0 && text.charAt(end - 1) == '\n') {
        end--;
        if (end > 0 && text.charAt(end - 1) == '\r') {
          end--;
        }
      }
      return Math.max(end, start);
    }

    /** The index of the boundary whose delimiter this line is, or -1; outermost first. */
    private static int delimiter(String line, List<String> open) {
      String bare = line.replaceAll("\r?\n\\z", "").replaceAll("[ \t]*\\z", "");
      for (int i = 0; i < open.size(); i++) {
        if (bare.equals("--" + open.get(i)) || bare.equals("--" + open.get(i) + "--")) {
          return i;
        }
      }
      return -1;
    }

    private String entity(List<String> open, boolean inDigest) {
      int start = offset(line);
      StringBuilder header = new StringBuilder();
      while (line < lines.size()
          && !isEmpty(lines.get(line))
          && delimiter(lines.get(line), open) < 0) {
        header.append(lines.get(line++));
      }
      if (line < lines.size() && isEmpty(lines.get(line))) {
        line++;
      }
      int body = offset(line);
      Matcher stated = TYPE.matcher(header);
      boolean states = stated.find();
      String type = states ? stated.group(1) : inDigest ? "message/rfc822" : "text/plain";
      StringBuilder inside = new StringBuilder();
      if (type.startsWith("multipart/")) {
        inside.append(multipart(stated.group(2), open, type.endsWith("digest")));
      } else if (type.equals("message/rfc822")) {
        inside.append(entity(open, false));
      } else {
        while (line < lines.size() && delimiter(lines.get(line), open) < 0) {
          line++;
        }
      }
      int end = endBefore(line, start);
      return type + "[" + start + "," + Math.min(body, end) + "," + end + "]{" + inside + "}";
    }

    private String multipart(String own, List<String> outer, boolean digest) {
      List<String> open = new ArrayList<>(outer);
      open.add(own);
      StringBuilder parts = new StringBuilder();
      boolean preamble = false;
      boolean epilogue = false;
      boolean padded = false;
      boolean any = false;
      boolean closed = false;
      while (line < lines.size()) {
        String current = lines.get(line);
        int found = delimiter(current, open);
        if (found < 0) {
          preamble |= !closed && !current.strip().isEmpty();
          epilogue |= closed && !current.strip().isEmpty();
          line++;
          continue;
        }
        if (closed || found < open.size() - 1) {
          break;
        }
        String bare = current.replaceAll("\r?\n\\z", "");
        padded |= bare.endsWith(" ") || bare.endsWith("\t");
        line++;
        if (bare.strip().equals("--" + own + "--") && !bare.strip().equals("--" + own)) {
          closed = true;
          open.remove(open.size() - 1);
        } else {
          any = true;
          parts.append(entity(open, digest));
        }
      }
      return (preamble ? "PREAMBLE " : "")
          + (epilogue ? "EPILOGUE " : "")
          + (padded ? "DELIMITER_PADDING " : "")
          + (!closed ? any ? "CLOSE_MISSING " : "NO_PARTS " : "")
          + parts;
    }
  }
}
