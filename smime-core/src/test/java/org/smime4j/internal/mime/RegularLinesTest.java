package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Eight octets are looked at together, and a blemish anywhere is seen. */
class RegularLinesTest {

  private static final String[] BLEMISHES = {
    "\n", "\r", "\r\n", "\0", "\t", "\u00e9", "\u007f", "\nFrom x", "\r\nFrom x", "F"
  };

  @Property(tries = 1_500)
  void b17_aBlemishInRegularLines_isSeen_whereverItStands(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100) int length,
      @ForAll @IntRange(max = 3) int blemishes,
      @ForAll boolean crlf,
      @ForAll @IntRange(min = 1, max = 700) int chunk)
      throws IOException {
    String text = text(new Random(seed), length, blemishes, crlf ? "\r\n" : "\n");
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean bareLf = Pattern.compile("(?<!\r)\n").matcher(text).find();
    boolean bareCr = Pattern.compile("\r(?!\n)").matcher(text).find();
    boolean safe =
        !bareCr && !Pattern.compile("[\0\u0080-\u00ff]|(?<![^\n])From ").matcher(text).find();

    for (ByteSource source :
        new ByteSource[] {ByteSource.of(octets), new TestSource(octets, chunk, true)}) {
      TextSurvey survey = TextSurvey.of(source);
      assertThat(survey.isCanonical()).isEqualTo(!bareLf && !bareCr);
      assertThat(survey.isSafe()).isEqualTo(safe);
    }
    assertThat(CanonicalText.bareLineFeed(octets, 0, octets.length, false) >= 0).isEqualTo(bareLf);
    assertThat(CanonicalText.crlf(ByteSource.of(octets)).bytes())
        .isEqualTo(text.replaceAll("(?<!\r)\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(Random random, int length, int blemishes, String eol) {
    String alphabet = "ABCDEGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ ~";
    StringBuilder text = new StringBuilder();
    int lines = 1 + random.nextInt(12);
    for (int i = 0; i < lines; i++) {
      for (int c = 0; c < length; c++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      text.append(eol);
    }
    text.setLength(text.length() - random.nextInt(eol.length() + 2));
    for (int i = 0; i < blemishes; i++) {
      int at = random.nextInt(text.length() + 1);
      String blemish = BLEMISHES[random.nextInt(BLEMISHES.length)];
      text.replace(at, Math.min(text.length(), at + random.nextInt(blemish.length() + 1)), blemish);
    }
    return text.toString();
  }
}
