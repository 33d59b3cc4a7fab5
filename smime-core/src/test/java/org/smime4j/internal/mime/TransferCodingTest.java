package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

class TransferCodingTest {

  @Property(tries = 400)
  void base64_decodeOfEncode_isTheSame_forAllSizesAndChunkings(
      @ForAll long seed,
      @ForAll @IntRange(max = 70_000) int size,
      @ForAll @IntRange(min = 1, max = 9_000) int chunk)
      throws IOException {
    byte[] octets = random(seed, size);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Base64Output out = new Base64Output(new byte[0], text);
    writeInChunks(octets, chunk, out);
    out.finish();
    assertThat(text.toByteArray()).isEqualTo(Base64Text.encode(octets));
    assertThat(text.toString(StandardCharsets.US_ASCII))
        .isEqualTo(withLineEnd(Base64.getMimeEncoder().encodeToString(octets)));
    assertThat(Base64Encoder.encodedSize(size)).isEqualTo(text.size());
    assertDecodes(text.toByteArray(), octets, chunk, false);
  }

  @Property(tries = 400)
  void base64_textOfAnyLineLength_isDecoded(
      @ForAll long seed,
      @ForAll @IntRange(max = 40_000) int size,
      @ForAll @IntRange(min = 1, max = 3_000) int line,
      @ForAll boolean crlf,
      @ForAll @IntRange(min = 1, max = 9_000) int chunk)
      throws IOException {
    byte[] octets = random(seed, size);
    String plain = Base64.getEncoder().encodeToString(octets);
    String eol = crlf ? "\r\n" : "\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < plain.length(); i += line) {
      text.append(plain, i, Math.min(plain.length(), i + line)).append(eol);
    }
    byte[] octetsOfText = text.toString().getBytes(StandardCharsets.US_ASCII);
    assertDecodes(octetsOfText, octets, chunk, line > 76 && plain.length() > 76);
  }

  /**
   * The tolerant path read alone is the reference: pieces of one octet never reach the fast one.
   */
  @Property(tries = 1_000)
  void base64_fastPath_equalsTolerantPath_onDamagedText(
      @ForAll long seed,
      @ForAll @IntRange(max = 30_000) int size,
      @ForAll @IntRange(max = 12) int damages) {
    Random random = new Random(seed);
    byte[] text = Base64Text.encode(random(seed, size));
    for (int i = 0; i < damages && text.length > 0; i++) {
      byte[] junk = "=\r\n \t-_!A/z.:".getBytes(StandardCharsets.US_ASCII);
      text[random.nextInt(text.length)] = junk[random.nextInt(junk.length)];
    }
    List<Finding> ofSlow = new ArrayList<>();
    Base64Decoder slow = new Base64Decoder(ofSlow::add);
    byte[] expected = new byte[slow.room(text.length)];
    int end = 0;
    for (int i = 0; i < text.length; i++) {
      end = slow.code(text, i, i + 1, expected, end);
    }
    end = slow.finish(expected, end);
    List<Finding> ofFast = new ArrayList<>();
    Base64Decoder fast = new Base64Decoder(ofFast::add);
    byte[] actual = new byte[fast.room(text.length)];
    int actualEnd = fast.finish(actual, fast.code(text, 0, text.length, actual, 0));
    assertThat(new String(actual, 0, actualEnd, StandardCharsets.ISO_8859_1))
        .isEqualTo(new String(expected, 0, end, StandardCharsets.ISO_8859_1));
    assertThat(ofFast).isEqualTo(ofSlow);
  }

  @Example
  void base64_irregularText_isDecodedAndReported() throws IOException {
    byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
    assertIrregular("aGVsbG8", hello);
    assertIrregular("aGVs\r\nb G!8=\r\n", hello);
    assertIrregular("This is a disclaimer.\r\n\r\naGVsbG8=\r\n", hello);
    assertIrregular("aGVsbG8=\r\n_______\r\nmailing list footer\r\n", hello);
    assertIrregular("-----BEGIN PKCS7-----\r\naGVsbG8=\r\n-----END PKCS7-----\r\n", hello);
    assertIrregular(
        "-----BEGIN CMS-----\naGVs\n-----END CMS-----\n",
        "hel".getBytes(StandardCharsets.US_ASCII));
    // Others decode the letters of such a line as well, and come to other octets behind it.
    assertIrregular("aGVs\r\n--bb\r\nbG8=\r\n", "hel".getBytes(StandardCharsets.US_ASCII));
    assertIrregular("aGU=\r\nbGxv\r\n", hello);
    assertIrregular("=aGVsbG8=", hello);
  }

  /** Where others may decode other octets, that is said (threats B7). */
  @Example
  void b7_whatOthersMayDecodeInAnotherWay_isSaid() throws IOException {
    for (String nothing :
        List.of(
            "",
            "\r\n \t\r\n\n",
            "\r\n".repeat(40_000),
            " ".repeat(1_024),
            " \t\r".repeat(30_000),
            "-----BEGIN CMS-----\r\n",
            " -----BEGIN CMS-----\r\n")) {
      assertAmbiguous(nothing + "MAMCAQU=\r\n", false);
    }
    for (String passedOver :
        List.of(
            "----- BEGIN CMS-----\r\n",
            "\r\n".repeat(40_000) + "MIIB!\r\n",
            "\fMIIB\r\n",
            "MIIB\f\r\n",
            "\013MIIB\r\n",
            "\034MIIB\r\n",
            " ".repeat(1_024) + "MI IB\r\n",
            "-".repeat(2_000) + "\r\n")) {
      assertAmbiguous(passedOver + "MAMCAQU=\r\n", true);
    }
    // The same octets in two padded pieces: 30 03, then 02 01 05.
    for (String harmless :
        List.of(
            "MAM=\r\nAgEF\r\n",
            "MAM=AgEF\r\n",
            "MA==\r\nAwIBBQ==\r\n",
            "MA=\r\n=\r\nAwIBBQ==\r\n",
            "MAMCAQU=\r\nA footer!\r\n",
            "MAMCAQU=\r\n====\r\n")) {
      assertAmbiguous(harmless, false);
    }
    for (String between :
        List.of(
            "MAM=\r\n!MIIB\r\nAgEF\r\n",
            "MAM=\r\n\r\n!MIIB\r\n\r\nAgEF\r\n",
            "MAM=\r\n" + "!".repeat(1_500) + "\r\nAgEF\r\n",
            "MA=\r\nAwIBBQ==\r\n",
            "MA=AwIBBQ==\r\n",
            "MAMCM=\r\nAQU=\r\n",
            "MAMC\r\n=AQU=\r\n",
            "MAMC=AQU=\r\n")) {
      assertAmbiguous(between, true);
    }
  }

  private static void assertAmbiguous(String content, boolean ambiguous) throws IOException {
    byte[] text = content.getBytes(StandardCharsets.ISO_8859_1);
    byte[] octets = {0x30, 3, 2, 1, 5};
    for (ByteSource each : List.of(ByteSource.of(text), new TestSource(text, 7, false))) {
      List<Finding> deviations = new ArrayList<>();
      assertThat(Base64Text.decode(each, deviations::add).bytes()).as(content).isEqualTo(octets);
      assertThat(deviations.stream().anyMatch(Base64Text::isAmbiguous))
          .as(content)
          .isEqualTo(ambiguous);
    }
  }

  @Example
  void base64_lineEndsAlone_areNoText() throws IOException {
    for (String ends : List.of("\r", "\n", "\r\n", "\r\r\r\r\r\n")) {
      byte[] text = ends.repeat(200_000).getBytes(StandardCharsets.US_ASCII);
      assertThat(Base64Text.decode(ByteSource.of(text), deviation -> {}).bytes()).isEmpty();
    }
  }

  private static void assertIrregular(String text, byte[] octets) throws IOException {
    assertDecodes(text.getBytes(StandardCharsets.US_ASCII), octets, 7, true);
  }

  private static void assertDecodes(byte[] text, byte[] octets, int chunk, boolean irregular)
      throws IOException {
    List<Finding> deviations = new ArrayList<>();
    assertThat(Base64Text.decode(ByteSource.of(text), deviations::add).bytes()).isEqualTo(octets);
    TestSource source = new TestSource(text, chunk, false);
    ByteSource derived = Base64Text.decode(source, deviations::add);
    assertThat(derived.bytes()).isEqualTo(octets);
    assertThat(derived.bytes()).isEqualTo(octets);
    assertThat(source.singleReads()).isZero();
    assertThat(deviations)
        .hasSize(irregular ? 3 : 0)
        .allMatch(d -> d.code() == Finding.Code.BASE64_IRREGULAR);
  }

  @Property(tries = 600)
  void quotedPrintable_decodeOfEncode_isTheSame_forAllOctets(
      @ForAll byte[] octets, @ForAll @IntRange(min = 1, max = 40) int chunk) throws IOException {
    assertQuotedPrintable(octets, chunk);
  }

  @Property(tries = 400)
  void quotedPrintable_decodeOfEncode_isTheSame_forTextsWithHardEnds(
      @ForAll long seed,
      @ForAll @IntRange(max = 3_000) int size,
      @ForAll @IntRange(min = 1, max = 900) int chunk)
      throws IOException {
    byte[] alphabet = "  \t\r\n\r\n=.FromFrom aeiou\u00e4".getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(seed);
    byte[] octets = new byte[size];
    for (int i = 0; i < size; i++) {
      octets[i] = alphabet[random.nextInt(alphabet.length)];
    }
    assertQuotedPrintable(octets, chunk);
  }

  private static void assertQuotedPrintable(byte[] octets, int chunk) throws IOException {
    byte[] text = QuotedPrintable.encode(octets);
    ByteSource streamed = QuotedPrintable.encode(new TestSource(octets, chunk, true));
    assertThat(streamed.bytes()).isEqualTo(text);
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
      assertThat(line)
          .hasSizeLessThanOrEqualTo(76)
          .matches("[\\x21-\\x7e \\t]*")
          .doesNotStartWith("From ")
          .doesNotEndWith(" ")
          .doesNotEndWith("\t")
          .doesNotStartWith(".");
    }
    assertThat(QuotedPrintable.decode(ByteSource.of(text)).bytes()).isEqualTo(octets);
    TestSource source = new TestSource(text, chunk, true);
    assertThat(QuotedPrintable.decode(source).bytes()).isEqualTo(octets);
    assertThat(source.singleReads()).isZero();
  }

  @Example
  void quotedPrintable_damagedText_isReadAsFarAsItGoes() throws IOException {
    assertThat(quotedPrintable("a=3d=\r\nb  \r\nc=  \nd=XYe=4")).isEqualTo("a=b\r\ncd=XYe=4");
    assertThat(quotedPrintable("=e4=E4")).isEqualTo("\u00e4\u00e4");
    assertThat(quotedPrintable("x=\rb")).isEqualTo("x=\rb");
    assertThat(quotedPrintable("end=")).isEqualTo("end");
    assertThat(quotedPrintable("==41")).isEqualTo("=A");
  }

  private static String quotedPrintable(String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return new String(
        QuotedPrintable.decode(ByteSource.of(octets)).bytes(), StandardCharsets.ISO_8859_1);
  }

  private static void writeInChunks(byte[] octets, int chunk, java.io.OutputStream out)
      throws IOException {
    for (int at = 0; at < octets.length; at += chunk) {
      out.write(octets, at, Math.min(chunk, octets.length - at));
    }
  }

  private static byte[] random(long seed, int size) {
    byte[] octets = new byte[size];
    new Random(seed).nextBytes(octets);
    return octets;
  }

  private static String withLineEnd(String text) {
    return text.isEmpty() ? text : text + "\r\n";
  }
}
