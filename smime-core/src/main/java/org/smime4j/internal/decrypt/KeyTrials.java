package org.smime4j.internal.decrypt;

import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;

/**
 * The operations with private and secret keys that may still be done for one message, all its
 * layers together: who nests three encrypted layers gets no more of them. Not for use by several
 * threads.
 */
public final class KeyTrials {

  private final long allowed;
  private long left;

  public KeyTrials(Limits limits) {
    this.allowed = limits.of(Limit.KEY_TRIALS);
    this.left = allowed;
  }

  /** How many are left. */
  long left() {
    return left;
  }

  /** Counts operations that are about to be done. */
  void spend(int operations) throws SmimeException.LimitExceeded {
    if (operations > left) {
      throw Failures.limitExceeded(Limit.KEY_TRIALS, allowed);
    }
    left -= operations;
  }
}
