package org.smime4j.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What stands in for Java's library gives what Java's library does. */
class StandInsTest {

  @Test
  void octetsAreTheSameHoweverTheyAreRead() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    byte[] octets = new byte[4_096];
    new Random(seed).nextBytes(octets);
    for (int at = 0; at + 8 <= octets.length; at++) {
      long expected = 0;
      for (int i = 7; i >= 0; i--) {
        expected = expected << 8 | octets[at + i] & 0xff;
      }
      assertThat(EightOctets.at(octets, at)).isEqualTo(expected);
      assertThat(EightOctets.joined(octets, at)).isEqualTo(expected);
      byte[] written = octets.clone();
      byte[] split = octets.clone();
      EightOctets.put(written, at, ~expected);
      EightOctets.split(split, at, ~expected);
      assertThat(split).isEqualTo(written);
      assertThat(EightOctets.at(written, at)).isEqualTo(~expected);
      EightOctets.put(written, at, expected);
      assertThat(written).isEqualTo(octets);
    }
  }

  @Test
  void readingGivesWhatStreamsGiveThemselves() throws Exception {
    byte[] octets = new byte[100_000];
    new Random(1).nextBytes(octets);
    for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 32_768, 100_000}) {
      byte[] head = Arrays.copyOf(octets, size);
      for (int most : new int[] {0, 1, 16_384, 16_385, 32_768, 100_000, Integer.MAX_VALUE - 8}) {
        assertThat(Reading.upTo(pieces(head), most)).isEqualTo(pieces(head).readNBytes(most));
      }
      assertThat(Reading.all(pieces(head))).isEqualTo(head);
      InputStream in = pieces(head);
      Reading.skip(in, size);
      assertThat(in.read()).isEqualTo(-1);
      assertThatThrownBy(() -> Reading.skip(pieces(head), size + 1L))
          .isInstanceOf(EOFException.class);
    }
  }

  private static InputStream pieces(byte[] octets) {
    int middle = octets.length / 3;
    return new SequenceInputStream(
        new ByteArrayInputStream(octets, 0, middle),
        new ByteArrayInputStream(octets, middle, octets.length - middle));
  }
}
