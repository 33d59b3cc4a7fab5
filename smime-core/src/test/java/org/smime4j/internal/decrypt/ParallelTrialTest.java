package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads for one message: what they do, and that nothing is left of them. */
class ParallelTrialTest {

  private static Collection<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("smime4j"))
        .toList();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(ours()).isEmpty();
    assertThat(Thread.interrupted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void everyIndexOnce_andNeverMoreThreadsThanAllowed(int threads) throws Exception {
    for (int count : new int[] {0, 1, 3, 4, 7, 8, 100}) {
      AtomicIntegerArray done = new AtomicIntegerArray(count);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      new ParallelTrial(threads)
          .run(
              count,
              index -> {
                done.incrementAndGet(index);
                seen.add(Thread.currentThread());
              });
      for (int i = 0; i < count; i++) {
        assertThat(done.get(i)).isOne();
      }
      assertThat(seen).hasSizeLessThanOrEqualTo(threads);
    }
  }

  @Test
  void theThreadsWorkAtTheSameTime() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    new ParallelTrial(3)
        .run(
            12,
            index -> {
              together.countDown();
              try {
                assertThat(together.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
            });
  }

  @Test
  void theFailureIsTheOneThatASerialRunMeets() {
    Random random = new Random(20_261_124);
    for (int round = 0; round < 200; round++) {
      Set<Integer> failing = Set.of(random.nextInt(20), 20 + random.nextInt(20));
      int first = failing.stream().min(Integer::compare).orElseThrow();
      for (int threads : List.of(1, 2, 4)) {
        AtomicInteger before = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    new ParallelTrial(threads)
                        .run(
                            40,
                            index -> {
                              if (failing.contains(index)) {
                                throw new IOException("at " + index);
                              }
                              if (index < first) {
                                before.incrementAndGet();
                              }
                            }))
            .isExactlyInstanceOf(IOException.class)
            .hasMessage("at " + first);
        assertThat(before).hasValue(first);
      }
    }
  }

  @Test
  void whatIsNoIOException_isNotLostInAThread() {
    for (int threads : List.of(1, 3)) {
      ParallelTrial trial = new ParallelTrial(threads);
      assertThatThrownBy(
              () ->
                  trial.run(
                      40,
                      index -> {
                        throw new IllegalStateException();
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  trial.run(
                      40,
                      index -> {
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StackOverflowError.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anInterrupt_endsIt_andReachesThoseThatWait(int threads) {
    Thread caller = Thread.currentThread();
    AtomicInteger started = new AtomicInteger();
    assertThatThrownBy(
            () ->
                new ParallelTrial(threads)
                    .run(
                        1000,
                        index -> {
                          started.incrementAndGet();
                          if (Thread.currentThread() == caller) {
                            caller.interrupt();
                          } else {
                            // As one that waits for a service.
                            assertThatThrownBy(() -> Thread.sleep(20_000))
                                .isInstanceOf(InterruptedException.class);
                          }
                        }))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(started.get()).isBetween(1, threads);
  }
}
