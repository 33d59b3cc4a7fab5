package org.smime4j.as2;

import java.io.IOException;

/**
 * Thrown if the structure of an AS2 message is invalid, or if the message lacks a requested part.
 * Errors in the CMS inside cause {@link org.smime4j.findings.SmimeException}.
 */
public final class As2Exception extends IOException {

  private static final long serialVersionUID = 1;

  private final Disposition disposition;

  As2Exception(String message) {
    this(message, Disposition.UNEXPECTED_PROCESSING_ERROR);
  }

  As2Exception(String message, Disposition disposition) {
    super(message);
    this.disposition = disposition;
  }

  /** Returns the disposition for the MDN that answers a message with this error. */
  public Disposition disposition() {
    return disposition;
  }

  /**
   * Returns the same exception for a message that no key opens, and for one whose encrypted content
   * may have been changed. A sender who could distinguish the two would learn the encrypted
   * content. Content without signature counts too: a changed type can hide the signature.
   */
  static As2Exception closed() {
    return new As2Exception(
        "The message cannot be opened: the key does not fit, or the encrypted content is not"
            + " signed, is not the signed content, or is not a message",
        Disposition.DECRYPTION_FAILED);
  }
}
