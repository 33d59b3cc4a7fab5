package org.smime4j.internal.base;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one object by which a public package does for the rest of the library what only it can do.
 * One of its classes hands it over as that class is initialised; Java has no other way to give it
 * to the packages that are not exported and to nobody else.
 *
 * <p>It stands in a static field and yet is no state: the object is written once, by the
 * initialisation of a class, which the JVM does once, and holds nothing itself. What a caller does,
 * and in which order, changes nothing about it.
 */
public final class Handover<T> {

  private final Runnable initialising;
  private volatile @Nullable T object;

  /**
   * @param initialising uses the class that hands it over, for a caller that asks before
   */
  public Handover(Runnable initialising) {
    this.initialising = initialising;
  }

  /**
   * Takes the object.
   *
   * @throws IllegalStateException if it was handed over before
   */
  public void give(T given) {
    if (object != null) {
      throw new IllegalStateException("It was handed over already");
    }
    object = given;
  }

  /** The object. */
  public T get() {
    T known = object;
    if (known == null) {
      initialising.run();
      known = Objects.requireNonNull(object);
    }
    return known;
  }
}
