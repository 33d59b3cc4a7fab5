package org.smime4j.internal.provider;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.prng.EntropySource;
import org.bouncycastle.crypto.prng.drbg.HashSP800DRBG;
import org.jspecify.annotations.Nullable;

/**
 * Random octets for many threads at once. The JDK has one generator of the operating system for the
 * whole process, and threads wait at its lock. Here each thread draws from a generator that no
 * other has at that time: Hash_DRBG over SHA-256 (NIST SP 800-90A, section 10.1.1), seeded with 256
 * bits and a nonce by the system's. It is given up after a tenth of a second. So a process that was
 * copied, with its memory, soon differs from the copy; the JDK keeps octets of the system as long.
 */
final class UncontendedRandom extends SecureRandom {

  private static final long serialVersionUID = 1L;

  private static final int PLACES = 64;
  private static final long LIFE_NANOS = 100_000_000;

  /** The most octets that the standard lets be drawn at once. */
  private static final int MOST = 1 << 15;

  private static final int SEED = 32;

  private final transient SecureRandom system;
  private final transient LongSupplier clock;

  /** Generators that no thread has. */
  private final transient AtomicReferenceArray<@Nullable Generator> idle =
      new AtomicReferenceArray<>(PLACES);

  private record Generator(HashSP800DRBG drbg, long since) {}

  UncontendedRandom(SecureRandom system) {
    this(system, System::nanoTime);
  }

  /**
   * @param clock in nanoseconds
   */
  UncontendedRandom(SecureRandom system, LongSupplier clock) {
    super(new Delegate(system), system.getProvider());
    this.system = system;
    this.clock = clock;
  }

  @Override
  public void nextBytes(byte[] octets) {
    if (octets.length > MOST) {
      system.nextBytes(octets);
      return;
    }
    int place = (int) Thread.currentThread().getId() & (PLACES - 1);
    long now = clock.getAsLong();
    // Threads may share a place: one that finds none there makes another.
    Generator own = idle.getAndSet(place, null);
    // Unsigned: a copy of the process may find the clock set back.
    if (own == null || Long.compareUnsigned(now - own.since, LIFE_NANOS) > 0) {
      own =
          new Generator(
              new HashSP800DRBG(
                  new SHA256Digest(), 8 * SEED, new Seed(system), null, generateSeed(SEED / 2)),
              now);
    }
    if (own.drbg.generate(octets, null, false) < 0) {
      throw new IllegalStateException("a generator wants a seed after so short a time");
    }
    idle.set(place, own);
  }

  // The superclass has these wait for a lock.

  @Override
  public byte[] generateSeed(int octets) {
    byte[] seed = new byte[octets];
    system.nextBytes(seed);
    return seed;
  }

  @Override
  public void setSeed(byte[] seed) {
    system.setSeed(seed);
  }

  /** For what is asked of the generator besides. */
  private static final class Delegate extends SecureRandomSpi {

    private static final long serialVersionUID = 1L;

    private final transient SecureRandom system;

    Delegate(SecureRandom system) {
      this.system = system;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      system.setSeed(seed);
    }

    @Override
    protected void engineNextBytes(byte[] octets) {
      system.nextBytes(octets);
    }

    @Override
    protected byte[] engineGenerateSeed(int octets) {
      return system.generateSeed(octets);
    }
  }

  private record Seed(SecureRandom system) implements EntropySource {

    @Override
    public boolean isPredictionResistant() {
      return true;
    }

    @Override
    public byte[] getEntropy() {
      byte[] seed = new byte[SEED];
      system.nextBytes(seed);
      return seed;
    }

    @Override
    public int entropySize() {
      return 8 * SEED;
    }
  }
}
