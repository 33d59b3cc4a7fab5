package org.smime4j.internal.decrypt;

import org.smime4j.Limit;
import org.smime4j.Limits;

/**
 * Computes how many keys may decrypt the whole content. The number depends only on the cleartext.
 */
final class ContentRuns {

  private ContentRuns() {}

  /** Returns {@link Limit#CONTENT_RUNS}, or more if the content is small. */
  static long allowed(EncryptedContainer message, Limits limits) {
    long runs = limits.of(Limit.CONTENT_RUNS);
    long size = message.encryptedContent().sizeIfKnown().orElse(Long.MAX_VALUE);
    return Math.max(runs, limits.of(Limit.CONTENT_RUN_OCTETS) / Math.max(1, size));
  }
}
