package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.internal.bytes.ArrayOctets;

/** A message for the only key is decrypted. */
public class Decrypt extends EncryptionContest {

  private byte[] message;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    prepare(running);
    message = Engine.whole(writer(contestant).encrypt(entity));
    requireSame(entity, engine.decrypt(message).bytes());
  }

  @Benchmark
  public ArrayOctets decrypt(Counted counted, Waits waits) throws Exception {
    return waits.after(counted.of(entity.length, engine.decrypt(message)));
  }
}
