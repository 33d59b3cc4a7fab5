package org.smime4j.cli;

/** The command was called in a way that makes no sense: one sentence, exit status 2. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String sentence) {
    super(sentence);
  }
}
