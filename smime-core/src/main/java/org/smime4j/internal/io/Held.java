package org.smime4j.internal.io;

/**
 * What an object of the public API holds. Such an object is of a sealed interface, with one class
 * in the same file: a creator of a class could be called on an object, as in {@code
 * verifier.expecting(ceo).trusting(roots)}, and would drop the options of that object without a
 * word. A creator of an interface cannot be called so (JLS 15.12.3).
 *
 * @param <T> the options of an engine, or its keys
 */
public abstract class Held<T> {

  private final T held;

  protected Held(T held) {
    this.held = held;
  }

  /** Returns what an object of the public API holds. */
  public static <T> T by(Object object, Class<T> type) {
    return type.cast(((Held<?>) object).held);
  }

  @Override
  public String toString() {
    return String.valueOf(held);
  }
}
