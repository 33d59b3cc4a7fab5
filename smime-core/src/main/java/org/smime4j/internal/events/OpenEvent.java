package org.smime4j.internal.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A message was opened, or could not be. */
@Name("org.smime4j.Open")
@Label("Open Message")
@Description("A message, all of its layers")
@Category("S/MIME")
@StackTrace(false)
public final class OpenEvent extends Event {

  private static final OpenEvent PROBE = new OpenEvent();

  @Label("Size")
  @Description("The message as it came; -1 if only reading to its end tells")
  @DataAmount
  long size;

  @Label("Layers")
  @Description("Kinds of the layers over the whole message, outermost first")
  @Nullable String layers;

  @Label("Layers of Parts")
  @Description("How many layers stand around parts of it alone")
  int partLayers;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Verdict")
  @Description("Of the signature over the whole message; null if there is none")
  @Nullable String verdict;

  @Label("Finding")
  @Description("The headline's code; null if nothing speaks against the signature")
  @Nullable String finding;

  private OpenEvent() {}

  /** Begins one; null if it is not enabled. To be asked where events may be recorded at all. */
  public static @Nullable OpenEvent start() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    OpenEvent event = new OpenEvent();
    event.begin();
    return event;
  }

  /** Ends it where the message could be read; how far, the outcome says. */
  public void opened(
      long octets,
      String kinds,
      int ofParts,
      @Nullable Throwable failure,
      @Nullable String word,
      @Nullable String headline) {
    layers = kinds;
    partLayers = ofParts;
    verdict = word;
    finding = headline;
    end(octets, failure);
  }

  /** Ends it where the message could not be read. */
  public void failed(long octets, Throwable failure) {
    end(octets, failure);
  }

  private void end(long octets, @Nullable Throwable failure) {
    size = octets;
    outcome = Events.outcome(failure);
    commit();
  }
}
