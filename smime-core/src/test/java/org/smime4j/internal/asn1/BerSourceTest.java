package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** Octets one by one, in blocks and passed over: the same from an array as from a stream. */
final class BerSourceTest {

  private static final byte[] OCTETS = ContainerWritersTest.content(50_000);

  private static List<ByteSource> sources(byte[] octets) {
    return List.of(
        ByteSource.of(octets),
        new TestSource(octets, Integer.MAX_VALUE, false),
        new TestSource(octets, 1_000, false));
  }

  @Test
  void blocksLargerThanTheBuffer_areReadInTheirOrder() throws IOException {
    for (ByteSource source : sources(OCTETS)) {
      try (BerSource octets = new BerSource(source, "source")) {
        byte[] all = new byte[50_000];
        // What is in the buffer already comes before what the stream has.
        all[0] = (byte) octets.octet();
        int used = 1;
        while (used < all.length) {
          int n = octets.read(all, used, Math.min(20_000, all.length - used));
          assertThat(n).isPositive();
          used += n;
          assertThat(octets.position()).isEqualTo(used);
        }
        assertThat(all).isEqualTo(OCTETS);
        assertThat(octets.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void readingPastTheEnd_isMalformedThere() throws IOException {
    for (ByteSource source : sources(OCTETS)) {
      for (int count : new int[] {1, 16_384, 50_000}) {
        try (BerSource octets = new BerSource(source, "source")) {
          octets.consume(50_000);
          assertThatThrownBy(() -> octets.read(new byte[count], 0, count))
              .isInstanceOf(Malformed.class)
              .hasMessageContaining(" at octet 50000: ");
        }
      }
    }
  }

  @Test
  void moreThanThereAre_areNeitherTakenNorPassedOver() throws IOException {
    for (ByteSource source : sources(OCTETS)) {
      try (BerSource octets = new BerSource(source, "source")) {
        octets.consume(30_000);
        assertThatThrownBy(() -> octets.take(20_001)).isInstanceOf(Malformed.class);
      }
      try (BerSource octets = new BerSource(source, "source")) {
        octets.consume(30_000);
        assertThatThrownBy(() -> octets.consume(20_001)).isInstanceOf(Malformed.class);
      }
      try (BerSource octets = new BerSource(source, "source")) {
        octets.consume(30_000);
        assertThat(octets.take(20_000)).isEqualTo(Arrays.copyOfRange(OCTETS, 30_000, 50_000));
        assertThat(octets.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void capturedIsWhatWasPassedOver_pastTheFirstBuffer() throws IOException {
    for (ByteSource source : sources(OCTETS)) {
      for (int count : new int[] {0, 1, 511, 512, 513, 1_024, 1_025, 16_385, 49_000}) {
        try (BerSource octets = new BerSource(source, "source")) {
          octets.consume(1_000);
          octets.beginCapture(1_000);
          octets.consume(count);
          assertThat(octets.endCapture())
              .isEqualTo(Arrays.copyOfRange(OCTETS, 1_000, 1_000 + count));
          octets.consume(49_000 - count);
          assertThat(octets.hasRemaining()).isFalse();
        }
      }
    }
  }
}
