package org.smime4j.internal.asn1;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.settings.Limits;

/**
 * What belongs to one message and is made once for all of its layers, such as the account of what
 * its signatures cost. Not for use by several threads.
 */
public final class MessageScope {

  private final Map<Class<?>, Object> held = new HashMap<>();
  private long octets;
  private boolean beingOpened;

  /** Adds the size of a part of the message, if it is known. */
  public void addSize(OptionalLong more) {
    octets += more.orElse(0);
  }

  /** Begins the opening of a whole message. */
  public void begin(OptionalLong size) {
    addSize(size);
    beingOpened = true;
  }

  /** Ends it: what is read from now on is what the caller asks for. */
  public void end() {
    beingOpened = false;
  }

  /** Whether it is the sender who decides what is read, and how often. */
  public boolean isBeingOpened() {
    return beingOpened;
  }

  /** How long the message is, as far as that was said. */
  public long octets() {
    return octets;
  }

  /** The processor work that is left for the message, on which all that is done for it draws. */
  public WorkBudget work(Limits limits) {
    return one(WorkBudget.class, () -> WorkBudget.of(limits, octets));
  }

  /** The one object of this type that the message has; made where it has none yet. */
  public <T> T one(Class<T> type, Supplier<T> make) {
    Object known = held.get(type);
    if (known == null) {
      // May itself ask for another.
      known = make.get();
      held.put(type, known);
    }
    return type.cast(known);
  }
}
