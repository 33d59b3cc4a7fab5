package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.crypto.prng.EntropySource;
import org.bouncycastle.crypto.prng.drbg.HashSP800DRBG;
import org.junit.jupiter.api.Test;

class UncontendedRandomTest {

  /** Counts up, so that what follows from it can be computed again. */
  private static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient AtomicInteger draws = new AtomicInteger();

    @Override
    public void nextBytes(byte[] octets) {
      Arrays.fill(octets, (byte) draws.incrementAndGet());
    }
  }

  private final Counting system = new Counting();
  private final AtomicLong clock = new AtomicLong();
  private final UncontendedRandom random = new UncontendedRandom(system, clock::get);

  private byte[] drawn(int octets) {
    byte[] drawn = new byte[octets];
    random.nextBytes(drawn);
    return drawn;
  }

  /** The generator over another SHA-256, with the nonce drawn first. */
  private static HashSP800DRBG expected(int nonce, int seed) {
    EntropySource source =
        new EntropySource() {
          @Override
          public boolean isPredictionResistant() {
            return true;
          }

          @Override
          public byte[] getEntropy() {
            return filled(32, seed);
          }

          @Override
          public int entropySize() {
            return 256;
          }
        };
    return new HashSP800DRBG(
        ProviderDigest.of(DigestAlgorithm.SHA256), 256, source, null, filled(16, nonce));
  }

  private static byte[] filled(int length, int octet) {
    byte[] filled = new byte[length];
    Arrays.fill(filled, (byte) octet);
    return filled;
  }

  @Test
  void theOctetsAreThoseOfHashDrbg() {
    HashSP800DRBG expected = expected(1, 2);
    for (int octets : new int[] {1, 32, 44, 64, 1 << 15}) {
      byte[] wanted = new byte[octets];
      assertThat(expected.generate(wanted, null, false)).isPositive();
      assertThat(drawn(octets)).isEqualTo(wanted);
    }
  }

  @Test
  void theSystemIsAskedOnce_andAgainAfterATenthOfASecond() {
    for (int i = 0; i < 1000; i++) {
      drawn(44);
    }
    clock.addAndGet(100_000_000);
    drawn(44);
    assertThat(system.draws).hasValue(2);
    clock.addAndGet(1);
    byte[] wanted = new byte[44];
    expected(3, 4).generate(wanted, null, false);
    assertThat(drawn(44)).isEqualTo(wanted);
    assertThat(system.draws).hasValue(4);
  }

  @Test
  void aClockThatWasSetBack_endsTheGenerator() {
    drawn(44);
    clock.addAndGet(-1);
    byte[] wanted = new byte[44];
    expected(3, 4).generate(wanted, null, false);
    assertThat(drawn(44)).isEqualTo(wanted);
  }

  @Test
  void whatElseASecureRandomIsAsked_isAnswered() {
    assertThat(random.toString()).isNotEmpty();
    assertThat(random.getParameters()).isNull();
    assertThat(random.generateSeed(3)).containsExactly(1, 1, 1);
    random.setSeed(new byte[8]);
    assertThat(drawn(8)).hasSize(8);
  }

  @Test
  void moreThanTheStandardLetsBeDrawnAtOnce_comesFromTheSystem() {
    assertThat(drawn((1 << 15) + 1)).containsOnly(1);
  }

  @Test
  void noTwoThreadsDrawTheSameOctets() throws Exception {
    SecureRandom real = new SecureRandom();
    UncontendedRandom shared = new UncontendedRandom(real);
    int threads = 200; // more than places
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<Set<ByteBuffer>>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  Set<ByteBuffer> own = new HashSet<>();
                  for (int n = 0; n < 500; n++) {
                    byte[] octets = new byte[16];
                    shared.nextBytes(octets);
                    own.add(ByteBuffer.wrap(octets));
                  }
                  return own;
                }));
      }
      Set<ByteBuffer> together = new HashSet<>();
      for (Future<Set<ByteBuffer>> each : all) {
        together.addAll(each.get(60, TimeUnit.SECONDS));
      }
      assertThat(together).hasSize(threads * 500);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aThreadThatDrawsDoesNotStopAnother() throws Exception {
    CountDownLatch drawing = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    UncontendedRandom slow =
        new UncontendedRandom(
            new SecureRandom() {
              private static final long serialVersionUID = 1L;

              @Override
              public void nextBytes(byte[] octets) {
                if (Thread.currentThread().getName().equals("slow")) {
                  drawing.countDown();
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
              }
            });
    Thread stuck = new Thread(() -> slow.nextBytes(new byte[16]), "slow");
    stuck.start();
    try {
      assertThat(drawing.await(60, TimeUnit.SECONDS)).isTrue();
      byte[] octets = new byte[16];
      slow.nextBytes(octets);
      assertThat(octets).isNotEqualTo(new byte[16]);
    } finally {
      end.countDown();
      stuck.join();
    }
  }
}
