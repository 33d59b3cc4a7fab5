package org.smime4j.benchmarks.scenarios;

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
import org.smime4j.ArrayOctets;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.Engine;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * One large AES-256-GCM message, as DER from array to array: does a second core help? Compare forks
 * with {@code -jvmArgsAppend -XX:ActiveProcessorCount=1} and {@code =2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms6g", "-Xmx6g"})
public class OneGibibyte {

  @Param({"1073741824"})
  public int size;

  private Engine engine;
  private byte[] content;
  private byte[] message;

  @Setup
  public void setUp() throws Exception {
    engine =
        Contestant.SMIME4J.engine(
            MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER));
    content = new byte[size];
    message = Engine.whole(engine.encrypt(content));
  }

  @Benchmark
  public ArrayOctets encrypt() throws Exception {
    return engine.encrypt(content);
  }

  @Benchmark
  public ArrayOctets decrypt() throws Exception {
    return engine.decrypt(message);
  }
}
