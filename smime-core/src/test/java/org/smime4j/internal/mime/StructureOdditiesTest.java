package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Each departure from the letter is named once, and its regular neighbour is not (B7, B8). */
class StructureOdditiesTest {

  private static final String MIXED = "Content-Type: multipart/mixed; boundary=bound\r\n";

  private static Entity scan(String text) throws IOException {
    return scan(text, 1_000_000);
  }

  private static Entity scan(String text, int chunk) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteSource source =
        chunk == 1_000_000 ? ByteSource.of(octets) : new TestSource(octets, chunk, false);
    return EntityScanner.scan(source, Limits.standard());
  }

  private static Set<Oddity> inParts(String parts) throws IOException {
    return scan(MIXED + "\r\n--bound\r\n" + parts + "\r\n--bound--\r\n").oddities();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nx--bound",
        "\r\n--boundary",
        "\r\n--BOUND",
        "\r\n--bound x",
        "\r\n--bound-x",
        "\r\n--bound--x",
        "\r\n --bound",
        "\r\nx--bound\r\n--bound\r\n\r\ny",
        "Subject: --bound\r\n\r\n",
        "Subject: x\r\n --Bound\r\n\r\n",
        "Content-Type: multipart/mixed; boundary=bound1\r\n\r\n--bound1\r\n\r\n--bound1--",
        "Content-Type: multipart/mixed; boundary=Bound-\r\n\r\n",
      })
  void b8_whatLooksLikeADelimiter_isNamed(String part) throws IOException {
    assertThat(inParts(part)).containsExactly(Oddity.DELIMITER_LOOKALIKE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nx-bound",
        "\r\n--boun",
        "\r\n-- bound",
        "\r\n-bound--",
        "Subject: bound\r\n\r\n--",
        "Content-Type: multipart/mixed; boundary=boun\r\n\r\n--boun\r\n\r\nx\r\n--boun--",
        "Content-Type: multipart/mixed; boundary=xbound\r\n\r\n--xbound\r\n\r\n--xbound--",
      })
  void whatLooksLikeNone_isNot(String part) throws IOException {
    assertThat(inParts(part)).isEmpty();
  }

  @Test
  void b8_aDelimiterBehindTheLastOne_isNamed() throws IOException {
    String message = MIXED + "\r\n--bound\r\n\r\nx\r\n--bound--\r\n";
    assertThat(scan(message).oddities()).isEmpty();
    assertThat(scan(message + "--bound\r\n\r\ny\r\n").oddities())
        .containsExactlyInAnyOrder(Oddity.EPILOGUE, Oddity.DELIMITER_LOOKALIKE);
    assertThat(scan(message + "--bound--").oddities())
        .containsExactlyInAnyOrder(Oddity.EPILOGUE, Oddity.DELIMITER_LOOKALIKE);
  }

  @Test
  void b8_ofABoundary_itIsSaidWhatIsWrongWithIt() throws IOException {
    String body = "\r\n--b\r\n\r\nx\r\n--b--\r\n";
    assertThat(scan("Content-Type: multipart/mixed\r\n" + body).oddities())
        .containsExactly(Oddity.BOUNDARY_MISSING);
    assertThat(scan("Content-Type: multipart/mixed; boundary=\" \"\r\n" + body).oddities())
        .containsExactly(Oddity.BOUNDARY_MISSING);
    assertThat(scan("Content-Type: multipart/mixed; boundary=b; boundary=c\r\n" + body).oddities())
        .containsExactly(Oddity.BOUNDARY_DUPLICATE);
    assertThat(scan("Content-Type: multipart/mixed; boundary=b; x=1; x=2\r\n" + body).oddities())
        .isEmpty();
    String encoded = "Content-Transfer-Encoding: base64\r\n";
    assertThat(scan("Content-Type: multipart/mixed; boundary=b\r\n" + encoded + body).oddities())
        .containsExactly(Oddity.ENCODED_MULTIPART);
    assertThat(scan("Content-Type: text/plain; boundary=b\r\n" + body).oddities()).isEmpty();
    for (int length : List.of(BoundarySearch.LONGEST, BoundarySearch.LONGEST + 1)) {
      String boundary = "b".repeat(length);
      Entity root = scan("Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n");
      assertThat(root.oddities())
          .containsExactly(
              length > BoundarySearch.LONGEST ? Oddity.BOUNDARY_MISSING : Oddity.NO_PARTS);
    }
  }

  @Test
  void b7_anEmptyLineThatEndsInAnotherWay_isNamed() throws IOException {
    assertThat(scan("A: b\r\n\r\n").oddities()).isEmpty();
    assertThat(scan("A: b\r\n\n").oddities()).containsExactly(Oddity.HEADER_LINE_ENDS);
    assertThat(scan("A: b\n\r\n").oddities())
        .containsExactlyInAnyOrder(Oddity.LINE_FEED, Oddity.HEADER_LINE_ENDS);
    assertThat(scan("A: b\n\n").oddities()).containsExactly(Oddity.LINE_FEED);
    assertThat(scan("\n").oddities()).isEmpty();
    assertThat(scan("\r\n").oddities()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 1, 7, 8_192})
  void b8_nul_isNamedWhereSomeProgramLeavesItOut(int chunk) throws IOException {
    String end = "\r\n--bound--\r\n";
    assertThat(scan(MIXED + "\r\n--bound\r\n\r\nx\0y" + end, chunk).children().get(0).oddities())
        .containsExactly(Oddity.NUL_IN_LINES);
    assertThat(scan(MIXED + "\r\na\0b\r\n--bound\r\n\r\nx" + end, chunk).oddities())
        .containsExactlyInAnyOrder(Oddity.NUL_IN_LINES, Oddity.PREAMBLE);
    assertThat(scan("\r\nx\0y", chunk).oddities()).isEmpty();
    String binary = MIXED + "\r\n--bound\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    for (String harmless : List.of("x\0y", "\0\0-\0-boun", "-\0-boun\0" + "x".repeat(20_000))) {
      Entity root = scan(binary + harmless + end, chunk);
      assertThat(root.children().get(0).oddities()).as("%s", root).isEmpty();
    }
    String many = "x".repeat(20_000);
    for (String hidden :
        List.of("-\0-bound", "--bo\0und", "--\0BOUND", many + "-\0-bound" + many, "\0--boun\0d")) {
      Entity root = scan(binary + hidden + end, chunk);
      assertThat(root.children()).hasSize(1);
      assertThat(root.children().get(0).oddities())
          .as("%s", root)
          .containsExactly(Oddity.NUL_IN_LINES);
      assertThat(root.oddities()).isEmpty();
      String signed = (binary + hidden + end).replace("multipart/mixed", "multipart/signed");
      assertThat(scan(signed, chunk).oddities()).containsExactly(Oddity.NUL_IN_LINES);
    }
  }

  @Test
  void b8_aDelimiterWithNulAcrossBlocks_isNamed_whereverTheBlockEnds() throws IOException {
    String binary = MIXED + "\r\n--bound\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    for (int before = 8_192 - 12; before < 8_192 + 12; before++) {
      for (String hidden : List.of("-\0-bound", "--boun\0d")) {
        String text = "x".repeat(before) + hidden + "x".repeat(50) + "\r\n--bound--\r\n";
        assertThat(scan(binary + text).children().get(0).oddities())
            .as("%d", before)
            .containsExactly(Oddity.NUL_IN_LINES);
      }
    }
  }

  /** What a scan costs is charged before it is done, and grows with what is read. */
  @Test
  void c18_aScan_isPaidFor() throws IOException {
    long plain = cost("\r\n" + "x".repeat(500_000));
    assertThat(plain).as("two nanoseconds an octet").isBetween(1_000L, 1_100L);
    long header = cost(("A: " + "b".repeat(996) + "\r\n").repeat(100) + "\r\n");
    assertThat(header).as("thirty nanoseconds an octet, and two to look").isBetween(3_000L, 3_300L);
    String lines = "--bounx\r\n".repeat(10_000);
    long unlike = cost(MIXED + "\r\n" + lines);
    long alike = cost(MIXED + "\r\n" + lines.replace('x', 'd'));
    assertThat(alike).as("a comparison, and a header").isGreaterThan(unlike + 900);
    assertThat(cost("\r\n")).isEqualTo(1);
  }

  /** The least work with which a scan ends, in thousands of nanoseconds; 1 if it needs less. */
  private static long cost(String text) throws IOException {
    ByteSource source = ByteSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
    Limits limits =
        Limits.standard().allowing(Limit.PARTS, 1_000_000).allowing(Limit.LINE_OCTETS, 10_000_000);
    long enough = 1_000_000;
    long few = 0;
    while (enough - few > 1) {
      long between = (enough + few) >>> 1;
      try {
        EntityScanner.scan(source, limits, WorkBudget.of(limits.allowing(Limit.WORK, between), 0));
        enough = between;
      } catch (SmimeException.LimitExceeded e) {
        assertThat(e.limit()).isEqualTo(Limit.WORK);
        few = between;
      }
    }
    long allowed = enough;
    if (allowed > 1) {
      assertThatThrownBy(
              () ->
                  EntityScanner.scan(
                      source, limits, WorkBudget.of(limits.allowing(Limit.WORK, allowed - 1), 0)))
          .isInstanceOf(SmimeException.LimitExceeded.class);
    }
    return enough;
  }
}
