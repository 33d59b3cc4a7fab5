package org.smime4j.reports;

/**
 * How the layers over a header field or content protect it (RFC 9788 section 4.3).
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum Protection {
  /** Every signer is trusted, and it was encrypted. The author hid such a header field outside. */
  SIGNED_AND_ENCRYPTED,
  /**
   * Every signer is trusted, but anyone may read it. The Subject of an encrypted mail has this
   * value if its author did not hide it.
   */
  SIGNED,
  /** It was encrypted, but no trusted signature inside the encryption says who wrote it. */
  ENCRYPTED,
  /** Nothing protects it: anyone may have written it. */
  NOTHING
}
