package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

class CanonicalTextTest {

  @Property(tries = 1_000)
  void eachForm_isWhatRegularExpressionsSay_overArraysAndStreams(
      @ForAll long seed,
      @ForAll @IntRange(max = 400) int size,
      @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    String text = text(seed, size);
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] around = ("\r" + text + "\n").getBytes(StandardCharsets.ISO_8859_1);
    String crlf = text.replaceAll("(?<!\r)\n", "\r\n");
    for (ByteSource source :
        new ByteSource[] {
          ByteSource.of(octets),
          ArrayOctets.of(around, 1, around.length - 1),
          new TestSource(octets, chunk, true)
        }) {
      assertForm(CanonicalText.crlf(source), crlf);
      assertForm(CanonicalText.lf(source), text.replace("\r\n", "\n"));
      assertForm(CanonicalText.withFinalCrlf(source), text + "\r\n");
      assertForm(CanonicalText.withoutFinalCrlf(source), text.replaceAll("\r?\n\\z", ""));
    }
  }

  @Example
  void longText_isChangedAcrossBlocks() throws IOException {
    String text = text(7, 300_000);
    TestSource source = new TestSource(text.getBytes(StandardCharsets.ISO_8859_1), 40_000, true);
    assertForm(CanonicalText.crlf(source), text.replaceAll("(?<!\r)\n", "\r\n"));
    assertThat(source.singleReads()).isZero();
  }

  @Example
  void canonicalArray_isGivenBackItself() {
    ByteSource canonical = ByteSource.of("a\r\nb\r\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(CanonicalText.crlf(canonical)).isSameAs(canonical);
  }

  private static void assertForm(ByteSource form, String expected) throws IOException {
    assertThat(new String(form.bytes(), StandardCharsets.ISO_8859_1)).isEqualTo(expected);
    if (form.sizeIfKnown().isPresent()) {
      assertThat(form.sizeIfKnown()).hasValue(expected.length());
    }
  }

  private static String text(long seed, int size) {
    Random random = new Random(seed);
    String alphabet =
        random.nextBoolean() ? "\r\n\r\na" : "\r\nabcdefghijklmnopqrstuvwx\u008a\u000b";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
