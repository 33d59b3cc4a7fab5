package org.smime4j.internal.decrypt;

import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;

/**
 * The remaining operations with private and secret keys for all layers of one message together.
 * Nesting more encrypted layers gives no more operations. Not for use by several threads.
 */
public final class KeyTrials {

  private final long allowed;
  private long left;

  public KeyTrials(Limits limits) {
    this.allowed = limits.of(Limit.KEY_TRIALS);
    this.left = allowed;
  }

  /** Returns the number of remaining operations. */
  long left() {
    return left;
  }

  /** Counts operations before they are performed. */
  void spend(int operations) throws SmimeException.LimitExceeded {
    if (operations > left) {
      throw Failures.limitExceeded(Limit.KEY_TRIALS, allowed);
    }
    left -= operations;
  }
}
