package org.smime4j.internal.mime;

import org.smime4j.findings.Finding;

/** Why programs may read a message in more than one way, as a sentence or a part of one. */
public final class Doubt {

  private Doubt() {}

  /**
   * Returns a doubt.
   *
   * @param pattern a pattern of {@link Finding}
   */
  public static Finding of(String pattern, Object... arguments) {
    return new Finding(Finding.Code.AMBIGUOUS, pattern, arguments);
  }
}
