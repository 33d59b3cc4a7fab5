package org.smime4j.mail;

/** How much of a message a layer covers (RFC 9787, section 3). */
enum Coverage {
  /** The layer is the message, or stands directly inside layers that are: it covers all content. */
  WHOLE,
  /**
   * The layer stands somewhere among other parts: an errant layer. It says nothing about the
   * message, and what is inside it must not be mixed with what is not.
   */
  PART
}
