package org.smime4j.testing;

/**
 * How much of what a test could try it tries. {@code -Dsamples=1} is the default, the profile
 * thorough takes 4, and 20 is a whole run.
 */
public final class Samples {

  private static final int SAMPLES = Integer.getInteger("samples", 1);

  private Samples() {}

  /** The number for one sample, times the samples. */
  public static int times(int one) {
    return one * SAMPLES;
  }

  /** The step through a list of which one in {@code one} is a sample. */
  public static int oneIn(int one) {
    return Math.max(1, one / SAMPLES);
  }

  /** The step through a list that only the default does not take whole. */
  public static int ofAll(int one) {
    return SAMPLES > 1 ? 1 : one;
  }

  /** A size in bytes: what {@code -Dlarge} says, or 100 MB; more than 2 GiB with thorough. */
  public static long largeSize() {
    return Long.getLong("large", 100_000_007);
  }

  /** What {@code -Dseed} says, or another number in each run. A test prints it. */
  public static long seed() {
    return Long.getLong("seed", System.nanoTime());
  }
}
