package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;

/** What is looked at while it is read is found to be the same as what is looked at before. */
class PresumedOctetsTest {

  private static final int BLOCK = 64 * 1024;

  private static final String[] BLEMISHES = {
    "", "\n", "\r", "\r\n", "\0", "\u00e9", "\nFrom x", "\r\nFrom x", "x".repeat(999)
  };

  @Property(tries = 400)
  void b17_whatIsPresumed_isRefuted_whereverALookBeforeFindsIt(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int blocks) throws IOException {
    Random random = new Random(seed);
    byte[] octets = text(random, blocks).getBytes(StandardCharsets.ISO_8859_1);
    Octets array = Octets.of(octets);

    boolean isCrlf = CanonicalText.crlf(array).bytes().length == octets.length;
    Octets presumed = CanonicalText.presumedCrlf(array);
    if (isCrlf) {
      assertRead(octets, presumed, random);
    } else if (presumed instanceof PresumedOctets) {
      assertRead(null, presumed, random);
    } else {
      assertThat(presumed.bytes()).isEqualTo(CanonicalText.crlf(array).bytes());
    }

    TextSurvey before = TextSurvey.of(array);
    Octets surveyed = TextSurvey.presumed(array);
    boolean isSo = before.isSafe() && before.isCanonical();
    assertThat(isSo && octets.length >= 2 * BLOCK && surveyed == null).isFalse();
    if (surveyed != null) {
      assertRead(isSo ? octets : null, surveyed, random);
    }
  }

  /**
   * @param expected null for a refutation
   */
  private static void assertRead(byte @Nullable [] expected, Octets presumed, Random random) {
    assertThat(
            read(
                () -> {
                  ByteArrayOutputStream out = new ByteArrayOutputStream();
                  presumed.writeTo(out);
                  return out.toByteArray();
                }))
        .isEqualTo(expected);
    assertThat(read(presumed::bytes)).isEqualTo(expected);
    assertThat(
            read(
                () -> {
                  ByteArrayOutputStream out = new ByteArrayOutputStream();
                  byte[] some = new byte[1 + random.nextInt(2 * BLOCK)];
                  try (InputStream in = presumed.open()) {
                    for (int n; (n = in.read(some, 0, some.length)) >= 0; ) {
                      out.write(some, 0, n);
                      int one = in.read();
                      if (one >= 0) {
                        out.write(one);
                      }
                    }
                  }
                  return out.toByteArray();
                }))
        .isEqualTo(expected);
  }

  private interface Reading {
    byte[] read() throws IOException;
  }

  private static byte @Nullable [] read(Reading reading) {
    try {
      return reading.read();
    } catch (PresumedOctets.Refuted e) {
      return null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Regular lines with at most one blemish, near a seam between blocks or anywhere. */
  private static String text(Random random, int blocks) {
    String line = "x".repeat(1 + random.nextInt(100)) + "\r\n";
    int size = blocks * BLOCK + random.nextInt(BLOCK);
    StringBuilder text = new StringBuilder(line.repeat(size / line.length() + 1));
    text.setLength(size);
    if (text.charAt(size - 1) == '\r' && random.nextBoolean()) {
      text.setLength(size - 1);
    }
    int at =
        random.nextBoolean()
            ? random.nextInt(text.length() + 1)
            : Math.min(text.length(), (1 + random.nextInt(blocks)) * BLOCK - 3 + random.nextInt(6));
    text.insert(at, BLEMISHES[random.nextInt(BLEMISHES.length)]);
    return text.toString();
  }
}
