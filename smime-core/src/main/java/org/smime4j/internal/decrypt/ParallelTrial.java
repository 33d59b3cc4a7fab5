package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Row row = new Row(count, operation);
    List<Thread> others = new ArrayList<>();
    boolean done = false;
    try {
      for (int i = 1; i < Math.min(threads, count / LEAST_SHARE); i++) {
        Thread other = new Thread(row::work, "smime4j key trial " + i);
        other.setDaemon(true);
        other.start();
        others.add(other);
      }
      row.work(ParallelTrial::check);
      done = true;
    } finally {
      row.stop();
      end(others, !done);
    }
    row.check();
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
  private static void end(List<Thread> others, boolean hurry) {
    boolean interrupted = Thread.interrupted();
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          if (hurry || interrupted) {
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

  /** The pending operations, which threads take in the order of their index. */
  private static final class Row {
    private final int count;
    private final Operation operation;
    private int next;
    private int failedAt;
    private @Nullable Throwable failure;

    Row(int count, Operation operation) {
      this.count = count;
      this.operation = operation;
      this.failedAt = count;
    }

    /** Returns the next index, or -1. */
    private synchronized int take() {
      return next < failedAt ? next++ : -1;
    }

    synchronized void stop() {
      next = count;
    }

    /**
     * Records a failure. Of several failures the lowest index counts, because all before it were
     * already taken.
     */
    private synchronized void failed(int index, Throwable cause) {
      if (index < failedAt) {
        failedAt = index;
        failure = cause;
      }
    }

    void work() {
      try {
        work(() -> {});
      } catch (IOException e) {
        throw new IllegalStateException("nothing was checked", e);
      }
    }

    void work(LookCheck check) throws IOException {
      for (int index = take(); index >= 0; index = take()) {
        check.check();
        try {
          operation.run(index);
        } catch (IOException | RuntimeException | Error e) {
          failed(index, e);
        }
      }
    }

    synchronized void check() throws IOException {
      Throwable cause = failure;
      if (cause instanceof IOException e) {
        throw e;
      }
      if (cause instanceof RuntimeException e) {
        throw e;
      }
      if (cause instanceof Error e) {
        throw e;
      }
    }
  }
}
