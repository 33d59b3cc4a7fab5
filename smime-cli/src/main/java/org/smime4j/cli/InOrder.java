package org.smime4j.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on many things on all cores, with the results in the order of the things. No more than a few
 * results for each core wait for a slow one before them, so memory does not grow with the number of
 * things.
 */
final class InOrder {

  private static final int WAITING_FOR_EACH_CORE = 8;

  /** The work on one thing. */
  @FunctionalInterface
  interface Work<T, R> {
    R on(T thing) throws Exception;
  }

  /** Takes the results, in order, in the calling thread. */
  @FunctionalInterface
  interface Sink<R> {
    void take(R result) throws IOException;
  }

  private InOrder() {}

  /**
   * @throws IOException also if the work on a thing threw, with a sentence on what it threw
   */
  static <T, R> void run(List<T> things, Work<? super T, ? extends R> work, Sink<? super R> sink)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(cores, things.size())));
    try {
      Deque<Future<R>> waiting = new ArrayDeque<>();
      for (T thing : things) {
        if (waiting.size() == cores * WAITING_FOR_EACH_CORE) {
          sink.take(waiting.remove().get());
        }
        waiting.add(pool.submit(() -> work.on(thing)));
      }
      while (!waiting.isEmpty()) {
        sink.take(waiting.remove().get());
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(Sentences.of(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The command was interrupted");
    } finally {
      pool.shutdownNow();
    }
  }
}
