package org.smime4j.internal.base;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;

/** Has the one {@link RootAccess}, which {@link Limits} hands over as its class is initialised. */
public final class RootHolder {

  private static @Nullable RootAccess access;

  private RootHolder() {}

  /**
   * Takes the access.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public static void give(RootAccess given) {
    if (access != null) {
      throw new IllegalStateException("The access was handed over already");
    }
    access = given;
  }

  static RootAccess access() {
    // Whatever was done before: the class is initialised now.
    Limits.standard();
    return Objects.requireNonNull(access);
  }
}
