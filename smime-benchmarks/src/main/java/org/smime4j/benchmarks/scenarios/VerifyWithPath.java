package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.internal.bytes.ArrayOctets;

/**
 * A signature is verified, and its certificate's path to an anchor with it; no CRL is asked. Of
 * contestants without a path validation in the same call none competes.
 */
public class VerifyWithPath extends Task {

  /** Who is timed. */
  @Param({"SMIME4J", "SMIME4J_NATIVE", "BCJMAIL"})
  public Contestant contestant;

  /** How many signers the messages have: 1, or more than any cache holds. */
  @Param({"1", "10000"})
  public int senders;

  private Inbox inbox;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    inbox = new Inbox(this, senders);
    prepare(contestant, inbox.material(), running);
    inbox.fill(this, contestant);
    requireSame(entity, engine.verifyWithPath(inbox.next(new Turn())).bytes());
  }

  @Benchmark
  public ArrayOctets verify(Turn turn, Counted counted) throws Exception {
    return counted.of(entity.length, engine.verifyWithPath(inbox.next(turn)));
  }
}
