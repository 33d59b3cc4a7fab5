package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

@Tag("thorough")
public class PastTheHeapTest {

  /** More than the heap; more than 2 GiB with {@code -Pthorough}. */
  private static final long OCTETS = Samples.largeSize();

  @Test
  @Tag("large")
  void textPastTheHeapIsSignedEncryptedAndOpenedWith64MibOfHeap(@TempDir Path folder)
      throws Exception {
    assertThat(run(OCTETS, folder)).endsWith("all");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(file -> !file.endsWith("log"))).isEmpty();
    }
  }

  @Test
  void nineMibAreNotKeptInMemoryAndComeBackWhole(@TempDir Path folder) throws Exception {
    assertThat(run(9L << 20, folder)).endsWith("all");
  }

  /** An app has 256 MiB, and more to do than to open mail. */
  @Test
  @Tag("large")
  void fiftyMibAreOpenedWith64MibOfHeapWhereConscryptIsTheProvider(@TempDir Path folder)
      throws Exception {
    assertThat(run(50L << 20, folder, ConscryptTest.AS_ON_ANDROID)).endsWith("all");
  }

  private static String run(long size, Path folder, String... options)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-Xmx64m",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            PastTheHeap.class.getName(),
            Long.toString(size),
            folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    System.out.println(said);
    return said;
  }

  /**
   * Sends more text than any array holds through signing, encrypting and opening mail, and ends
   * with a line for each that came back whole. It is run in a JVM of its own with a small heap.
   */
  private static final class PastTheHeap {

    private static final String ADDRESS = "alice@example.org";

    private final ByteSource mail;
    private final String contentDigest;
    private final Path file;
    private final Signer signer;
    private final Encryptor encryptor;
    private final Decryptor decryptor;
    private final Verifier verifier;

    private PastTheHeap(long size, Path folder) throws Exception {
      TestPki.Authority root = TestPki.authority("Large");
      TestPki.Issued alice = root.issue(ADDRESS).rsa(2048).build();
      Credential identity = Credential.of(alice.privateKey(), alice.certificate());
      TrustPolicy trust =
          TrustPolicy.anchors(List.of(root.certificate()))
              .at(TestPki.NOW)
              .revocation(Revocation.notChecked("a test of size"));
      signer = Signer.with(identity).signingAt(TestPki.NOW);
      encryptor =
          Encryptor.trusting(trust).to(alice.certificate()).under(AlgorithmPolicy.authenticated());
      decryptor = Decryptor.with(KeyHistory.of(identity));
      verifier = Verifier.trusting(trust);
      String partHead = "Content-Type: text/plain\r\n\r\n";
      mail = new Lines("From: " + ADDRESS + "\r\nSubject: large\r\n" + partHead, size);
      contentDigest = digest(new Lines(partHead, size));
      file = folder.resolve("large");
    }

    /** Lines of text behind a head, made as they are read. */
    private record Lines(byte[] head, byte[] line, long lines) implements ByteSource {
      Lines(String head, long size) {
        this(
            head.getBytes(StandardCharsets.US_ASCII),
            ("0123456789abcdefghijklmnopqrstuvwxyz".repeat(2) + "end\r\n")
                .getBytes(StandardCharsets.US_ASCII),
            size / 77 + 1);
      }

      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(end());
      }

      private long end() {
        return head.length + lines * line.length;
      }

      @Override
      public InputStream open() {
        byte[] block = new byte[line.length * 512];
        for (int i = 0; i < 512; i++) {
          System.arraycopy(line, 0, block, i * line.length, line.length);
        }
        return new InputStream() {
          private long at;

          @Override
          public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            if (at == end()) {
              return -1;
            }
            int n;
            if (at < head.length) {
              n = (int) Math.min(length, head.length - at);
              System.arraycopy(head, (int) at, into, offset, n);
            } else {
              int from = (int) ((at - head.length) % block.length);
              n = (int) Math.min(Math.min(length, block.length - from), end() - at);
              System.arraycopy(block, from, into, offset, n);
            }
            at += n;
            return n;
          }

          @Override
          public long skip(long n) {
            long skipped = Math.min(n, end() - at);
            at += skipped;
            return skipped;
          }
        };
      }
    }

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[1]);
      PastTheHeap large = new PastTheHeap(Long.parseLong(args[0]), folder);
      large.run("text sign and open", large::signedMail);
      large.run("text encrypt and open", large::encryptedMail);
      System.out.println("all");
    }

    private interface Work {
      void run() throws Exception;
    }

    private void run(String name, Work work) throws Exception {
      long start = System.nanoTime();
      work.run();
      Files.delete(file);
      System.out.println(name + ": " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private interface Writing {
      void to(OutputStream out) throws IOException;
    }

    private void write(Writing writing) throws IOException {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        writing.to(out);
      }
    }

    private void signedMail() throws Exception {
      write(out -> Outgoing.of(mail).signedBy(signer).withoutHeaderProtection().writeTo(out));
      try (OpenedMail opened = MailReader.with(decryptor, verifier).open(file)) {
        compare(contentDigest, opened.requireSigned().requireTrusted());
      }
    }

    private void encryptedMail() throws Exception {
      write(out -> Outgoing.of(mail).encryptedBy(encryptor).withoutHeaderProtection().writeTo(out));
      try (OpenedMail opened = MailReader.with(decryptor, verifier).open(file)) {
        compare(contentDigest, opened.content());
      }
    }

    private static void compare(String expected, ByteSource content) throws Exception {
      String actual = digest(content);
      if (!Objects.equals(expected, actual)) {
        throw new AssertionError("the content came back as another: " + head(content));
      }
    }

    private static String head(ByteSource content) throws IOException {
      try (InputStream in = content.open()) {
        return new String(in.readNBytes(200), StandardCharsets.ISO_8859_1)
            + " "
            + content.sizeIfKnown().orElse(-1);
      }
    }

    private static String digest(ByteSource octets) throws Exception {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[4096];
      try (InputStream in = octets.open()) {
        for (int n; (n = in.read(piece)) >= 0; ) {
          digest.update(piece, 0, n);
        }
      }
      Arrays.fill(piece, (byte) 0);
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
