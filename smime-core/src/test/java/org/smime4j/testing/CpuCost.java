package org.smime4j.testing;

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

  /** One run, in nanoseconds. */
  public static long once(Work work) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    work.run();
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  /**
   * The least of five runs, in nanoseconds. Past the bound the five are run again, up to ten times:
   * compilers and collectors disturb now and then, an attack is always past it.
   */
  public static long least(long bound, Work work) throws Exception {
    long least = least(work);
    for (int i = 1; i < ATTEMPTS && least >= bound; i++) {
      least = Math.min(least, least(work));
    }
    return least;
  }

  /**
   * How many times the cost grows when the work doubles, over two doublings: a step of one of them,
   * where something no longer fits into a cache, is no law. Past 2.5 it is measured again, up to
   * ten times: compilers and collectors disturb now and then, a square law makes it 4 always.
   */
  public static double growth(Work quarter, Work whole) throws Exception {
    double growth = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && growth > 2.5; i++) {
      growth = Math.min(growth, Math.sqrt((double) least(whole) / Math.max(1, least(quarter))));
    }
    return growth;
  }

  private static long least(Work work) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      least = Math.min(least, once(work));
    }
    return least;
  }
}
