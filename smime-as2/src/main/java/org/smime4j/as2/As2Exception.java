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
}
