package org.smime4j.cli.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compressed RTF ([MS-OXRTFCP]). The first two examples are those of its section 4. */
class RichTextTest {

  /** The dictionary holds 207 octets before the first one of a text. */
  private static final int BEFORE = 207;

  private static final int WINDOW = 4096;

  private static byte[] hex(String octets) {
    return HexFormat.of().parseHex(octets.replace(" ", ""));
  }

  private static byte[] property(byte[] tokens, int length) {
    return ByteBuffer.allocate(16 + tokens.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(12 + tokens.length)
        .putInt(length)
        .putInt(0x75465A4C)
        .putInt(0)
        .put(tokens)
        .array();
  }

  @Test
  void referencesToTheDictionary() throws Exception {
    byte[] example =
        hex(
            "2d000000 2b000000 4c5a4675 f1c5c7a7 03 000a 00 72637067 313235 42 32 0af3 20 68656c"
                + "09 00 20 62 77 05b0 6c 64 7d 0a80 0fa0");
    assertThat(RichText.of(example).shown().strip()).isEqualTo("hello world");
  }

  @Test
  void aReferenceThatReachesWhatItWrites() throws Exception {
    byte[] example =
        hex("1a000000 1c000000 4c5a4675 e2d44b51 41 0004 20 57 58 59 5a 0d6e 7d 01 0eb0");
    assertThat(RichText.of(example).shown().strip()).isEqualTo("WXYZ".repeat(5));
  }

  @Test
  void aRunOfLiterals() throws Exception {
    String text = "Pay 10 EUR to Bob, not more. ".repeat(400).strip();
    byte[] rtf = ("{\\rtf1 " + text + "}").getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream tokens = new ByteArrayOutputStream();
    for (int at = 0; at < rtf.length; at += 8) {
      tokens.write(0);
      tokens.write(rtf, at, Math.min(8, rtf.length - at));
    }
    byte[] property = property(tokens.toByteArray(), rtf.length);
    assertThat(RichText.of(property).shown().strip()).isEqualTo(text);
  }

  /** Each token is a literal or a reference, and the dictionary is written over several times. */
  @Test
  void referencesWhereTheDictionaryWraps() throws Exception {
    long seed = 20261129;
    Random random = new Random(seed);
    ByteArrayOutputStream tokens = new ByteArrayOutputStream();
    StringBuilder rtf = new StringBuilder("{\\rtf1 ");
    StringBuilder group = new StringBuilder();
    tokens.write(0);
    tokens.writeBytes("{\\rtf1 x".getBytes(StandardCharsets.US_ASCII));
    rtf.append('x');
    while (rtf.length() < 20_000) {
      int flags = 0;
      group.setLength(0);
      for (int bit = 0; bit < 8; bit++) {
        int most = Math.min(rtf.length() - 7, WINDOW - 1);
        if (random.nextInt(3) > 0) {
          char letter = (char) ('a' + random.nextInt(26));
          group.append(letter);
          rtf.append(letter);
        } else {
          int back = 1 + random.nextInt(most);
          int count = 2 + random.nextInt(16);
          int from = (BEFORE + rtf.length() - back) % WINDOW;
          flags |= 1 << bit;
          group.append((char) (from >> 4)).append((char) ((from & 0xf) << 4 | count - 2));
          for (int i = 0; i < count; i++) {
            rtf.append(rtf.charAt(rtf.length() - back));
          }
        }
      }
      tokens.write(flags);
      tokens.writeBytes(group.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    tokens.write(0);
    tokens.write('}');
    rtf.append('}');
    byte[] property = property(tokens.toByteArray(), rtf.length());
    assertThat(RichText.of(property).shown().strip())
        .as("seed " + seed)
        .isEqualTo(rtf.substring(7, rtf.length() - 1));
  }

  @Test
  void whatIsCutOff_isRefusedOrShorter_andNeverMore() throws Exception {
    byte[] example =
        hex("1a000000 1c000000 4c5a4675 e2d44b51 41 0004 20 57 58 59 5a 0d6e 7d 01 0eb0");
    for (int length = 0; length < 16; length++) {
      byte[] cut = Arrays.copyOf(example, length);
      assertThatThrownBy(() -> RichText.of(cut)).isInstanceOf(OutlookFileException.class);
    }
    byte[] inAReference = Arrays.copyOf(example, 18);
    assertThatThrownBy(() -> RichText.of(inAReference)).isInstanceOf(OutlookFileException.class);
    byte[] huge = example.clone();
    huge[7] = 0x7f;
    assertThatThrownBy(() -> RichText.of(huge)).isInstanceOf(OutlookFileException.class);
  }
}
