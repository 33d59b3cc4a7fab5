package org.smime4j.reports;

/**
 * The scheme by which a message protects its header.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum HeaderScheme {
  /** The parameter {@code hp} (RFC 9788). */
  RFC_9788,
  /** The parameter {@code protected-headers="v1"} of Enigmail and similar programs. */
  PROTECTED_HEADERS_V1,
  /**
   * A whole message in place of the content (RFC 8551, section 3.1), with the author of the message
   * around it. A message that is attached or marked as forwarded, or has fields of its own delivery
   * such as {@code Received}, is an attachment instead.
   */
  WRAPPED_MESSAGE
}
