package org.smime4j.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one piece of work, done by several threads and handed back in their order. The caller is
 * one of the threads: a thread that waits for a task works on what nobody has begun. The others are
 * started once there is more than one task, end with {@link #close()}, and by themselves where that
 * is forgotten.
 */
public final class InOrder<T> implements Closeable {

  private final int threads;
  private final Deque<FutureTask<T>> tasks = new ArrayDeque<>();
  private @Nullable ThreadPoolExecutor others;

  /**
   * @param threads all that may work, the caller's own among them
   */
  public InOrder(int threads) {
    this.threads = threads;
  }

  /** How many tasks wait to be taken. */
  public int size() {
    return tasks.size();
  }

  /** Whether a result should be taken before there are more tasks. */
  public boolean isFull() {
    return tasks.size() >= 2 * threads;
  }

  /** Adds a task. */
  public void submit(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    tasks.add(task);
    if (tasks.size() > 1 && threads > 1) {
      running().execute(task);
    }
  }

  private ThreadPoolExecutor running() {
    ThreadPoolExecutor pool = others;
    if (pool == null) {
      pool =
          new ThreadPoolExecutor(
              threads - 1,
              threads - 1,
              1,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              work -> {
                Thread thread = new Thread(work, "smime4j");
                thread.setDaemon(true);
                return thread;
              });
      pool.allowCoreThreadTimeOut(true);
      others = pool;
    }
    return pool;
  }

  /** What the oldest task came to. */
  public T take() throws IOException, GeneralSecurityException {
    FutureTask<T> oldest = tasks.element();
    for (FutureTask<T> task : tasks) {
      if (oldest.isDone()) {
        break;
      }
      task.run(); // nothing happens where another thread has begun it
    }
    try {
      T result = oldest.get();
      tasks.remove();
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while other threads worked");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof GeneralSecurityException security) {
        throw security;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Gives up what was not taken, and ends the threads. */
  @Override
  public void close() {
    tasks.forEach(task -> task.cancel(false));
    tasks.clear();
    if (others != null) {
      others.shutdownNow();
      others = null;
    }
  }
}
