package org.smime4j.cli;

import java.io.IOException;

/** Tells what became of messages, one after the other. */
@FunctionalInterface
interface Report {
  void write(MessageOutcome outcome) throws IOException;
}
