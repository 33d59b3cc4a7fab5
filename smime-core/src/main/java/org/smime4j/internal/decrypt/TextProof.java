package org.smime4j.internal.decrypt;

/** Proves that all octets are UTF-8 text without control characters other than TAB, CR and LF. */
final class TextProof implements Proof {

  private final Utf8 utf8 = new Utf8();

  @Override
  public State take(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!utf8.accepts(octets[i] & 0xFF)) {
        return State.FAILS;
      }
    }
    return State.OPEN;
  }

  @Override
  public State end() {
    return utf8.complete() ? State.HOLDS : State.FAILS;
  }
}
