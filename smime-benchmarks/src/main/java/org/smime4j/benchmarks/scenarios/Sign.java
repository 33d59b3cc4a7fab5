package org.smime4j.benchmarks.scenarios;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.internal.bytes.ArrayOctets;

/**
 * An entity is signed, with SHA-256.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar Sign -p size=10240 -p contestant=SMIME4J,BCJMAIL
 * }</pre>
 */
public class Sign extends Contest {

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    prepare(contestant, material(true), running);
  }

  @TearDown
  public void agree() throws Exception {
    requireSame(entity, other.verify(Engine.whole(engine.sign(entity))).bytes());
  }

  @Benchmark
  public ArrayOctets sign(Counted counted, Waits waits) throws Exception {
    return waits.after(counted.of(entity.length, engine.sign(entity)));
  }
}
