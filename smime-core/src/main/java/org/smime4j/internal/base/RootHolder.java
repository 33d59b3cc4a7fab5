package org.smime4j.internal.base;

import org.smime4j.Limits;

/** Has the one {@link RootAccess}, which {@link Limits} hands over as its class is initialised. */
public final class RootHolder {

  private static final Handover<RootAccess> ACCESS = new Handover<>(Limits::standard);

  private RootHolder() {}

  /**
   * Takes the access.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(RootAccess given) {
    ACCESS.give(given);
  }

  static RootAccess access() {
    return ACCESS.get();
  }
}
