package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.internal.bytes.ArrayOctets;

/** A message is decrypted and the signature inside verified; nobody judges the path. */
public class OpenSigned extends EncryptionContest {

  private byte[] message;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    prepare(running);
    message = Engine.whole(writer(contestant).signThenEncrypt(entity));
    requireSame(entity, engine.openSigned(message).bytes());
  }

  @Benchmark
  public ArrayOctets openSigned(Counted counted) throws Exception {
    return counted.of(entity.length, engine.openSigned(message));
  }
}
