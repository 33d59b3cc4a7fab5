package org.smime4j.cli.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that work on messages, one on each at a time, and one that makes their results durable.
 * What is begun and not durable is bounded, so that memory does not grow with the archive.
 */
public final class WorkerThreads {

  /** So few wait for a thread that stopping is quick, and so many that none has to wait. */
  private static final int WAITING_FOR_EACH_THREAD = 16;

  private static final long LOOK_UP_MILLIS = 100;

  /** The work on one message. */
  @FunctionalInterface
  public interface Work {
    /**
     * @throws IOException if the job cannot go on; what is wrong with the message is a result
     */
    Result on(Entry entry) throws IOException;
  }

  private final int threads;
  private final Work work;
  private final Consumer<Result> progress;
  private final ExecutorService pool;
  private final ExecutorService clerk = Executors.newSingleThreadExecutor();
  private final CompletionService<Result> results;
  private volatile boolean stopped;
  private long committedAt = System.nanoTime();
  private Future<?> committing = CompletableFuture.completedFuture(null);
  private Batch batch = new Batch();
  private int begun;
  private @Nullable IOException failure;

  /**
   * For one run.
   *
   * @param progress hears of each result, in the calling thread
   */
  public WorkerThreads(int threads, Work work, Consumer<Result> progress) {
    this.threads = threads;
    this.work = work;
    this.progress = progress;
    this.pool = Executors.newFixedThreadPool(threads);
    this.results = new ExecutorCompletionService<>(pool);
  }

  /** Begins nothing more; what is begun may be given up. From any thread. */
  public void stop() {
    stopped = true;
  }

  void work(Listing listing, BitSet done, Job job) throws IOException {
    try {
      try {
        run(listing, done, job);
      } finally {
        // Nobody may write any more when the job is closed.
        pool.shutdownNow();
        pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        clerk.shutdown();
        clerk.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the job was interrupted");
    }
  }

  private void run(Listing listing, BitSet done, Job job) throws IOException, InterruptedException {
    while (failure == null && feed(listing, done)) {
      Future<Result> result = results.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
      if (result != null) {
        take(result);
      }
      if (batch.isDue() && (committing.isDone() || batch.isFull())) {
        outcome(committing);
        committing = submit(job);
      }
    }
    // What is finished by now is not to be done again, whatever ended the run.
    for (Future<Result> rest = results.poll(); rest != null; rest = results.poll()) {
      take(rest);
    }
    outcome(committing);
    if (!batch.isEmpty()) {
      outcome(submit(job));
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Keeps the threads busy; false when there is nothing to wait for. */
  private boolean feed(Listing listing, BitSet done) throws IOException {
    while (!stopped && begun < threads * WAITING_FOR_EACH_THREAD) {
      Entry entry = listing.next();
      if (entry == null) {
        return begun > 0;
      }
      if (!done.get(entry.number())) {
        results.submit(() -> work.on(entry));
        begun++;
      }
    }
    return !stopped;
  }

  private void take(Future<Result> future) throws InterruptedException {
    begun--;
    try {
      Result result = future.get();
      batch.add(result);
      progress.accept(result);
    } catch (ExecutionException e) {
      failure = failure == null ? cause(e) : failure;
    }
  }

  /** Has the batch made durable, and begins the next. */
  private Future<?> submit(Job job) {
    Batch due = batch;
    batch = new Batch();
    long now = System.nanoTime();
    due.totals.millis((now - committedAt) / 1_000_000);
    committedAt = now;
    return clerk.submit(
        () -> {
          job.commit(due);
          return null;
        });
  }

  /** After a batch that failed none is tried: the journal may have a part of its record. */
  private static void outcome(Future<?> commitment) throws IOException, InterruptedException {
    try {
      commitment.get();
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  private static IOException cause(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IOException failure) {
      return failure;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    return new IOException(e);
  }
}
