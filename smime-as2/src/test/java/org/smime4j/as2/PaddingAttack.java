package org.smime4j.as2;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A stranger replaces the last two blocks of a captured message by one of his own and one that he
 * wants to know the last octet of, in 256 ways, and sends each three times. He takes the one whose
 * time stands out for that with right padding (threat A13). By chance one octet in 256 is found.
 */
final class PaddingAttack {

  private static final int TRIES = 3;

  private PaddingAttack() {}

  /** The answer to a message. */
  interface Door {
    Object answer(byte[] cms) throws Exception;
  }

  /**
   * How many octets are guessed, by the better of two clocks.
   *
   * @param captured a ContentInfo that ends with the ciphertext
   * @param content what is encrypted in it
   * @param block the octets of a block
   */
  static int guessed(byte[] captured, byte[] content, int block, int octets, Door door)
      throws Exception {
    Random random = new Random(20261202);
    int padded = (content.length / block + 1) * block;
    int start = captured.length - padded;
    int byProcessor = 0;
    int byWall = 0;
    for (int octet = -1; octet < octets; octet++) {
      int wanted = 1 + random.nextInt(content.length / block - 1);
      int before = start + (wanted - 1) * block;
      byte[] own = new byte[block];
      random.nextBytes(own);
      int secret = content[(wanted + 1) * block - 1] & 0xff;
      List<byte[]> guesses = new ArrayList<>();
      List<Integer> order = new ArrayList<>();
      for (int guess = 0; guess < 256; guess++) {
        byte[] changed = captured.clone();
        own[block - 1] = (byte) (captured[before + block - 1] ^ guess ^ 1);
        System.arraycopy(own, 0, changed, captured.length - 2 * block, block);
        System.arraycopy(captured, before + block, changed, captured.length - block, block);
        guesses.add(changed);
        order.add(guess);
      }
      long[] processor = new long[256];
      long[] wall = new long[256];
      Arrays.fill(processor, Long.MAX_VALUE);
      Arrays.fill(wall, Long.MAX_VALUE);
      for (int i = 0; i < TRIES; i++) {
        Collections.shuffle(order, random);
        for (int guess : order) {
          long nanos = System.nanoTime();
          long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          door.answer(guesses.get(guess));
          used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - used;
          processor[guess] = Math.min(processor[guess], used);
          wall[guess] = Math.min(wall[guess], System.nanoTime() - nanos);
        }
      }
      // The first octet warms the code up.
      if (octet >= 0) {
        byProcessor += standsOut(processor) == secret ? 1 : 0;
        byWall += standsOut(wall) == secret ? 1 : 0;
      }
    }
    System.out.println("timing: guessed " + byProcessor + " and " + byWall + " of " + octets);
    return Math.max(byProcessor, byWall);
  }

  /** Chance guesses so many octets less than once in 5,000 times. */
  static int limit(int octets) {
    return octets <= 4 ? 2 : 4;
  }

  /** The fastest or the slowest guess, whichever is further from the one next to it. */
  private static int standsOut(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    boolean isFastest = sorted[1] - sorted[0] > sorted[255] - sorted[254];
    long wanted = isFastest ? sorted[0] : sorted[255];
    for (int i = 0; i < times.length; i++) {
      if (times[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("no such time");
  }
}
