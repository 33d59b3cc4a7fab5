package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.internal.bytes.ArrayOctets;

/** A signature is verified by the certificate in the message; nobody judges a path. */
public class Verify extends Contest {

  /** How many signers the messages have: 1, or more than any cache holds. */
  @Param({"1"})
  public int senders = 1;

  private Inbox inbox;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    inbox = new Inbox(this, senders);
    prepare(contestant, inbox.material(), running);
    inbox.fill(this, contestant);
    requireSame(entity, engine.verify(inbox.next(new Turn())).bytes());
  }

  @Benchmark
  public ArrayOctets verify(Turn turn, Counted counted, Waits waits) throws Exception {
    return waits.after(counted.of(entity.length, engine.verify(inbox.next(turn))));
  }
}
