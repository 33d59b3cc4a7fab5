package org.smime4j.cli.archive;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Results that become durable together. */
final class Batch {

  private static final long DUE_NANOS = 1_000_000_000;
  private static final int DUE_MESSAGES = 1_000;
  private static final int DUE_OCTETS = 1 << 19;

  /** How much of all this waits while the batch before is on its way. */
  private static final int FULL = 8;

  private final long begun = System.nanoTime();
  final BitSet numbers = new BitSet();
  final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  final List<Path> files = new ArrayList<>();
  final Totals totals = new Totals();

  void add(Result result) {
    numbers.set(result.number());
    lines.writeBytes(result.line());
    files.addAll(result.files());
    totals.add(result.outcome(), 1);
  }

  boolean isEmpty() {
    return numbers.isEmpty();
  }

  boolean isDue() {
    return !isEmpty() && (System.nanoTime() - begun >= DUE_NANOS || isLarge(1));
  }

  boolean isFull() {
    return isLarge(FULL);
  }

  private boolean isLarge(int times) {
    return totals.messages() >= (long) times * DUE_MESSAGES || lines.size() >= times * DUE_OCTETS;
  }
}
