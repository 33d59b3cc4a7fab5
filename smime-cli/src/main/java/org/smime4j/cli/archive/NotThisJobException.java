package org.smime4j.cli.archive;

import java.io.IOException;

/** The job in a folder is not the one that was asked for: one sentence. */
public final class NotThisJobException extends IOException {

  private static final long serialVersionUID = 1L;

  NotThisJobException(String sentence) {
    super(sentence);
  }
}
