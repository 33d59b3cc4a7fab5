package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.faults.VerbUses.VerbUse;
import org.smime4j.findings.SmimeException;
import org.smime4j.testing.Samples;

/**
 * A source or a target that fails at its every operation (threats A14, A15, D1): the failure comes
 * out with its cause, nothing stays open, and nothing is released that was not there. 40 operations
 * of each use, evenly spread, meet each of its loops; {@code -Pthorough} strikes 80.
 */
@Tag("thorough")
class StreamFaultsTest {

  /** How many operations of a use are struck in each manner, at most; 400 are nearly all. */
  private static final int STRUCK = Samples.times(20);

  private static final int AT_LEAST = 117 * Math.min(STRUCK, 400);

  /** How much a source hands out at once. */
  private static final int PIECE = 7;

  @TempDir Path spool;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<Fault.Kind, AtomicInteger> counts = new EnumMap<>(Fault.Kind.class);

  @Test
  void a14_a15_d1_whateverOfSourceOrTargetFails_isToldByItsCause_andReleasesNothing()
      throws Exception {
    for (Fault.Kind kind : Fault.Kind.values()) {
      counts.put(kind, new AtomicInteger());
    }
    String place = System.setProperty("java.io.tmpdir", spool.toString());
    ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<?>> all = new ArrayList<>();
      for (VerbUse use : VerbUses.all()) {
        all.add(pool.submit(() -> strike(use)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
      System.setProperty("java.io.tmpdir", place);
    }
    assertThat(wrong.stream().limit(20).toList()).as("of %s", wrong.size()).isEmpty();
    assertThat(spool).as("the runtime's own place").isEmptyDirectory();
    int total = counts.values().stream().mapToInt(AtomicInteger::get).sum();
    System.out.println("faults of streams: " + total + " " + counts);
    assertThat(total).isGreaterThanOrEqualTo(AT_LEAST);
  }

  private Void strike(VerbUse use) throws Exception {
    Fault counting = Fault.none();
    FaultyStreams sound = new FaultyStreams(counting, PIECE);
    byte[] right = use.reading().of(released(use, sound));
    assertThat(right.length).as(use.name()).isPositive();
    assertThat(use.plain() && sound.early()).as("%s releases early", use.name()).isFalse();
    for (Fault.Kind kind : Fault.Kind.values()) {
      if (kind == Fault.Kind.NONE
          || kind == Fault.Kind.CHANGE
          || (kind == Fault.Kind.CUT && use.content())) {
        continue;
      }
      int struck = kind == Fault.Kind.SHORT ? STRUCK / 8 : STRUCK;
      double stride = Math.max(1.0, (double) counting.count() / struck);
      for (double at = 0; at < counting.count(); at += stride) {
        Fault fault = new Fault(kind, (int) at);
        String found = strike(use, right, fault, kind);
        if (!found.isEmpty()) {
          wrong.add(use.name() + ", " + kind + " at " + (int) at + ": " + found);
        }
        if (fault.happened()) {
          counts.get(kind).incrementAndGet();
        }
      }
    }
    return null;
  }

  private static byte[] released(VerbUse use, FaultyStreams medium) throws IOException {
    try {
      byte[] released = use.passage().through(medium);
      return released == null ? medium.written() : released;
    } finally {
      medium.closeStreams();
    }
  }

  /** What is wrong with how the use behaves; nothing where all is as it should be. */
  private static String strike(VerbUse use, byte[] right, Fault fault, Fault.Kind kind) {
    FaultyStreams medium = new FaultyStreams(fault, PIECE);
    byte[] released;
    Throwable thrown = null;
    try {
      released = released(use, medium);
    } catch (Throwable e) {
      thrown = e;
      released = medium.written();
    } finally {
      Thread.interrupted();
    }
    if (fault.open() != 0) {
      return fault.open() + " streams are open";
    }
    if (use.plain() && medium.early()) {
      return "it released something before the source had been read to its end";
    }
    if (thrown == null) {
      return unharmed(use, right, released, fault, kind);
    }
    if (!mayThrow(kind, thrown)) {
      return "it throws " + thrown;
    }
    if (!fault.happened()) {
      return "it throws without a fault: " + thrown;
    }
    return fragment(use, right, released, fault);
  }

  private static String unharmed(
      VerbUse use, byte[] right, byte[] released, Fault fault, Fault.Kind kind) {
    if (fault.happened() && mustThrow(kind, fault.struck())) {
      return "the failure at " + fault.struck() + " is not told";
    }
    try {
      return Arrays.equals(use.reading().of(released), right) ? "" : "it gives another result";
    } catch (IOException e) {
      return "what it gives cannot be read: " + e;
    }
  }

  /** Who closes a source has all of it: a failure then is nobody's loss. */
  private static boolean mustThrow(Fault.Kind kind, Fault.Step step) {
    return (kind == Fault.Kind.ONCE || kind == Fault.Kind.FULL) && step != Fault.Step.CLOSE;
  }

  private static boolean mayThrow(Fault.Kind kind, Throwable thrown) {
    return switch (kind) {
      case ONCE, FULL -> isCausedByTheFault(thrown);
      case CUT -> thrown instanceof IOException && !(thrown instanceof InterruptedIOException);
      case INTERRUPT ->
          thrown instanceof InterruptedIOException || thrown instanceof ClosedByInterruptException;
      default -> false;
    };
  }

  static boolean isCausedByTheFault(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof Fault.Injected) {
        return thrown instanceof IOException;
      }
    }
    return false;
  }

  /**
   * Plaintext came out after the source had been read to its end, see {@link FaultyStreams#early}:
   * a part of it may be out where the target failed, or the source when it was read again.
   */
  private static String fragment(VerbUse use, byte[] right, byte[] released, Fault fault) {
    if (use.plain()) {
      boolean prefix =
          released.length <= right.length
              && Arrays.equals(released, Arrays.copyOf(right, released.length));
      return !prefix ? "it released what is not there" : "";
    }
    try {
      return Arrays.equals(use.reading().of(released), right)
          ? ""
          : "a fragment can be read as something else";
    } catch (SmimeException e) {
      return "";
    } catch (IOException e) {
      return "a fragment fails otherwise: " + e;
    }
  }
}
