package org.smime4j.internal.events;

import java.io.IOException;
import java.util.Map;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.platform.NotOnAndroid;

/** Some work and how it ended. To be made where events may be recorded at all. */
@Category("S/MIME")
@StackTrace(false)
@NotOnAndroid("it is made only where events are recorded")
public abstract class WorkEvent extends Event {

  /** Each kind of the library's exceptions that ends such work, in a word. */
  private static final Map<Class<?>, String> OUTCOMES =
      Map.of(
          SmimeException.Malformed.class, "MALFORMED",
          SmimeException.LimitExceeded.class, "LIMIT_EXCEEDED",
          SmimeException.UnsupportedAlgorithm.class, "UNSUPPORTED_ALGORITHM",
          SmimeException.Refused.class, "REFUSED",
          SmimeException.NoMatchingKey.class, "NO_MATCHING_KEY",
          SmimeException.NotDecryptable.class, "NOT_DECRYPTABLE",
          SmimeException.KeyFile.class, "KEY_FILE",
          SmimeException.ProviderUnavailable.class, "PROVIDER_UNAVAILABLE");

  @Label("Outcome")
  String outcome = "OK";

  /** The work; what it finds it may write into the event. */
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does the work, and records it. */
  public final <T> T around(Work<T> work) throws IOException {
    begin();
    try {
      return work.run();
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      commit();
    }
  }

  /**
   * Says how the work ended: {@code FAILED} stands for what the medium or the caller brought about.
   * One word for every cause that depends on a secret, as there is one exception.
   */
  public final void failed(Throwable failure) {
    outcome = OUTCOMES.getOrDefault(failure.getClass(), "FAILED");
  }
}
