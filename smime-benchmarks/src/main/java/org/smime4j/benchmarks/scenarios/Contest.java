package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Param;
import org.smime4j.benchmarks.contestants.Contestant;

/** A task for all contestants. */
public abstract class Contest extends Task {

  /** Who is timed. */
  @Param public Contestant contestant;
}
