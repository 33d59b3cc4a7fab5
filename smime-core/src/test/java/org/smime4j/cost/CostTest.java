package org.smime4j.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.testing.CpuCost;
import org.smime4j.testing.Samples;

/**
 * What hostile messages and files cost, in processor time, by families: twice as much of anything
 * is at most two and a half times the work, over two doublings, and no input takes a second, under
 * the standard limits. Messages have up to 10 MB, files up to 1 MB. A second is one of the
 * processor by which the limits count; a slower machine gets more by what {@link NominalTime}
 * measures. {@code -Dfamily=} and a part of a name runs all of that name; without it, {@code
 * -Dsamples=16} runs all.
 */
@Tag("thorough")
@Tag("cost")
class CostTest {

  private static final long SECOND = 1_000_000_000;

  /** Below it, clocks and collectors decide. */
  private static final long NOTHING = 20_000_000;

  private static final int ATTEMPTS = 10;
  private static final int QUARTERS = 2;

  private static final List<Family> ALL =
      Stream.of(
              SignatureFamilies.all(),
              PathFamilies.all(),
              MailFamilies.all(),
              DiagnosisFamilies.all(),
              RecipientFamilies.all(),
              FileFamilies.all(),
              KeyFileFamilies.all(),
              TrustFileFamilies.all(),
              HeaderFamilies.all(),
              FetchFamilies.all(),
              RevocationFamilies.all(),
              CompressedFamilies.all(),
              StructureFamilies.all(),
              PrimitiveFamilies.all(),
              NamingFamilies.all(),
              DerivationFamilies.all())
          .flatMap(List::stream)
          .toList();

  static List<Family> families() {
    String only = System.getProperty("family", "");
    int every = Samples.oneIn(16);
    return IntStream.range(0, ALL.size())
        .filter(i -> !only.isEmpty() || i % every == 0)
        .mapToObj(ALL::get)
        .filter(family -> family.name().contains(only))
        .toList();
  }

  @Test
  void thereAre200Families_ofDifferentNames() {
    assertThat(ALL).hasSizeGreaterThanOrEqualTo(200);
    assertThat(ALL.stream().map(Family::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("families")
  void c16_twiceAsMuch_isAtMostTwoAndAHalfTimesTheWork_andNeverASecond(Family family)
      throws Exception {
    byte[] whole = family.input(1);
    AtomicReference<String> outcome = new AtomicReference<>("");
    double slowness = 1;
    long most = CpuCost.once(() -> outcome.set(family.outcome(whole)));
    long few = most;
    if (most >= NOTHING) {
      // After the whole, which was cold then. Of a quarter the lesser of two runs counts: one that
      // was disturbed would hide a growth.
      byte[] quarter = family.input(4);
      few = Long.MAX_VALUE;
      for (int i = 0; i < QUARTERS; i++) {
        few = Math.min(few, CpuCost.once(() -> family.outcome(quarter)));
      }
      // Compilers and collectors disturb now and then, a square law makes it sixteen always.
      for (int i = 0; i < ATTEMPTS && !isWithin(few, most, slowness); i++) {
        slowness = Math.max(slowness, NominalTime.slowness());
        most = Math.min(most, CpuCost.once(() -> family.outcome(whole)));
        few = Math.min(few, CpuCost.once(() -> family.outcome(quarter)));
      }
    }
    System.out.printf(
        "| %s | %,d | %s | %,d | %s | %s |%n",
        family,
        whole.length,
        most < NOTHING ? "" : few / 1_000_000,
        most / 1_000_000,
        slowness == 1 ? "" : "%.1f".formatted(slowness),
        outcome.get().substring(0, Math.min(60, outcome.get().length())).replace('\n', ' '));
    assertThat(isWithin(few, most, slowness))
        .as("%s: %,d ns, a quarter %,d, slowness %.2f", family, most, few, slowness)
        .isTrue();
  }

  private static boolean isWithin(long few, long most, double slowness) {
    // A time below NOTHING is not measured more exactly than that.
    double nothing = NOTHING * slowness;
    return most < nothing
        || (most < SECOND * slowness && most <= 2.5 * 2.5 * Math.max(few, nothing));
  }

  /**
   * How much slower this machine is at this moment than the processor by whose nanoseconds the
   * limits count. It times four primitives that this project did not write, so that no change of
   * the project makes a machine slow. A shared machine was seen to lose a factor of two and a half
   * within a day.
   */
  private static final class NominalTime {

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
}
