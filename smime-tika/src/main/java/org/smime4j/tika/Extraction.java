package org.smime4j.tika;

/**
 * How much of a message the parser parses. Set a value in the {@code ParseContext}; the default is
 * {@link #VERIFIED}. The metadata of a message are the same in each case.
 *
 * <pre>{@code
 * context.set(Extraction.class, Extraction.ERRANT_TOO);
 * }</pre>
 */
public enum Extraction {
  /** Parses intact content only, and no encrypted parts beside other parts. */
  VERIFIED,
  /**
   * Also parses encrypted parts beside other parts. They may be forwarded messages, or an attacker
   * may have put them there. A program that shows or quotes both as one text reveals the encrypted
   * content (B10).
   */
  ERRANT_TOO,
  /** Also parses content under a broken signature. No signer vouches for it. */
  BROKEN_TOO
}
