package org.smime4j.tika;

/**
 * How much is parsed; what stands in the {@code ParseContext}, or else {@link #VERIFIED}. Metadata
 * say the same of a message in each case.
 *
 * <pre>{@code
 * context.set(Extraction.class, Extraction.ERRANT_TOO);
 * }</pre>
 */
public enum Extraction {
  /** What is intact, of messages and not of encrypted ones among the parts of another. */
  VERIFIED,
  /**
   * Also of encrypted messages among the parts of another: forwarded ones, and those that an
   * attacker put there. A program that shows or quotes both as one text gives away what was
   * encrypted (B10).
   */
  ERRANT_TOO,
  /** Also what stands under a broken signature: nobody answers for it. */
  BROKEN_TOO
}
