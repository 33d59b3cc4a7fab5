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
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * One large AES-256-GCM message, as DER from array to array, with one thread or more for its
 * content: does a second one help?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms6g", "-Xmx6g", "-XX:+AlwaysPreTouch"})
public class LargeMessage {

  @Param({"1073741824"})
  public int size;

  @Param({"1", "2"})
  public int contentThreads;

  private Encryptor encryptor;
  private Decryptor decryptor;
  private byte[] content;
  private byte[] message;

  @Setup
  public void setUp() throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    encryptor = material.encryptor().withContentThreads(contentThreads);
    decryptor = material.decryptor().withContentThreads(contentThreads);
    content = new byte[size];
    new Random(size).nextBytes(content);
    message = encryptor.encrypt(content).bytes();
    Task.requireSame(content, opened().bytes());
  }

  private ByteSource opened() throws Exception {
    return decryptor.decrypt(message).fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  @Benchmark
  public Envelope encrypt() throws Exception {
    return encryptor.encrypt(content);
  }

  @Benchmark
  public Decryption decrypt() throws Exception {
    return decryptor.decrypt(message);
  }
}
