package org.smime4j.internal.decrypt;

/** The forms that content without authentication may have. */
enum ContentRule {
  /** Any form, as in CMS without mail around it. */
  ANY,
  /**
   * As in a mail: a MIME entity, text or BER. Octets of any other form are a deviation, unless they
   * begin like a header. In that case they are mail that was changed.
   */
  MAIL,
  /** A MIME entity, text or BER, and nothing else. */
  ONLY_MAIL
}
