package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.internal.bytes.ArrayOctets;

/** An entity is signed and the result encrypted. */
public class SignThenEncrypt extends EncryptionContest {

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    prepare(running);
    byte[] small = Material.entity(1000);
    requireSame(small, other.openSigned(Engine.whole(engine.signThenEncrypt(small))).bytes());
  }

  @TearDown
  public void agree() throws Exception {
    requireSame(entity, other.openSigned(Engine.whole(engine.signThenEncrypt(entity))).bytes());
  }

  @Benchmark
  public ArrayOctets signThenEncrypt(Counted counted) throws Exception {
    return counted.of(entity.length, engine.signThenEncrypt(entity));
  }
}
