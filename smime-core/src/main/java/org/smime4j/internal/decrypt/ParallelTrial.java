package org.smime4j.internal.decrypt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.internal.base.Failures;

/**
 * The private operations of one message, spread over threads that are there for it alone: they end
 * before {@link #run} returns, whatever happens, and none is kept for the next message. The calling
 * thread takes its share. Results and failures are those of a run one after the other. An interrupt
 * of the calling thread, and the time that keys may take, stop it between two operations.
 */
public final class ParallelTrial {

  /** A thread is worth its start where there is this much for it to do. */
  private static final int LEAST_SHARE = 4;

  private final int threads;
  private final Limits limits;
  private final long started = System.nanoTime();

  /** One operation; called once for each index, by any thread. */
  interface Operation {
    void run(int index) throws IOException;
  }

  /**
   * @param threads how many there may be, the calling one included
   */
  public ParallelTrial(int threads, Limits limits) {
    this.threads = threads;
    this.limits = limits;
  }

  /**
   * Makes all operations.
   *
   * @throws IOException the failure of the first index that fails; later ones may not have been run
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
      row.work(this::check);
      done = true;
    } finally {
      row.stop();
      end(others, !done);
    }
    row.check();
  }

  /** Throws where the calling thread shall not go on. */
  public void check() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("Interrupted while keys were tried");
    }
    long allowed = limits.of(Limit.KEY_TRIAL_MILLIS);
    if (System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(allowed)) {
      throw Failures.limitExceeded(Limit.KEY_TRIAL_MILLIS, allowed);
    }
  }

  /** Waits for all; an interrupt meanwhile is passed on, and kept for the caller to see. */
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

  private interface Check {
    void check() throws IOException;
  }

  /** What is to be done, taken index by index in its order. */
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

    /** The next index, or -1. */
    private synchronized int take() {
      return next < failedAt ? next++ : -1;
    }

    synchronized void stop() {
      next = count;
    }

    /** Of several failures the first index counts: all before it were taken already. */
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

    void work(Check check) throws IOException {
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
