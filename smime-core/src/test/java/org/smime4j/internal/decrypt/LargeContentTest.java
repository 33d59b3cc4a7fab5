package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Compressor;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/**
 * Content of more than the heap through every task, in a JVM with 64 MiB: a task that keeps its
 * content in memory ends there. With {@code -Pthorough} it is more than 2 GiB, where an {@code int}
 * no longer counts it.
 */
@Tag("thorough")
@Tag("large")
public class LargeContentTest {

  /** No multiple of anything. */
  private static final long OCTETS = Samples.largeSize();

  @Test
  void contentPastTheHeap_throughEveryTask_in64MiB(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Path work = Files.createDirectory(folder.resolve("work"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-Djava.io.tmpdir=" + work,
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeContent.class.getName(),
                    work.toString(),
                    Long.toString(OCTETS)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    System.out.print(Files.readString(log));
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).as("what a spool left").isEmpty();
    }
  }

  /** Run in a small heap by {@link LargeContentTest}: each task on content many times its size. */
  private static final class LargeContent {

    private static final long COMPRESSED_SIZE = 256L * 1024 * 1024 + 7;

    private final Path folder;
    private final ByteSource content;
    private final byte[] digest;
    private final TestPki.Issued alice = Signers.P256;
    private final TestPki.Issued bob = Signers.RSA;

    private LargeContent(Path folder, long octets) throws IOException {
      this.folder = folder;
      this.content = new Generated(octets);
      this.digest = digestOf(content);
    }

    public static void main(String[] arguments) throws IOException {
      LargeContent large = new LargeContent(Path.of(arguments[0]), Long.parseLong(arguments[1]));
      large.run("detached", large::detached);
      large.run("opaque", large::opaque);
      large.run("opaque stream", large::opaqueStream);
      large.run("GCM, file to file", large::gcm);
      large.run("CBC, stream to stream", large::cbc);
      large.run("compressed", large::compressed);
    }

    private interface Task {
      void run() throws IOException;
    }

    private void run(String name, Task task) throws IOException {
      long begun = System.nanoTime();
      task.run();
      System.out.printf(
          java.util.Locale.ROOT, "%s: %.1f s%n", name, (System.nanoTime() - begun) / 1e9);
    }

    private void detached() throws IOException {
      byte[] signature = Signer.with(Signers.identity(alice)).signDetached(content);
      verifier().verifyDetached(content, ByteSource.of(signature)).requireTrusted();
    }

    private void opaque() throws IOException {
      Path plain = folder.resolve("plain");
      try (OutputStream out = Files.newOutputStream(plain)) {
        content.writeTo(out);
      }
      Path signed = folder.resolve("signed");
      try (OutputStream out = Files.newOutputStream(signed)) {
        Signer.with(Signers.identity(alice)).signOpaque(ByteSource.of(plain), out);
      }
      same(verifier().verify(ByteSource.of(signed)).requireTrusted());
      Files.delete(plain);
      Files.delete(signed);
    }

    /** As content that comes from a stream. */
    private record OfUnknownSize(ByteSource content) implements ByteSource {

      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.empty();
      }

      @Override
      public InputStream open() throws IOException {
        return content.open();
      }
    }

    private void opaqueStream() throws IOException {
      Path signed = folder.resolve("signed");
      try (OutputStream out = Files.newOutputStream(signed)) {
        Signer.with(Signers.identity(alice)).signOpaque(new OfUnknownSize(content), out);
      }
      same(verifier().verify(ByteSource.of(signed)).requireTrusted());
      Files.delete(signed);
    }

    private void gcm() throws IOException {
      Path encrypted = folder.resolve("encrypted");
      try (OutputStream out = Files.newOutputStream(encrypted)) {
        encryptor().encrypt(content, out);
      }
      Path plain = folder.resolve("plain");
      Decryptor.with(KeyHistory.of(Signers.identity(bob))).decrypt(encrypted, plain);
      same(ByteSource.of(plain));
      Files.delete(encrypted);
      Files.delete(plain);
    }

    private void cbc() throws IOException {
      Path encrypted = folder.resolve("encrypted");
      try (OutputStream out = Files.newOutputStream(encrypted);
          CmsOutput<EncryptionReport> encrypting =
              encryptor().under(AlgorithmPolicy.outlook()).into(out)) {
        // Bare CMS counts as opened only where the content looks like mail.
        encrypting.write("Content-Type: application/octet-stream\r\n\r\n".getBytes("US-ASCII"));
        content.writeTo(encrypting);
        encrypting.finish();
      }
      MessageDigest plain = sha256();
      try (InputStream in = new BufferedInputStream(Files.newInputStream(encrypted), 65_536);
          OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), plain)) {
        Decryptor.with(KeyHistory.of(Signers.identity(bob)))
            .releasingUnauthenticated()
            .decrypt(in, out);
      }
      MessageDigest wanted = sha256();
      wanted.update("Content-Type: application/octet-stream\r\n\r\n".getBytes("US-ASCII"));
      try (InputStream in = new DigestInputStream(content.open(), wanted)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      check(Arrays.equals(plain.digest(), wanted.digest()));
      Files.delete(encrypted);
    }

    private void compressed() throws IOException {
      ByteSource smaller = new Generated(COMPRESSED_SIZE);
      Path compressed = folder.resolve("compressed");
      try (OutputStream out = Files.newOutputStream(compressed)) {
        Compressor.compress(smaller, out);
      }
      ByteSource expanded =
          Decompressor.decompress(
                  ByteSource.of(compressed),
                  Limits.standard().allowing(Limit.INFLATED_OCTETS, COMPRESSED_SIZE))
              .content();
      check(Arrays.equals(digestOf(expanded), digestOf(smaller)));
      Files.delete(compressed);
    }

    private Encryptor encryptor() {
      return Encryptor.unvalidated("a test's own certificate")
          .writingMail()
          .to(bob.certificate())
          .under(AlgorithmPolicy.authenticated());
    }

    private static Verifier verifier() {
      return Verifier.trusting(
              TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
                  .revocation(Revocation.notChecked("about size"))
                  .at(TestPki.NOW))
          .expecting(ExpectedSigner.anyone("about size"));
    }

    private void same(ByteSource other) throws IOException {
      check(Arrays.equals(digestOf(other), digest));
    }

    private static void check(boolean right) {
      if (!right) {
        throw new AssertionError("other content came back");
      }
    }

    private static byte[] digestOf(ByteSource octets) throws IOException {
      MessageDigest digest = sha256();
      octets.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return digest.digest();
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    /** Octets that nobody stores: one random block, with its number in front each time. */
    private record Generated(long size) implements ByteSource {
      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(size);
      }

      private static final byte[] BLOCK = new byte[1 << 16];

      static {
        new Random(1).nextBytes(BLOCK);
      }

      @Override
      public InputStream open() {
        return new InputStream() {
          private long at;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            if (at == size) {
              return -1;
            }
            int from = (int) (at % BLOCK.length);
            int n = (int) Math.min(Math.min(length, BLOCK.length - from), size - at);
            System.arraycopy(BLOCK, from, into, offset, n);
            for (int i = from; i < Math.min(8, from + n); i++) {
              into[offset + i - from] = (byte) (at / BLOCK.length >>> 8 * i);
            }
            at += n;
            return n;
          }
        };
      }
    }
  }
}
