package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Where a thread is in an inbox. */
@State(Scope.Thread)
public class Turn {
  int number;
}
