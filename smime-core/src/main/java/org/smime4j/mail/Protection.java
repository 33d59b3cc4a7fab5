package org.smime4j.mail;

/** What protects a header field, or content, by the layers over it (RFC 9788 section 4.3). */
public enum Protection {
  /** Every signer is trusted, and it was encrypted; of fields, the author hid it outside. */
  SIGNED_AND_ENCRYPTED,
  /** Every signer is trusted; it may be read outside. */
  SIGNED,
  /** It was encrypted, and no trusted signature inside that says by whom. */
  ENCRYPTED,
  /** Nothing: anybody may have written it. */
  NOTHING;

  static Protection of(boolean signed, boolean hidden) {
    if (signed) {
      return hidden ? SIGNED_AND_ENCRYPTED : SIGNED;
    }
    return hidden ? ENCRYPTED : NOTHING;
  }
}
