package org.smime4j.cli.archive;

/** The job in a folder is not the one that was asked for: one sentence. */
public final class NotThisJobException extends Exception {
  private static final long serialVersionUID = 1L;

  NotThisJobException(String sentence) {
    super(sentence);
  }
}
