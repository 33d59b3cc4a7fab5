package org.smime4j.internal.open;

/** How much of a message a layer covers (RFC 9787, section 3). */
enum Coverage {
  /** The layer covers all content: it is the message, or is directly inside such layers. */
  WHOLE,
  /**
   * The layer is errant: it is a part beside other parts. It says nothing about the message. Do not
   * mix its content with other content.
   */
  PART
}
