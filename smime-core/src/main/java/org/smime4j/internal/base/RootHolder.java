package org.smime4j.internal.base;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;

/**
 * Has the one {@link RootAccess}, which {@link Limits} hands over as its class is initialised.
 *
 * <p>The field is static and yet no state: it is written once, by the initialisation of a class,
 * which the JVM does once and before anybody reads it, and its value holds nothing. What a caller
 * does, and in which order, changes nothing about it. {@code internal.trust} and {@code
 * internal.cms} are filled in the same way.
 */
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
