package org.smime4j.internal.decrypt;

/** The nominal microseconds that work with keys may still take. Not for use by several threads. */
final class KeyTime {

  private long left;

  KeyTime(long left) {
    this.left = left;
  }

  long left() {
    return left;
  }

  /** Draws work; what is over the rest takes all of it. */
  void spend(long microseconds) {
    left = Math.max(0, left - microseconds);
  }
}
