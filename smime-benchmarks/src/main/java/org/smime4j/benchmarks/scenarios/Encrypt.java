package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.internal.bytes.ArrayOctets;

/** An entity is encrypted to one recipient; nobody judges the certificate. */
public class Encrypt extends EncryptionContest {

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    prepare(running);
  }

  @TearDown
  public void agree() throws Exception {
    requireSame(entity, other.decrypt(Engine.whole(engine.encrypt(entity))).bytes());
  }

  @Benchmark
  public ArrayOctets encrypt(Counted counted, Waits waits) throws Exception {
    return waits.after(counted.of(entity.length, engine.encrypt(entity)));
  }
}
