package org.smime4j.trust;

import org.smime4j.Limit;
import org.smime4j.Limits;

/**
 * What judging the certificates of one message may still cost, counted in signatures that are
 * checked: on certificates, on CRLs and on OCSP responses, for all of its signers together; and in
 * certificates that the searches for paths go through. Whoever finds it spent says so in a finding;
 * nothing is believed for want of effort.
 */
final class Effort {

  /** Certificates that all searches for paths may go through; a signature seen once is free. */
  private static final int STEPS = 10_000;

  private final long allowed;
  private long left;
  private int stepsLeft = STEPS;

  Effort(Limits limits) {
    this.allowed = limits.of(Limit.PATH_SIGNATURES);
    this.left = allowed;
  }

  /** False if so many are not left; then none are. */
  boolean spend(int signatures) {
    left = signatures > left ? -1 : left - signatures;
    return left >= 0;
  }

  /** False if the searches for paths went through too many certificates; then all is spent. */
  boolean step() {
    if (--stepsLeft < 0) {
      left = -1;
    }
    return stepsLeft >= 0;
  }

  /** True once something could not be checked. */
  boolean isExceeded() {
    return left < 0;
  }

  /** What the end of a sentence says about it. */
  @Override
  public String toString() {
    return "within the "
        + (stepsLeft < 0 ? STEPS + " steps" : allowed + " signature checks")
        + " that one message may cost";
  }
}
