package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.smime4j.internal.bytes.ArrayOctets;

/** Octets that went in as content or message, and that came out. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Counted {

  /** The size of the content. */
  public long octets;

  /** The size of the result. */
  public long result;

  ArrayOctets of(int size, ArrayOctets produced) {
    octets += size;
    result += produced.size();
    return produced;
  }
}
