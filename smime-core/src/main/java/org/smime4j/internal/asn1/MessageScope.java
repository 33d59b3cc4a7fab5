package org.smime4j.internal.asn1;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What belongs to one message and is made once for all of its layers, such as the account of what
 * its signatures cost. Not for use by several threads.
 */
public final class MessageScope {

  private final Map<Class<?>, Object> held = new HashMap<>();

  /** The one object of this type that the message has; made where it has none yet. */
  public <T> T one(Class<T> type, Supplier<T> make) {
    return type.cast(held.computeIfAbsent(type, t -> make.get()));
  }
}
