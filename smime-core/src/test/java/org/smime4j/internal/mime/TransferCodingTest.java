package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
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
   * The tolerant path read alone is the reference: pieces of one octet never reach a fast one. Both
   * fast ones are tried on every host.
   */
  @Property(tries = 2_000)
  void base64_fastPaths_equalTheTolerantPath_onDamagedText(
      @ForAll long seed,
      @ForAll @IntRange(max = 30_000) int size,
      @ForAll @IntRange(max = 12) int damages) {
    Random random = new Random(seed);
    byte[] text = lines(random, size);
    for (int i = 0; i < damages && text.length > 0; i++) {
      damage(random, text);
    }
    assertDecodedAlike(random, text);
  }

  /** One octet of each value at each place of a line, in the first lines and behind them. */
  @Example
  void base64_fastPaths_equalTheTolerantPath_withEachOctetAtEachPlaceOfALine() {
    Random random = new Random(50);
    byte[] text = Base64Text.encode(random(50, 57 * 230));
    for (int line : new int[] {0, 1, 33, 228}) {
      for (int place : new int[] {0, 1, 2, 3, 37, 74, 75, 76, 77}) {
        for (int octet = 0; octet < 256; octet++) {
          byte[] damaged = text.clone();
          damaged[line * 78 + place] = (byte) octet;
          assertDecodedAlike(random, damaged);
        }
      }
    }
  }

  private static byte[] lines(Random random, int size) {
    byte[] octets = random(random.nextLong(), size);
    int characters = random.nextInt(3) > 0 ? 76 : 1 + random.nextInt(90);
    byte[] eol = (random.nextBoolean() ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
    if (random.nextBoolean()) {
      return Base64.getMimeEncoder(characters, eol).encode(octets);
    }
    byte[] plain = Base64.getEncoder().encode(octets);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < plain.length; i += characters) {
      text.write(plain, i, Math.min(characters, plain.length - i));
      text.writeBytes(eol);
    }
    return text.toByteArray();
  }

  private static void damage(Random random, byte[] text) {
    byte[] junk = "=\r\n \t-_!A/z.:\0".getBytes(StandardCharsets.US_ASCII);
    int at = random.nextInt(text.length);
    switch (random.nextInt(4)) {
      case 0 -> text[at] = (byte) random.nextInt();
      case 1 -> Arrays.fill(text, at, Math.min(text.length, at + random.nextInt(90)), text[at]);
      case 2 -> {
        byte[] armour = "\n-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(armour, 0, text, at, Math.min(armour.length, text.length - at));
      }
      default -> text[at] = junk[random.nextInt(junk.length)];
    }
  }

  /** The octets, the finding, and the proof that the text is pure. */
  private record Decoded(String octets, List<Finding> findings, boolean toldPure, boolean pure) {

    static Decoded of(byte[] text, boolean byJdk, IntSupplier pieces) {
      List<Finding> findings = new ArrayList<>();
      boolean[] told = new boolean[1];
      Base64Decoder decoder = new Base64Decoder(findings::add, () -> told[0] = true, byJdk);
      Base64Purity purity = new Base64Purity(new Base64Lines(byJdk));
      byte[] octets = new byte[decoder.room(text.length)];
      int end = 0;
      boolean pure = true;
      for (int at = 0; at < text.length; ) {
        int to = Math.min(text.length, at + pieces.getAsInt());
        end = decoder.code(text, at, to, octets, end);
        pure = pure && purity.end(text, at, to) == to;
        at = to;
      }
      end = decoder.finish(octets, end);
      return new Decoded(
          new String(octets, 0, end, StandardCharsets.ISO_8859_1),
          findings,
          told[0],
          pure && purity.isPure());
    }
  }

  private static void assertDecodedAlike(Random random, byte[] text) {
    Decoded expected = Decoded.of(text, false, () -> 1);
    assertThat(expected.toldPure()).isEqualTo(expected.pure());
    for (boolean byJdk : new boolean[] {false, true}) {
      assertThat(Decoded.of(text, byJdk, () -> text.length)).isEqualTo(expected);
      assertThat(Decoded.of(text, byJdk, () -> 1 + random.nextInt(40_000))).isEqualTo(expected);
    }
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
