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
    while (last < Pieces.LARGEST) {
      int next = pieces.next();
      assertThat(next).isBetween(Math.max(1, last), Pieces.LARGEST);
      last = next;
      octets += next;
      calls++;
    }
    assertThat(calls).isGreaterThan(1_000);
    assertThat(octets).isLessThan(32 << 20);
    assertThat(pieces.next()).isEqualTo(Pieces.LARGEST);
  }
}
