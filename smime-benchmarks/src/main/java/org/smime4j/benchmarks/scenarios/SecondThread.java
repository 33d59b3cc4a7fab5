package org.smime4j.benchmarks.scenarios;

import java.util.Random;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.smime4j.Decryptor;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.reports.Decryption;

/**
 * One AES-256-GCM message on two content threads, in a JVM that has decrypted such messages on one
 * thread: what does the first one take beside those after it?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
public class SecondThread {

  private static final int MESSAGES_BEFORE = 10;

  @Param({"268435456"})
  public int size;

  private Decryptor decryptor;
  private byte[] message;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    message = material.encryptor().encrypt(content).bytes();
    Decryptor one = material.decryptor().withContentThreads(1);
    decryptor = material.decryptor().withContentThreads(2);
    for (int i = 0; i < MESSAGES_BEFORE; i++) {
      one.decrypt(message);
    }
    if (running.getBenchmark().endsWith(".later")) {
      for (int i = 0; i < MESSAGES_BEFORE; i++) {
        decryptor.decrypt(message);
      }
    }
  }

  @Benchmark
  public Decryption first() throws Exception {
    return decryptor.decrypt(message);
  }

  @Benchmark
  public Decryption later() throws Exception {
    return decryptor.decrypt(message);
  }
}
