package org.smime4j.internal.io;

import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Holds a value against a limit. */
public final class Bound {

  private Bound() {}

  /** Throws if the value is over the limit. */
  public static void check(Limits limits, Limit limit, long value)
      throws SmimeException.LimitExceeded {
    long allowed = limits.get(limit);
    if (value > allowed) {
      throw new SmimeException.LimitExceeded(limit, allowed);
    }
  }
}
