package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Ring;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** Verbs that 64 threads share give each of them what one thread alone gets (threats D6). */
@Tag("thorough")
public class SharedVerbsTest {

  private static final int THREADS = 64;

  /** Operations of each thread: each of them once or so; more with {@code -Pthorough}. */
  private static final int MIXED = Samples.times(25);

  private static final byte[] MAIL =
      octets("From: alice@example.org\r\nSubject: Shared\r\n\r\n" + "Hello Bob\r\n".repeat(50));

  @TempDir Path folder;

  private interface Work {
    String result() throws IOException;
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  private static byte[] content(Decryption decryption) throws IOException {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated).bytes();
  }

  /** Whatever comes of it; a failure by its class and text. */
  private static String told(Work work) {
    try {
      return work.result();
    } catch (IOException e) {
      return e.getClass() + " " + e.getMessage();
    } catch (RuntimeException | Error e) {
      return "not of ours: " + e;
    }
  }

  private static String opened(OpenedMail mail) throws IOException {
    return mail
        + mail.notes().toString()
        + (mail.failure().isEmpty() ? hex(mail.unauthenticatedContent().bytes()) : "");
  }

  private List<Work> works() throws Exception {
    TestPki.Issued rsa = People.ISSUING.issue("carol@example.org").rsa(2048).build();
    TestPki.Issued ed = People.ISSUING.issue("alice@example.org").ed25519().build();
    TestPki.Issued x = People.ISSUING.issue("dave@example.org").x25519().build();
    Signer signer = Signer.with(People.identity(ed)).signingAt(TestPki.NOW);
    Encryptor encryptor =
        Encryptor.trusting(People.TRUST)
            .to(People.BOB.certificate())
            .to(rsa.certificate())
            .to(x.certificate())
            .under(AlgorithmPolicy.authenticated());
    KeyHistory history =
        KeyHistory.of(People.identity(People.BOB), People.identity(rsa), People.identity(x));
    Decryptor decryptor = Decryptor.with(history);
    Decryptor ring = Decryptor.with(Ring.of(history).source());
    Path keys = Files.createDirectory(folder.resolve("keys"));
    history.writePkcs12(keys.resolve("keys.pfx"), "pw".toCharArray());
    Decryptor directory =
        Decryptor.with(KeyDirectory.open(keys, PasswordSource.of("pw".toCharArray())).keys());
    Verifier verifier = People.VERIFIER;

    byte[] gcm = encryptor.encrypt(ByteSource.of(MAIL)).bytes();
    byte[] cbc = encryptor.under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(MAIL)).bytes();
    byte[] forCarol =
        Encryptor.trusting(People.TRUST).to(rsa.certificate()).encrypt(ByteSource.of(MAIL)).bytes();
    byte[] tampered = gcm.clone();
    tampered[tampered.length - 1] ^= 1;
    byte[] cut = Arrays.copyOf(gcm, gcm.length - 9);
    byte[] signature = signer.signDetached(ByteSource.of(MAIL));
    byte[] compressed = Compression.compress(MAIL);
    byte[] signed = Outgoing.of(MAIL).signedBy(signer).seal().bytes();
    byte[] altered =
        new String(signed, java.nio.charset.StandardCharsets.ISO_8859_1)
            .replace("Hello Bob", "Hello Eve")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] both = Outgoing.of(MAIL).signedBy(signer).encryptedBy(encryptor).seal().bytes();
    byte[] mallory = Outgoing.of(MAIL).signedOpaquelyBy(People.MALLORY_SIGNER).seal().bytes();

    List<Work> works = new ArrayList<>();
    for (Decryptor each : List.of(decryptor, ring, directory)) {
      works.add(() -> hex(content(each.decrypt(ByteSource.of(gcm)))));
      works.add(
          () ->
              hex(content(each.decrypt(ByteSource.of(cbc))))
                  + each.decrypt(ByteSource.of(cbc)).layer());
      works.add(() -> hex(content(each.decrypt(ByteSource.of(forCarol)))));
      works.add(() -> hex(content(each.decrypt(ByteSource.of(tampered)))));
      works.add(() -> hex(content(each.decrypt(ByteSource.of(cut)))));
      works.add(() -> each.diagnose(ByteSource.of(gcm)).sentence());
      works.add(() -> opened(MailReader.with(each, verifier).open(ByteSource.of(both))));
    }
    works.add(() -> hex(signer.signDetached(ByteSource.of(MAIL))));
    works.add(() -> hex(signer.signOpaque(ByteSource.of(MAIL))));
    works.add(
        () ->
            hex(
                content(
                    decryptor.decrypt(
                        ByteSource.of(encryptor.encrypt(ByteSource.of(MAIL)).bytes())))));
    works.add(
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          encryptor.encrypt(TestSource.unsized(MAIL), out);
          return hex(content(ring.decrypt(ByteSource.of(out.toByteArray()))));
        });
    works.add(() -> hex(Compression.compress(MAIL)));
    works.add(
        () ->
            hex(
                Decompressor.decompress(ByteSource.of(compressed), Limits.standard())
                    .content()
                    .bytes()));
    works.add(
        () -> verifier.verifyDetached(ByteSource.of(MAIL), ByteSource.of(signature)).toString());
    works.add(
        () ->
            verifier
                .verifyDetached(ByteSource.of(compressed), ByteSource.of(signature))
                .toString());
    for (byte[] mail : List.of(signed, altered, mallory)) {
      works.add(() -> opened(MailReader.with(decryptor, verifier).open(ByteSource.of(mail))));
    }
    works.add(
        () ->
            opened(
                MailReader.with(directory, verifier)
                    .open(Outgoing.of(MAIL).signedBy(signer).encryptedBy(encryptor).seal())));
    return works;
  }

  @Test
  void d6_64Threads_getWhatOneGets() throws Exception {
    List<Work> works = works();
    List<String> alone = works.stream().map(SharedVerbsTest::told).toList();
    assertThat(alone.toString()).contains("NotDecryptable", "Malformed").doesNotContain("not of");
    assertThat(works.stream().map(SharedVerbsTest::told).toList())
        .as("the control: each gives the same twice")
        .isEqualTo(alone);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    int done = 0;
    try {
      List<Callable<Integer>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(thread);
        all.add(
            () -> {
              int right = 0;
              for (int i = 0; i < MIXED; i++) {
                int which = random.nextInt(works.size());
                assertThat(told(works.get(which))).isEqualTo(alone.get(which));
                right++;
              }
              return right;
            });
      }
      for (Future<Integer> each : pool.invokeAll(all)) {
        done += each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.println("mixed operations of " + THREADS + " threads: " + done);
    assertThat(done).isEqualTo(THREADS * MIXED);
  }
}
