package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException.LimitExceeded;
import org.smime4j.WorkBudget;

/** Blocks of DEFLATE are counted by their codes: who loses one bit does not find the end. */
class DeflateBlocksTest {

  private static final int CHECKSUM = 4;

  private static WorkBudget budget(long units) {
    return WorkBudget.of(Limits.standard().with(Limit.WORK, units), 0);
  }

  private static byte[] deflated(byte[] content, int level, int strategy, int flushed) {
    Deflater deflater = new Deflater(level);
    deflater.setStrategy(strategy);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[4096];
    for (int at = 0; at < content.length; at += flushed) {
      deflater.setInput(content, at, Math.min(flushed, content.length - at));
      for (int n = piece.length; n == piece.length; ) {
        n = deflater.deflate(piece, 0, piece.length, Deflater.FULL_FLUSH);
        out.write(piece, 0, n);
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] content(Random random) {
    byte[] content = new byte[random.nextInt(200_000)];
    int kinds = 1 + random.nextInt(random.nextBoolean() ? 4 : 256);
    int run = 1 + random.nextInt(40);
    for (int at = 0; at < content.length; ) {
      int n = Math.min(content.length - at, 1 + random.nextInt(run));
      Arrays.fill(content, at, at + n, (byte) random.nextInt(kinds));
      at += n;
    }
    return content;
  }

  @Test
  void whatZlibWrites_endsBeforeItsChecksum() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("DeflateBlocksTest: seed " + seed);
    Random random = new Random(seed);
    int[] strategies = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY};
    for (int i = 0; i < 150; i++) {
      byte[] content = content(random);
      byte[] zlib =
          deflated(
              content,
              random.nextInt(10),
              strategies[random.nextInt(3)],
              random.nextBoolean() ? 200_000 : 1 + random.nextInt(20_000));
      assertThat(DeflateBlocks.behind(Octets.of(zlib), budget(10_000_000))).isEqualTo(CHECKSUM);
      byte[] longer = Arrays.copyOf(zlib, zlib.length + 7);
      assertThat(DeflateBlocks.behind(Octets.of(longer), budget(10_000_000)))
          .isEqualTo(CHECKSUM + 7);
      byte[] cut = Arrays.copyOf(zlib, random.nextInt(zlib.length - CHECKSUM));
      assertThat(DeflateBlocks.behind(Octets.of(cut), budget(10_000_000))).isEqualTo(-1);
      byte[] damaged = zlib.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(DeflateBlocks.count(Octets.of(damaged), budget(10_000_000)))
          .isBetween(0L, 10_000_000L);
    }
  }

  @Test
  void eachFlush_isTwoBlocksMore() throws Exception {
    byte[] content = new byte[300_000];
    new Random(3).nextBytes(content);
    long whole =
        DeflateBlocks.count(
            Octets.of(deflated(content, 0, Deflater.DEFAULT_STRATEGY, 300_000)), budget(10_000));
    long flushed =
        DeflateBlocks.count(
            Octets.of(deflated(content, 0, Deflater.DEFAULT_STRATEGY, 1_000)), budget(10_000));
    assertThat(whole).isBetween(5L, 40L);
    assertThat(flushed).isBetween(600L, 610L);
  }

  @Test
  void c17_countingDrawsOnTheWork() {
    byte[] zlib = deflated(content(new Random(4)), 9, Deflater.DEFAULT_STRATEGY, 100);
    byte[] large = Arrays.copyOf(zlib, Math.max(zlib.length, 100_000));
    assertThatThrownBy(() -> DeflateBlocks.count(Octets.of(large), budget(100)))
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
  }

  @Test
  void c17_whatIsShort_isTakenToBeFullOfBlocks() throws Exception {
    assertThat(DeflateBlocks.count(Octets.of(new byte[1_100]), budget(0))).isEqualTo(101);
  }
}
