package org.smime4j.cli.archive;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a job has done, over all its runs. */
public final class Totals {

  private final SortedMap<String, Long> outcomes = new TreeMap<>();
  private long millis;

  Totals() {}

  void millis(long more) {
    millis += more;
  }

  void add(Totals more) {
    more.outcomes.forEach(this::add);
    millis += more.millis;
  }

  void add(String word, long count) {
    outcomes.merge(word, count, Long::sum);
  }

  /** How many messages had each outcome. */
  public SortedMap<String, Long> outcomes() {
    return Collections.unmodifiableSortedMap(outcomes);
  }

  /** How many messages are done. */
  public long messages() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How long the runs took together, without what a kill made vain. */
  public long millis() {
    return millis;
  }
}
