package org.smime4j.benchmarks.growth;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What one operation takes on one thread: it is repeated for half a second to warm up, then timed
 * nine times, or for two seconds. What takes more than two seconds is timed once and never
 * repeated.
 *
 * @param seconds of each run, for one operation
 * @param allocated octets that this thread allocates for one operation
 */
record Stopwatch(double[] seconds, double allocated) {

  private static final double LONG = 2;
  private static final double WARM_UP = 0.5;
  private static final int RUNS = 9;
  private static final double SHORTEST_RUN = 0.04;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is timed. */
  interface Operation {
    Object run() throws Exception;
  }

  /** Runs that something else has timed. */
  static Stopwatch of(List<Double> seconds) {
    return new Stopwatch(seconds.stream().mapToDouble(each -> each).toArray(), Double.NaN);
  }

  static Stopwatch of(Operation operation) throws Exception {
    long before = allocatedSoFar();
    double last = seconds(operation, 1);
    double allocated = allocatedSoFar() - before;
    List<Double> runs = new ArrayList<>();
    if (last > LONG) {
      runs.add(last);
    } else {
      for (double warm = 0; warm < WARM_UP; warm += last) {
        last = seconds(operation, 1);
      }
      int times = (int) Math.max(1, Math.ceil(SHORTEST_RUN / last));
      before = allocatedSoFar();
      for (double all = 0; runs.size() < RUNS && all < LONG; ) {
        double run = seconds(operation, times);
        all += run;
        runs.add(run / times);
      }
      allocated = (double) (allocatedSoFar() - before) / runs.size() / times;
    }
    return new Stopwatch(of(runs).seconds, allocated);
  }

  private static double seconds(Operation operation, int times) throws Exception {
    long start = System.nanoTime();
    Object last = null;
    for (int i = 0; i < times; i++) {
      last = operation.run();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (last == null) {
      throw new IllegalStateException("the operation gave nothing");
    }
    return seconds;
  }

  private static long allocatedSoFar() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
