package org.smime4j.cli;

/** The exit statuses of the command, as its help states them. */
final class ExitStatus {

  /** Everything was done. */
  static final int DONE = 0;

  /** Something could not be done. */
  static final int FAILED = 1;

  /** The arguments make no sense. */
  static final int BAD_USAGE = 2;

  /** Everything was done, and not every message is signed as was required. */
  static final int NOT_AS_REQUIRED = 3;

  private ExitStatus() {}
}
