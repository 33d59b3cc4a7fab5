package org.smime4j.internal.io;

import java.util.function.Consumer;

/**
 * Options that were handed out never change: each change is made to a copy.
 *
 * @param <T> the options themselves
 */
public abstract class Options<T extends Options<T>> implements Cloneable {

  /** The copy with the change. */
  @SuppressWarnings("unchecked") // a copy has the class of what it was made of
  protected final T with(Consumer<T> change) {
    try {
      T changed = (T) clone();
      change.accept(changed);
      return changed;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("options can be copied", e);
    }
  }
}
