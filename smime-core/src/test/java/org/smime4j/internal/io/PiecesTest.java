package org.smime4j.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PiecesTest {

  @Test
  void piecesBeginSmallAndGrowToTheLargest() {
    Pieces pieces = new Pieces();
    int last = 0;
    long octets = 0;
    int calls = 0;
    while (last < Pieces.MAX) {
      int next = pieces.next();
      assertThat(next).isBetween(Math.max(1, last), Pieces.MAX);
      last = next;
      octets += next;
      calls++;
    }
    assertThat(calls).isGreaterThan(1_000);
    assertThat(octets).isLessThan(8 << 20);
    assertThat(pieces.next()).isEqualTo(Pieces.MAX);
  }
}
