package org.smime4j.internal.decrypt;

import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * How many more keys may decrypt the whole content, in all layers of one message together. The
 * number depends only on the ciphers, the sizes of the contents and the numbers of candidates. Not
 * for use by several threads.
 */
final class ContentRuns {

  /** A decryption by a slow cipher counts as so many of {@link Limit#CONTENT_RUNS}. */
  private static final int SLOW = 5;

  private final KeyTime operations;
  private final long runs;
  private long slowRuns;
  private long octets;

  /**
   * @param operations the remaining time of work with keys. Slow ciphers draw on it, so that both
   *     together cost little more than the operations may
   */
  ContentRuns(Limits limits, KeyTime operations) {
    this.operations = operations;
    runs = limits.of(Limit.CONTENT_RUNS);
    slowRuns = runs / SLOW;
    octets = limits.of(Limit.CONTENT_RUN_OCTETS);
  }

  /** Returns how many keys may decrypt this content. One may in any case. */
  long allowed(EncryptedContainer layer) {
    boolean slow = Work.isSlow(layer.cipher());
    long allowed = Math.max(slow ? slowRuns : runs, octets / octets(layer));
    return Math.max(1, slow ? Math.min(allowed, operations.left() / microseconds(layer)) : allowed);
  }

  /**
   * Draws the decryptions of this content with some keys, before any of them.
   *
   * @param candidates how many keys there are, whatever their content keys are
   * @return how many may decrypt it
   */
  long draw(EncryptedContainer layer, int candidates) {
    long allowed = allowed(layer);
    long drawn = Math.min(allowed, candidates);
    if (Work.isSlow(layer.cipher())) {
      slowRuns = Math.max(0, slowRuns - drawn);
      // One may be done in any case.
      operations.spend(Math.max(0, drawn - 1) * microseconds(layer));
    }
    octets -= Math.min(drawn, octets / octets(layer)) * octets(layer);
    return allowed;
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
