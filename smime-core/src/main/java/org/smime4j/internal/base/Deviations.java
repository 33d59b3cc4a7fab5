package org.smime4j.internal.base;

import org.smime4j.Deviation;

/** Makes deviations. */
public final class Deviations {

  private static final RootAccess ROOT = RootHolder.access();

  private Deviations() {}

  /** A deviation without detail. */
  public static Deviation of(Deviation.Code code) {
    return of(code, "");
  }

  /** A deviation with what was seen, for a person. */
  public static Deviation of(Deviation.Code code, String detail) {
    return ROOT.deviation(code, detail);
  }
}
