package org.smime4j.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that do one piece of work together.
 *
 * @param size how many
 */
record Crew(int size) {

  /** What one of the threads does. */
  interface Share {
    Object of(int thread) throws Exception;
  }

  /** The seconds until all are done. */
  double seconds(Share work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Callable<Object>> shares = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int thread = i;
        shares.add(() -> work.of(thread));
      }
      long start = System.nanoTime();
      for (Future<Object> share : threads.invokeAll(shares)) {
        share.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      threads.shutdown();
    }
  }
}
