package org.smime4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * The four verbs on S/MIME text, from array to array.
 *
 * <pre>{@code
 * java -jar smime-benchmarks/target/benchmarks.jar Smime -p size=10240 -p contestant=SMIME4J,BCJMAIL
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
public class Smime {

  /** Who is timed. */
  @Param public Contestant contestant;

  /** Octets of the MIME entity. */
  @Param({"10240", "33554432"})
  public int size;

  /** AES-256-GCM in AuthEnvelopedData, or AES-256-CBC in EnvelopedData. */
  @Param({"GCM", "CBC"})
  public String cipher = "GCM";

  /** The kind of the signer's and the recipient's key. */
  @Param({"RSA_2048"})
  public Material.Keys keys;

  private Engine engine;
  private byte[] entity;
  private byte[] signed;
  private byte[] encrypted;

  /** Octets of content that went through, so that results read in MB/s. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Content {
    /** Counted by every operation. */
    public long octets;
  }

  /** Keys, and one message of each kind that every contestant that reads gets. */
  @Setup
  public void prepare() throws Exception {
    Material material = Material.create(keys, cipher.equals("GCM"));
    engine = contestant.engine(material);
    entity = Material.entity(size);
    Engine writer = contestant.interoperates() ? Contestant.SMIME4J.engine(material) : engine;
    signed = writer.sign(entity);
    encrypted = writer.encrypt(entity);
  }

  @Benchmark
  public byte[] sign(Content content) throws Exception {
    content.octets += entity.length;
    return engine.sign(entity);
  }

  @Benchmark
  public byte[] verify(Content content) throws Exception {
    content.octets += entity.length;
    return engine.verify(signed);
  }

  @Benchmark
  public byte[] encrypt(Content content) throws Exception {
    content.octets += entity.length;
    return engine.encrypt(entity);
  }

  @Benchmark
  public byte[] decrypt(Content content) throws Exception {
    content.octets += entity.length;
    return engine.decrypt(encrypted);
  }
}
