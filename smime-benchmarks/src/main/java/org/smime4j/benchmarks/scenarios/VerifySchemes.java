package org.smime4j.benchmarks.scenarios;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.smime4j.benchmarks.contestants.SchemeEngine;
import org.smime4j.internal.bytes.ArrayOctets;

/**
 * A signed message of 10 KiB under each kind of key, and the bare verification in it: what stands
 * around that call shall not depend on the scheme, nor on whose implementation it is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
public class VerifySchemes {

  @Param public SchemeEngine.Scheme scheme;

  private SchemeEngine engine;

  @Setup
  public void setUp() throws Exception {
    engine = new SchemeEngine(scheme, 10_240);
  }

  @Benchmark
  public ArrayOctets message() throws Exception {
    return engine.verify();
  }

  @Benchmark
  public Signature bare() throws GeneralSecurityException {
    return engine.bare();
  }
}
