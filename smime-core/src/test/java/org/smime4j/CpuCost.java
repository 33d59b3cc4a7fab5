package org.smime4j;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What work costs the thread that does it, in processor time: a neighbour who takes the processor
 * away does not count.
 */
public final class CpuCost {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ATTEMPTS = 10;

  private CpuCost() {}

  /** A piece of work that ends in its own thread. */
  public interface Work {
    void run() throws Exception;
  }

  /** The least of five runs, in nanoseconds. */
  public static long least(Work work) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      work.run();
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
    }
    return least;
  }

  /**
   * How many times the cost of the half the whole has. A figure past 2.5 is measured again, up to
   * ten times: compilers, collectors and caches disturb now and then, a square law always.
   */
  public static double growth(Work half, Work whole) throws Exception {
    double growth = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && growth > 2.5; i++) {
      growth = Math.min(growth, (double) least(whole) / Math.max(1, least(half)));
    }
    return growth;
  }
}
