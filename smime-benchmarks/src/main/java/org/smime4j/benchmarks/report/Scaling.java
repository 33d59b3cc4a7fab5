package org.smime4j.benchmarks.report;

import java.util.Locale;

/**
 * Amdahl's law with the share of the work that threads do one after the other, from the speed that
 * was measured on several threads.
 *
 * @param serial that share; 0 where the threads did more than their number
 */
record Scaling(double serial) {

  /** So small a share is the noise of the figures. */
  private static final double NONE = 0.005;

  /** So many times as fast as one thread were so many threads. */
  static Scaling of(int threads, double speed) {
    return new Scaling(Math.max(0, (threads / speed - 1) / (threads - 1)));
  }

  /** How many times as fast as one thread so many are. */
  double speed(int threads) {
    return threads / (1 + serial * (threads - 1));
  }

  boolean isStraight() {
    return serial <= NONE;
  }

  /** The number of threads from which one more adds less than half of what one thread does. */
  int bend() {
    int threads = 1;
    while (speed(threads + 1) - speed(threads) >= 0.5) {
      threads++;
    }
    return threads;
  }

  /** What the line does. */
  String words() {
    return isStraight()
        ? "straight"
        : String.format(Locale.ROOT, "bends at %d threads (%.1f %% in turn)", bend(), 100 * serial);
  }
}
