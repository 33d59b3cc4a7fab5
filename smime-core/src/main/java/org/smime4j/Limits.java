package org.smime4j;

import java.util.EnumMap;
import java.util.Map;
import org.smime4j.internal.base.RootHolder;

/**
 * Bounds of the work that one message or one file of keys can cause. Every {@link Limit} has a
 * standard value, and can be changed. Input that exceeds a limit is {@link
 * SmimeException.LimitExceeded}, which names it. Immutable.
 *
 * <pre>{@code
 * Limits escrow = Limits.standard().with(Limit.KEY_TRIALS, 100_000);
 * }</pre>
 */
public final class Limits {

  private static final Limits STANDARD = new Limits(new EnumMap<>(Limit.class));

  static {
    RootHolder.give(new RootInternals());
  }

  private final Map<Limit, Long> changed;

  private Limits(Map<Limit, Long> changed) {
    this.changed = changed;
  }

  /** The defaults. */
  public static Limits standard() {
    return STANDARD;
  }

  /** These limits with one of them set to another value. */
  public Limits with(Limit limit, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(limit + " cannot be negative: " + value);
    }
    Map<Limit, Long> copy = new EnumMap<>(Limit.class);
    copy.putAll(changed);
    copy.put(limit, value);
    return new Limits(copy);
  }

  /** What the limit allows. */
  public long of(Limit limit) {
    Long set = changed.get(limit);
    return set == null ? limit.standard() : set;
  }

  @Override
  public String toString() {
    return "Limits" + changed;
  }
}
