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
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Envelope;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;

/**
 * One large AES-256-GCM message, as DER from array to array, with a content thread for each
 * processor: does a second one help? Compare forks with {@code -jvmArgsAppend
 * -XX:ActiveProcessorCount=1} and {@code =2}.
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

  private Encryptor encryptor;
  private Decryptor decryptor;
  private byte[] content;
  private byte[] message;

  @Setup
  public void setUp() throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    int threads = Runtime.getRuntime().availableProcessors();
    encryptor =
        Encryptor.unvalidated("a path is no matter of size")
            .to(material.recipient())
            .under(Policy.standard().writing(KeyTransport.RSA_PKCS1))
            .withContentThreads(threads);
    decryptor =
        Decryptor.with(KeyHistory.of(Identity.of(material.recipientKey(), material.recipient())))
            .withContentThreads(threads);
    content = new byte[size];
    message = encryptor.encrypt(content).bytes();
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
