package org.smime4j.benchmarks.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * Content far larger than the heap, from a file, once in a cold JVM: as CMS, the result thrown
 * away, so that the disk has no more say than reading needs. The content is a file of zeros without
 * blocks on the disk. What is read was written by another JVM, which waited for the disk; it is
 * kept beside the jar until {@code report} has ended.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx64m"})
public class LongStream {

  /** Octets of the content. */
  @Param({"10737418240"})
  public long octets;

  private Signer signer;
  private Verifier verifier;
  private Decryptor decryptor;
  private ByteSource content;
  private Path encrypted;
  private byte[] signature;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    Material material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    signer = Signer.with(Credential.of(material.signerKey(), material.signer()));
    verifier = Verifier.trusting(TrustPolicy.withoutAnchors("a path is no matter of size"));
    decryptor = material.decryptor();
    content = ByteSource.of(MaterialFiles.zeros(octets));
    String name = running.getBenchmark();
    if (name.endsWith(".verify")) {
      signature = MaterialFiles.signatureOfZeros(octets);
    }
    if (name.endsWith(".decryptGcm") || name.endsWith(".readTwice")) {
      encrypted = MaterialFiles.encryptedZeros(true, octets);
    }
    if (name.endsWith(".decryptCbc")) {
      encrypted = MaterialFiles.encryptedZeros(false, octets);
    }
  }

  @Benchmark
  public byte[] sign() throws IOException {
    return signer.signDetached(content);
  }

  @Benchmark
  public SignatureReport verify() throws IOException {
    SignatureReport report = verifier.verifyDetached(content, ByteSource.of(signature));
    if (!report.worst().isIntact()) {
      throw new IllegalStateException("signature is wrong");
    }
    return report;
  }

  @Benchmark
  public EncryptionReport encryptGcm() throws Exception {
    return encrypted(true);
  }

  @Benchmark
  public EncryptionReport encryptCbc() throws Exception {
    return encrypted(false);
  }

  private EncryptionReport encrypted(boolean authenticated) throws Exception {
    return MaterialFiles.material(Material.Keys.RSA_2048, authenticated, Material.Form.DER)
        .encryptor()
        .encrypt(content, OutputStream.nullOutputStream());
  }

  @Benchmark
  public long decryptGcm() throws IOException {
    return decrypted();
  }

  @Benchmark
  public long decryptCbc() throws IOException {
    return decrypted();
  }

  /**
   * What decrypting takes of the disk: a file of that length is read twice, and nothing is done
   * with it.
   */
  @Benchmark
  public long readTwice() throws IOException {
    byte[] block = new byte[64 * 1024];
    long read = 0;
    for (int i = 0; i < 2; i++) {
      try (InputStream in = Files.newInputStream(encrypted)) {
        for (int n; (n = in.read(block)) > 0; ) {
          read += n;
        }
      }
    }
    return read;
  }

  private long decrypted() throws IOException {
    ByteSource plain =
        decryptor
            .decrypt(ByteSource.of(encrypted))
            .fold(whole -> whole, UnauthenticatedContent::unauthenticated);
    Counting out = new Counting();
    plain.writeTo(out);
    if (out.octets != octets) {
      throw new IllegalStateException("content is short");
    }
    return out.octets;
  }

  private static final class Counting extends OutputStream {
    private long octets;

    @Override
    public void write(int octet) {
      octets++;
    }

    @Override
    public void write(byte[] array, int from, int length) {
      octets += length;
    }
  }
}
