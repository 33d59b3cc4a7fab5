package org.smime4j.internal.fetch;

import java.io.IOException;
import org.smime4j.findings.Finding;

/** Thrown if a fetch is refused, or given up, for a reason of our own. */
final class Refusal extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Finding why;

  /**
   * @param why the reason, as the end of a sentence
   */
  Refusal(Finding why) {
    super(why.sentence());
    this.why = why;
  }

  Finding why() {
    return why;
  }
}
