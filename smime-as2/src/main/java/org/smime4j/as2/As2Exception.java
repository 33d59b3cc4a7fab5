package org.smime4j.as2;

import java.io.IOException;

/**
 * A message of AS2 that is built as none may be, or lacks what was asked for. What is wrong with
 * the CMS inside is an {@link org.smime4j.SmimeException}.
 */
public final class As2Exception extends IOException {

  private static final long serialVersionUID = 1;

  As2Exception(String message) {
    super(message);
  }

  /**
   * The one failure of a message that no key opens, and of one whose content may have been changed
   * under its encryption. A sender who could tell them apart would learn what the encryption hides.
   */
  static As2Exception closed() {
    return new As2Exception(
        "The message cannot be opened: the key is another, or what is encrypted is not what was"
            + " signed, or is no message");
  }
}
