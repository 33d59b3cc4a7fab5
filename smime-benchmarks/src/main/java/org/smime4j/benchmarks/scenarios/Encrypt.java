package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.smime4j.ArrayOctets;

/** An entity is encrypted to one recipient; nobody judges the certificate. */
public class Encrypt extends EncryptionContest {

  @Setup
  public void setUp() throws Exception {
    prepare();
  }

  @Benchmark
  public ArrayOctets encrypt(Counted counted) throws Exception {
    return counted.of(entity.length, engine.encrypt(entity));
  }
}
