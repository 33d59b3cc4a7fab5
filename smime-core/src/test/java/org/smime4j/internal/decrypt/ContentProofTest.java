package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

class ContentProofTest {

  private static ContentProof.Proven prove(byte[] content, boolean raw8Bit, int piece) {
    int padded = content.length / 16 * 16 + 16;
    ContentProof proof =
        ContentProof.of(ContentProof.Expected.padded(padded), raw8Bit, Limits.standard());
    for (int i = 0; i < content.length; i += piece) {
      proof.take(content, i, Math.min(content.length, i + piece));
    }
    return proof.end();
  }

  private static ContentProof.Proven prove(String content) {
    byte[] octets = content.getBytes(StandardCharsets.UTF_8);
    ContentProof.Proven whole = prove(octets, false, 1 << 20);
    assertThat(prove(octets, false, 1)).isEqualTo(whole);
    assertThat(prove(octets, false, 7)).isEqualTo(whole);
    return whole;
  }

  private static ContentProof.Proven proveHex(String hex) {
    byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
    ContentProof.Proven whole = prove(octets, false, 1 << 20);
    assertThat(prove(octets, false, 1)).isEqualTo(whole);
    return whole;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain\r\n\r\nHello\u0000\u0001",
        "Content-Type: text/plain\n\nHello\u0000",
        "X:\r\n\r\n\u0000",
        "Subject : obsolete blanks\r\n\r\n\u0000",
        "A: b\r\n folded\r\n\tfolded\r\nB: c\r\n\r\n\u0000",
        "A: b\r\nnot a field at all\r\n\r\n\u0000",
        "Subject: Gr\u00fc\u00dfe \u4f60\u597d \ud83d\ude00\r\n\r\n\u0000"
      })
  void mimeEntities_areContent_whateverTheirBody(String content) {
    assertThat(prove(content)).isEqualTo(proven(ContentProof.Kind.MIME));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello, this is text.",
        "\r\nContent-Type: text/plain\r\n\r\nbehind a blank line",
        "no colon\nanywhere\tbut a tab",
        "A: header without a body",
        "Gr\u00fc\u00dfe"
      })
  void text_isContent(String content) {
    assertThat(prove(content)).isEqualTo(proven(ContentProof.Kind.TEXT));
  }

  @ParameterizedTest
  @CsvSource({
    "30 00",
    "30 03 02 01 05",
    "30 80 02 01 05 00 00",
    "30 07 30 80 02 01 05 00 00",
    "30 80 30 03 02 01 05 24 80 04 02 00 00 00 00 00 00",
    "30 05 5f 81 01 01 00",
    "30 81 03 02 01 05"
  })
  void berSequencesThatNest_areContent(String hex) {
    assertThat(proveHex(hex)).isEqualTo(proven(ContentProof.Kind.BER));
  }

  @ParameterizedTest
  @CsvSource({
    "30 01",
    "30 03 02 01",
    "30 03 02 01 05 00",
    "30 03 02 02 05",
    "30 80 02 01 05 00",
    "30 80 02 01 05",
    "30 80 02 01 05 00 00 00",
    "30 02 00 00",
    "30 04 04 80 00 00",
    "31 03 02 01 05",
    "00",
    "ff ff",
    "04 02 ff ff",
    "04 03 30 01 00",
    "24 80 04 01 ff 00 00"
  })
  void whatDoesNotNest_isNot(String hex) {
    assertThat(proveHex(hex)).isNull();
  }

  @Test
  void nothing_isContent() {
    assertThat(prove("")).isEqualTo(proven(ContentProof.Kind.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    "04 05 30 03 02 01 05, BER",
    "24 80 04 02 30 03 04 03 02 01 05 00 00, BER",
    "24 09 04 02 30 03 04 03 02 01 05, BER",
    "04 81 06 41 3a 62 0a 0a 00, MIME",
    "24 80 00 00, EMPTY",
    "04 00, EMPTY"
  })
  void anOctetStringAroundContent_isContent_butOnlyOne(String hex, ContentProof.Kind kind) {
    assertThat(proveHex(hex)).isEqualTo(new ContentProof.Proven(kind, true, false));
    int octets = hex.replace(" ", "").length() / 2;
    assertThat(proveHex(String.format("04 %02x %s", octets, hex))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A: b\u0000\r\n\r\n",
        "A: b\u0007\r\n\r\n\u0000",
        ": b\r\n\r\n\u0000",
        " A: b\r\n\r\n\u0000",
        "no header\r\n\r\n\u0000",
        "A: b\u0085\r\n\r\n\u0000",
        "A: b\r\n\u0000\r\n",
        "text with a bell\u0007",
        "text with an escape\u001b[1m",
        "text with DEL\u007f"
      })
  void a2_controlsInAHeaderOrInText_areNot(String content) {
    assertThat(prove(content)).isNull();
  }

  @Test
  void a2_raw8BitHeaders_onlyUnderTheArchivePolicy() {
    byte[] latin1 = "Subject: Gr\u00fc\u00dfe\r\n\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(prove(latin1, false, 100)).isNull();
    assertThat(prove(latin1, true, 100))
        .isEqualTo(new ContentProof.Proven(ContentProof.Kind.MIME, false, true));
    byte[] control = "Subject: Gr\u00fc\u0007\r\n\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(prove(control, true, 100)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"c0 80", "ed a0 80", "f4 90 80 80", "e2 82", "80", "f5 80 80 80", "e0 80 80"})
  void brokenUtf8_isNoText(String hex) {
    assertThat(proveHex(hex)).isNull();
  }

  @Test
  void shortTextUnderASmallBlock_provesNothing() {
    ContentProof proof = ContentProof.of(ContentProof.Expected.padded(8), false, Limits.standard());
    proof.take("text".getBytes(StandardCharsets.US_ASCII), 0, 4);
    assertThat(proof.end()).isNull();
  }

  @Test
  void aHeaderBlockPastItsLimit_isNoHeader() {
    Limits limits = Limits.standard().allowing(Limit.HEADER_BLOCK_OCTETS, 100);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(
        ("A: " + "b".repeat(200) + "\r\n\r\n\0").getBytes(StandardCharsets.US_ASCII));
    byte[] octets = content.toByteArray();
    ContentProof proof =
        ContentProof.of(ContentProof.Expected.padded(octets.length / 16 * 16 + 16), false, limits);
    proof.take(octets, 0, octets.length);
    assertThat(proof.end()).isNull();
  }

  @Test
  void deeperBerThanTheLimit_isNot() {
    for (int depth : new int[] {31, 32, 33}) {
      String hex = "3080".repeat(depth) + "0000".repeat(depth);
      assertThat(proveHex(hex) != null).isEqualTo(depth <= 32);
    }
  }

  /**
   * What a wrong key gives is random, and its padding is right once in 256, nearly always as the
   * one octet 01. Here it always is: this is worth 5 million wrong keys, where the threat model
   * asks for a million.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void a12_whatWrongKeysGive_isNeverContent(int block) {
    Random random = new Random(20_260_601);
    byte[] content = new byte[4096];
    for (int i = 0; i < 20_000; i++) {
      int blocks = 1 + (i % 10 == 0 ? random.nextInt(4096 / block) : random.nextInt(4));
      int length = blocks * block - 1;
      random.nextBytes(content);
      ContentProof proof =
          ContentProof.of(ContentProof.Expected.padded(length + 1), i % 2 == 0, Limits.standard());
      proof.take(content, 0, length);
      assertThat(proof.end()).as(() -> HexFormat.of().formatHex(content, 0, length)).isNull();
    }
  }

  private static ContentProof.Proven proven(ContentProof.Kind kind) {
    return new ContentProof.Proven(kind, false, false);
  }
}
