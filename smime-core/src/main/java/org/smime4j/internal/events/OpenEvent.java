package org.smime4j.internal.events;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.platform.NotOnAndroid;

/** A message was opened, or could not be. */
@Name("org.smime4j.Open")
@Label("Open Message")
@Description("A message, all of its layers")
@NotOnAndroid("it is made only where events are recorded")
public final class OpenEvent extends WorkEvent {

  @Label("Size")
  @Description("The message as it came; -1 if only reading to its end tells")
  @DataAmount
  public long size;

  @Label("Layers")
  @Description("Kinds of the layers over the whole message, outermost first")
  public @Nullable String layers;

  @Label("Layers of Parts")
  @Description("How many layers stand around parts of it alone")
  public int partLayers;

  @Label("Verdict")
  @Description("Of the signature over the whole message; null if there is none")
  public @Nullable String verdict;

  @Label("Finding")
  @Description("The headline's code; null if nothing speaks against the signature")
  public @Nullable String finding;
}
