package org.smime4j.internal.events;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;

/**
 * Whether a recording runs. If none ever did, only this class of the package is loaded, and one
 * class of {@code jdk.jfr}; a Java without that module runs as well.
 */
public final class Events {

  /** A count that is not told, as it could say more than the outcome does. */
  static final int NOT_TOLD = -1;

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

  /**
   * How something ended, in a word: {@code OK}, the kind of the library's exception, or {@code
   * FAILED} for what the medium or the caller brought about. One word for every cause that depends
   * on a secret, as there is one exception.
   */
  public static String outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return "OK";
    }
    if (failure instanceof SmimeException.Malformed) {
      return "MALFORMED";
    }
    if (failure instanceof SmimeException.LimitExceeded) {
      return "LIMIT_EXCEEDED";
    }
    if (failure instanceof SmimeException.UnsupportedAlgorithm) {
      return "UNSUPPORTED_ALGORITHM";
    }
    if (failure instanceof SmimeException.Refused) {
      return "REFUSED";
    }
    if (failure instanceof SmimeException.NoMatchingKey) {
      return "NO_MATCHING_KEY";
    }
    if (failure instanceof SmimeException.NotDecryptable) {
      return "NOT_DECRYPTABLE";
    }
    if (failure instanceof SmimeException.KeyFile) {
      return "KEY_FILE";
    }
    return failure instanceof SmimeException.ProviderUnavailable
        ? "PROVIDER_UNAVAILABLE"
        : "FAILED";
  }
}
