package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the private-key operations of one message on several threads. The threads always end before
 * {@link #run} returns, and are not kept for the next message. The calling thread takes part.
 * Results and failures are the same as on one thread. An interrupt of the calling thread stops the
 * run between two operations.
 */
final class ParallelTrial {

  /** The smallest number of operations for which starting a thread is worthwhile. */
  private static final int LEAST_SHARE = 4;

  private final int threads;

  /** One operation. It is called once for each index, on any thread. */
  interface Operation {
    void run(int index) throws IOException;
  }

  /**
   * @param threads the largest number of threads, including the calling thread
   */
  public ParallelTrial(int threads) {
    this.threads = threads;
  }

  /**
   * Performs all operations.
   *
   * @throws IOException if an operation fails: the failure with the lowest index. Later operations
   *     may not have run
   */
  void run(int count, Operation operation) throws IOException {
    AtomicInteger next = new AtomicInteger();
    NavigableMap<Integer, Operation> failures = new ConcurrentSkipListMap<>();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            try {
              check();
              operation.run(i);
            } catch (IOException | RuntimeException | Error e) {
              // All before it were already taken.
              next.set(count);
              failures.put(
                  i,
                  index -> {
                    throw e;
                  });
            }
          }
        };
    List<Thread> others = new ArrayList<>();
    try {
      for (int i = 1; i < Math.min(threads, count / LEAST_SHARE); i++) {
        Thread other = new Thread(work, "smime4j key trial " + i);
        other.setDaemon(true);
        other.start();
        others.add(other);
      }
      work.run();
    } finally {
      next.set(count);
      end(others);
    }
    if (!failures.isEmpty()) {
      failures.firstEntry().getValue().run(0);
    }
  }

  /** Throws an exception if the calling thread must stop. */
  public static void check() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted while keys were tried");
    }
  }

  /**
   * Waits for all threads. If the caller is interrupted meanwhile, this method interrupts the
   * threads and restores the interrupt.
   */
  private static void end(List<Thread> others) {
    boolean interrupted = Thread.interrupted();
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          if (interrupted) {
            other.interrupt();
          }
          other.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
