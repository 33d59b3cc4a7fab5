package org.smime4j.benchmarks.scenarios;

import java.util.List;
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
import org.smime4j.benchmarks.contestants.BareOpening;
import org.smime4j.benchmarks.contestants.Contestant;
import org.smime4j.benchmarks.contestants.FirstMessage;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;

/**
 * The first message of a fresh JVM, with the verbs that it takes: keys and certificates are objects
 * already, and the octets are in memory, both from files. Each fork gives one figure.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 10,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class ColdStart {

  /** Who opens the first message. */
  public enum Way {
    /** This library. */
    SMIME4J,
    /**
     * Of a small message: the JCA and ASN.1 calls it takes, see {@link BareOpening}. Of a large
     * one: the floor's code with 64 KiB at each call of a primitive.
     */
    BARE
  }

  @Param public Way way;

  /** Octets of the small message. */
  @Param({"10240"})
  public int small;

  /** Octets of the large message. */
  @Param({"33554432"})
  public int large;

  private Material material;
  private byte[] entity;
  private byte[] message;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.TEXT);
    boolean isSmall = running.getBenchmark().endsWith(".openSmall");
    Contestant writer = way == Way.BARE && !isSmall ? Contestant.JDK_FLOOR : Contestant.SMIME4J;
    List<byte[]> parts =
        MaterialFiles.encrypted(writer, Material.Keys.RSA_2048, isSmall ? small : large);
    entity = parts.get(0);
    message = parts.get(1);
  }

  @Benchmark
  public Object openSmall() throws Exception {
    return way == Way.BARE
        ? BareOpening.open(message, material.recipientKey())
        : FirstMessage.open(message, material);
  }

  @Benchmark
  public Object openLarge() throws Exception {
    return way == Way.BARE
        ? Contestant.floor(material, 1 << 16).decrypt(message)
        : FirstMessage.open(message, material);
  }

  @Benchmark
  public Object encryptLarge() throws Exception {
    return way == Way.BARE
        ? Contestant.floor(material, 1 << 16).encrypt(entity)
        : FirstMessage.encrypt(entity, material);
  }
}
