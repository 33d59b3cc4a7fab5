package org.smime4j.internal.decrypt;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The remaining work with private and secret keys for all layers of one message together, and how
 * many more keys may decrypt whole contents. Nesting more encrypted layers gives no more work. What
 * an operation costs follows from the kind and the size of its key, and what a decryption costs
 * from its cipher and the size of the content, so where the work ends depends on nothing secret.
 * Not for use by several threads.
 */
final class KeyTrials {

  /** Operations with keys that the message names, which cost nothing here, however large. */
  private static final int FREE = 16;

  /** A decryption by a slow cipher counts as so many of {@link Limit#CONTENT_RUNS}. */
  private static final int SLOW = 5;

  private final long allowed;

  /**
   * In nominal microseconds. Slow ciphers draw on it too, so that both together cost little more
   * than the operations may.
   */
  private long left;

  private int free = FREE;
  private boolean isExceeded;
  private final long runs;
  private long slowRuns;
  private long octets;

  public KeyTrials(Limits limits) {
    allowed = limits.get(Limit.PRIVATE_KEY_MILLIS);
    left = TimeUnit.MILLISECONDS.toMicros(allowed);
    runs = limits.get(Limit.CONTENT_RUNS);
    slowRuns = runs / SLOW;
    octets = limits.get(Limit.CONTENT_RUN_OCTETS);
  }

  /** Returns the first of the candidates that the message names: those that may be tried. */
  List<Candidate> first(List<Candidate> named) {
    int count = 0;
    while (count < named.size() && (free-- > 0 || draw(named.get(count).cost()))) {
      count++;
    }
    return named.subList(0, count);
  }

  /** Draws work before it is done; false if so much is not left, and then nothing is. */
  boolean draw(long microseconds) {
    isExceeded |= microseconds > left;
    left = isExceeded ? 0 : left - microseconds;
    return !isExceeded;
  }

  /** Whether some work was not done. */
  boolean isExceeded() {
    return isExceeded;
  }

  /** Throws an exception if some work was not done. */
  public void check() throws SmimeException.LimitExceeded {
    if (isExceeded) {
      throw new SmimeException.LimitExceeded(Limit.PRIVATE_KEY_MILLIS, allowed);
    }
  }

  /** Returns how many keys may decrypt this content. One may in any case. */
  long allowedRuns(EncryptedContainer layer) {
    boolean slow = Work.isSlow(layer.cipher());
    long most = Math.max(slow ? slowRuns : runs, octets / octets(layer));
    return Math.max(1, slow ? Math.min(most, left / microseconds(layer)) : most);
  }

  /**
   * Draws the decryptions of this content with some keys, before any of them.
   *
   * @param candidates how many keys there are, whatever their content keys are
   * @return how many may decrypt it
   */
  long drawRuns(EncryptedContainer layer, int candidates) {
    long most = allowedRuns(layer);
    long drawn = Math.min(most, candidates);
    if (Work.isSlow(layer.cipher())) {
      slowRuns = Math.max(0, slowRuns - drawn);
      // One may be done in any case.
      left = Math.max(0, left - Math.max(0, drawn - 1) * microseconds(layer));
    }
    octets -= Math.min(drawn, octets / octets(layer)) * octets(layer);
    return most;
  }

  private static long microseconds(EncryptedContainer layer) {
    long size = layer.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE);
    return Math.max(1, Work.decrypting(layer.cipher(), size));
  }

  /** The octets of AES that cost as much as one decryption. */
  private static long octets(EncryptedContainer layer) {
    long size = layer.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE);
    long octets = Work.octetsOfAes(layer.cipher());
    return size > Long.MAX_VALUE / octets ? Long.MAX_VALUE : Math.max(1, size * octets);
  }
}
