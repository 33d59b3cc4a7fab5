package org.smime4j.internal.events;

import jdk.jfr.FlightRecorder;
import org.smime4j.internal.platform.NotOnAndroid;

/**
 * Whether a recording runs. If none ever did, only this class of the package is loaded, and one
 * class of {@code jdk.jfr}; a Java without that module runs as well.
 */
@NotOnAndroid("it does not initialise there, and nothing is recorded")
public final class Events {

  private static final boolean PRESENT = isPresent();

  private Events() {}

  private static boolean isPresent() {
    try {
      FlightRecorder.isInitialized();
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  /**
   * Whether the recorder has been started in this JVM, by a command line, from outside or by a
   * program. It stays so when the last recording ends.
   */
  public static boolean mayBeRecorded() {
    return PRESENT && FlightRecorder.isInitialized();
  }
}
