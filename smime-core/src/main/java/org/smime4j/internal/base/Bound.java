package org.smime4j.internal.base;

import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;

/** Holds a value against a limit. */
public final class Bound {

  private Bound() {}

  /** Throws if the value is over the limit. */
  public static void check(Limits limits, Limit limit, long value)
      throws SmimeException.LimitExceeded {
    long allowed = limits.of(limit);
    if (value > allowed) {
      throw Failures.limitExceeded(limit, allowed);
    }
  }
}
