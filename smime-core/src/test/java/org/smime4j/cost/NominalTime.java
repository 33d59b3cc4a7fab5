package org.smime4j.cost;

import java.math.BigInteger;
import java.security.MessageDigest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.smime4j.CpuCost;

/**
 * How much slower this machine is at this moment than the processor by whose nanoseconds the limits
 * count. It times four primitives that this project did not write, so that no change of the project
 * makes a machine slow. A shared machine was seen to lose a factor of two and a half within a day.
 */
final class NominalTime {

  /** A machine that is slower still cannot judge. */
  private static final double MOST = 4;

  private static final int TRIES = 5;
  private static final int WARMING = 40;
  private static final byte[] OCTETS = new byte[16 * 1024];
  private static final int SMALL = 64;
  private static final int PIECES = 4_000;

  private static final BigInteger MODULUS = BigInteger.TWO.pow(1_024).subtract(BigInteger.ONE);

  private static final BigInteger EXPONENT = MODULUS.shiftRight(1);

  private NominalTime() {}

  private enum Primitive {
    /** SHA-512 of the JDK: 300 ns for one block. */
    SHA_512(PIECES * 300L) {
      @Override
      void run() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        for (int i = 0; i < PIECES; i++) {
          digest.update(OCTETS, i % SMALL, SMALL);
          digest.digest(OCTETS, 0, SMALL);
        }
      }
    },
    /** SHA3 of Bouncy Castle: 600 ns for one block. */
    SHA3_512(PIECES * 600L) {
      @Override
      void run() {
        SHA3Digest digest = new SHA3Digest(512);
        for (int i = 0; i < PIECES; i++) {
          digest.update(OCTETS, i % SMALL, SMALL);
          digest.doFinal(OCTETS, 0);
        }
      }
    },
    /** AES-256 of Bouncy Castle: 150 MB/s. */
    AES(OCTETS.length * 1_000L / 150) {
      @Override
      void run() {
        var engine = AESEngine.newInstance();
        engine.init(true, new KeyParameter(new byte[32]));
        for (int i = 0; i < OCTETS.length; i += 16) {
          engine.processBlock(OCTETS, i, OCTETS, i);
        }
      }
    },
    /** Two powers of 1,024 bits, as of an RSA key of 2,048: 700 us. */
    POWERS(700_000) {
      @Override
      void run() {
        EXPONENT.modPow(EXPONENT, MODULUS);
        MODULUS.shiftRight(2).modPow(EXPONENT, MODULUS);
      }
    };

    private final long nominal;

    Primitive(long nominal) {
      this.nominal = nominal;
    }

    abstract void run() throws Exception;

    double slowness() throws Exception {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        least = Math.min(least, CpuCost.once(this::run));
      }
      return (double) least / nominal;
    }
  }

  /** Compiled code is timed, as the families' later runs are. */
  private static void warm() throws Exception {
    for (int i = 0; i < WARMING; i++) {
      for (Primitive primitive : Primitive.values()) {
        primitive.run();
      }
    }
  }

  /** At least one: a faster machine is held to the same second. */
  static double slowness() throws Exception {
    warm();
    double slowness = 1;
    for (Primitive primitive : Primitive.values()) {
      slowness = Math.max(slowness, primitive.slowness());
    }
    return Math.min(MOST, slowness);
  }
}
