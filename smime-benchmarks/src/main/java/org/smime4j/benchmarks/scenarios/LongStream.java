package org.smime4j.benchmarks.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.smime4j.KeyTransport;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.benchmarks.contestants.Material;
import org.smime4j.benchmarks.contestants.MaterialFiles;
import org.smime4j.cms.AuthenticatedContent;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.EncryptionReport;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Integrity;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.Signer;
import org.smime4j.cms.UnauthenticatedContent;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.trust.TrustPolicy;

/**
 * Content far larger than the heap, from a file, once in a cold JVM: as CMS, the result thrown
 * away, so that the disk has no more say than reading needs. The content is a file of zeros without
 * blocks on the disk. Encrypted files are kept beside the jar until {@code report} has ended.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx64m"})
public class Stream {

  /** Octets of the content. */
  @Param({"10737418240"})
  public long octets;

  private Signer signer;
  private Verifier verifier;
  private Decryptor decryptor;
  private Material material;
  private Octets content;
  private Path encrypted;
  private byte[] signature;

  @Setup
  public void setUp(BenchmarkParams running) throws Exception {
    material = MaterialFiles.material(Material.Keys.RSA_2048, true, Material.Form.DER);
    signer = Signer.with(Identity.of(material.signerKey(), material.signer()));
    verifier = Verifier.trusting(TrustPolicy.withoutAnchors("a path is no matter of size"));
    decryptor =
        Decryptor.with(KeyHistory.of(Identity.of(material.recipientKey(), material.recipient())));
    Path zeros = MaterialFiles.folder().resolve("zeros-" + octets);
    try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
      file.setLength(octets);
    }
    content = Octets.of(zeros);
    String name = running.getBenchmark();
    if (name.endsWith(".verify")) {
      signature = signer.signDetached(content);
    }
    if (name.endsWith(".decryptGcm") || name.endsWith(".readTwice")) {
      encrypted = encryptedFile("gcm", gcm());
    }
    if (name.endsWith(".decryptCbc")) {
      encrypted = encryptedFile("cbc", Policy.outlook());
    }
  }

  private Path encryptedFile(String cipher, Policy policy) throws IOException {
    Path file = MaterialFiles.folder().resolve("zeros-" + octets + "." + cipher);
    if (!Files.exists(file)) {
      Path beside = file.resolveSibling(file.getFileName() + ".part");
      try (OutputStream out = Files.newOutputStream(beside)) {
        encryptor(policy).encrypt(content, out);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private static Policy gcm() {
    return Policy.standard().writing(KeyTransport.RSA_PKCS1);
  }

  private Encryptor encryptor(Policy policy) {
    return Encryptor.unvalidated("a path is no matter of size")
        .to(material.recipient())
        .under(policy);
  }

  @Benchmark
  public byte[] sign() throws IOException {
    return signer.signDetached(content);
  }

  @Benchmark
  public SignatureReport verify() throws IOException {
    SignatureReport report = verifier.verifyDetached(content, Octets.of(signature));
    if (report.worst().integrity() != Integrity.INTACT) {
      throw new IllegalStateException("signature is wrong");
    }
    return report;
  }

  @Benchmark
  public EncryptionReport encryptGcm() throws IOException {
    return encryptor(gcm()).encrypt(content, OutputStream.nullOutputStream());
  }

  @Benchmark
  public EncryptionReport encryptCbc() throws IOException {
    return encryptor(Policy.outlook()).encrypt(content, OutputStream.nullOutputStream());
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
   * What decrypting takes of the disk: the same file is read twice, and nothing is done with it.
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
    Octets plain =
        decryptor
            .decrypt(Octets.of(encrypted))
            .fold(AuthenticatedContent::content, UnauthenticatedContent::unauthenticated);
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
