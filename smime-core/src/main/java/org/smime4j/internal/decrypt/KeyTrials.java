package org.smime4j.internal.decrypt;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The remaining work with private and secret keys for all layers of one message together. Nesting
 * more encrypted layers gives no more work. What an operation costs follows from the kind and the
 * size of its key, so where the work ends depends on nothing secret. Not for use by several
 * threads.
 */
final class KeyTrials {

  /** Operations with keys that the message names, which cost nothing here, however large. */
  private static final int FREE = 16;

  private final long allowed;
  private final KeyTime time;
  private int free = FREE;
  private boolean isExceeded;
  private final ContentRuns contentRuns;

  public KeyTrials(Limits limits) {
    allowed = limits.of(Limit.PRIVATE_KEY_MILLIS);
    time = new KeyTime(TimeUnit.MILLISECONDS.toMicros(allowed));
    contentRuns = new ContentRuns(limits, time);
  }

  /** Returns the first of the candidates that the message names: those that may be tried. */
  List<Candidate> first(List<Candidate> named) {
    int count = 0;
    while (count < named.size() && (free-- > 0 || draw(named.get(count).cost()))) {
      count++;
    }
    return named.subList(0, count);
  }

  /** Returns the remaining decryptions of whole contents. */
  ContentRuns contentRuns() {
    return contentRuns;
  }

  /** Draws work before it is done; false if so much is not left, and then nothing is. */
  boolean draw(long microseconds) {
    isExceeded |= microseconds > time.left();
    time.spend(isExceeded ? time.left() : microseconds);
    return !isExceeded;
  }

  /** Throws an exception if some work was not done. */
  public void check() throws SmimeException.LimitExceeded {
    if (isExceeded) {
      throw new SmimeException.LimitExceeded(Limit.PRIVATE_KEY_MILLIS, allowed);
    }
  }
}
