package org.smime4j.settings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.smime4j.findings.SmimeException;

/**
 * The limits on the work that one message or one key file can cause. Every {@link Limit} has a
 * default, which you can change. In most cases, input that exceeds a limit causes {@link
 * SmimeException.LimitExceeded}, which names the limit. Immutable.
 *
 * <pre>{@code
 * Limits escrow = Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 100_000);
 * }</pre>
 */
public sealed interface Limits permits LimitsDoor {

  /** Returns the default limits. */
  static Limits standard() {
    return LimitsDoor.STANDARD;
  }

  /**
   * Returns these limits with one of them changed.
   *
   * @param value the new value, in the unit that the {@link Limit} names; there is no upper bound
   * @throws IllegalArgumentException if the value is negative
   */
  default Limits allowing(Limit limit, long value) {
    Objects.requireNonNull(limit, "no limit was given");
    if (value < 0) {
      throw new IllegalArgumentException(limit + " cannot be negative: " + value);
    }
    Map<Limit, Long> copy = new EnumMap<>(Limit.class);
    copy.putAll(((LimitsDoor) this).changed());
    copy.put(limit, value);
    return new LimitsDoor(copy);
  }

  /** Returns the value of a limit, in the unit that the {@link Limit} names. */
  default long get(Limit limit) {
    Long set = ((LimitsDoor) this).changed().get(limit);
    return set == null ? limit.standard() : set;
  }
}

record LimitsDoor(Map<Limit, Long> changed) implements Limits {

  static final Limits STANDARD = new LimitsDoor(new EnumMap<>(Limit.class));

  @Override
  public String toString() {
    return "Limits" + changed;
  }
}
