package org.smime4j.trust;

import org.smime4j.Limit;
import org.smime4j.Limits;

/**
 * What judging the certificates of one message may still cost, counted in signatures that are
 * checked: on certificates, on CRLs and on OCSP responses, for all of its signers together. Whoever
 * finds it spent says so in a finding; nothing is believed for want of effort.
 */
final class Effort {

  private final long allowed;
  private long left;

  Effort(Limits limits) {
    this.allowed = limits.of(Limit.PATH_SIGNATURES);
    this.left = allowed;
  }

  /** False if so many are not left; then none are. */
  boolean spend(int signatures) {
    left = signatures > left ? -1 : left - signatures;
    return left >= 0;
  }

  /** True once something could not be checked. */
  boolean isExceeded() {
    return left < 0;
  }

  /** What the end of a sentence says about it. */
  @Override
  public String toString() {
    return "within the " + allowed + " signature checks that one message may cost";
  }
}
