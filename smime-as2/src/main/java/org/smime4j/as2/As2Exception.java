package org.smime4j.as2;

import java.io.IOException;

/**
 * Thrown if the structure of an AS2 message is invalid, or if the message lacks a requested part.
 * Errors in the CMS inside cause {@link org.smime4j.findings.SmimeException}.
 */
public final class As2Exception extends IOException {

  private static final long serialVersionUID = 1;

  As2Exception(String message) {
    super(message);
  }

  /**
   * Returns the same exception for a message that no key opens, and for one whose encrypted content
   * may have been changed. A sender who could distinguish the two would learn the encrypted
   * content.
   */
  static As2Exception closed() {
    return new As2Exception(
        "The message cannot be opened: the key does not fit, or the encrypted content is not"
            + " the signed content, or is not a message");
  }
}
