package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;

/**
 * Messages whose keys are lost, with many keys of other people: under a wrong key, the padding of
 * CBC is right once in 256 times. {@code -Dlost=10000} takes as many messages (threat A12).
 */
class LostKeysTest {

  private static final int LOST = Integer.getInteger("lost", 20);

  /** Among few keys, padding alone proves one. */
  private static final int FEW = 4;

  @TempDir private Path folder;

  /** An mbox of messages to people of whom nobody has a key. */
  private Path messages(int count, Random random) throws Exception {
    Company company = new Company();
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    List<Encryptor> lost = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lost.add(
          Encryptor.unvalidated("the key is thrown away")
              .to(
                  company
                      .issue(
                          rsa.generateKeyPair(),
                          "CN=Lost " + i,
                          2024,
                          2038,
                          KeyUsage.keyEncipherment,
                          "lost" + i + "@corp.example")
                      .certificate())
              .under(
                  AlgorithmPolicy.standard()
                      .writing(ContentCipher.AES_256_CBC)
                      .writing(KeyTransport.RSA_PKCS1)));
    }
    Path mbox = folder.resolve("lost.mbox");
    try (BufferedWriter out = Files.newBufferedWriter(mbox, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < count; i++) {
        String content = "Content-Type: text/plain\r\n\r\n" + "lost ".repeat(random.nextInt(40));
        byte[] cms =
            lost.get(i % lost.size())
                .encrypt(ByteSource.of(content.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
        out.write(
            """
            From a@corp.example Mon Jun  1 12:00:00 2026
            From: a@corp.example
            Subject: lost
            MIME-Version: 1.0
            Content-Type: application/pkcs7-mime; smime-type=enveloped-data
            Content-Transfer-Encoding: base64

            %s

            """
                .formatted(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(cms)));
      }
    }
    return mbox;
  }

  private List<Json> archived(Path mbox, Path keys, Path plain, Object... more) throws IOException {
    Path job = Files.createTempDirectory(folder, "job").resolve("job");
    Run run =
        Run.of("archive", "--job", job, "--keys", keys, "--plaintext", plain, List.of(more), mbox);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
    return Files.readString(job.resolve("report.ndjson")).lines().map(Json::parse).toList();
  }

  private static long files(Path plain) throws IOException {
    if (!Files.exists(plain)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(plain)) {
      return all.count();
    }
  }

  private static long count(List<Json> report, String outcome) {
    return report.stream().filter(each -> each.get("outcome").text().equals(outcome)).count();
  }

  @Test
  void a12_messagesToLostKeysAreNotOpened_andNothingOfThemIsWritten() throws Exception {
    long seed = new Random().nextLong();
    Path keys = folder.resolve("keys");
    Escrow.ofRsa(keys, 200);
    Path plain = folder.resolve("plain");
    List<Json> report = archived(messages(LOST, new Random(seed)), keys, plain);
    assertThat(report).as("seed " + seed).hasSize(LOST);
    assertThat(count(report, "opened")).as("seed " + seed).isZero();
    assertThat(report).allMatch(each -> each.get("plaintext").isNull());
    assertThat(files(plain)).isZero();
  }

  /**
   * What the padding of few keys finds has an outcome of its own, and is written if it is asked.
   */
  @Test
  void a12_whatPaddingAloneFinds_isWrittenOnRequestAlone() throws Exception {
    long seed = new Random().nextLong();
    Path keys = folder.resolve("keys");
    Escrow.ofRsa(keys, FEW);
    Path mbox = messages(600, new Random(seed));
    Path plain = folder.resolve("plain");
    List<Json> report = archived(mbox, keys, plain);
    long unproven = count(report, "unproven");
    // Of 2,400 keys that are tried, 9 find right padding.
    assertThat(unproven).as("seed " + seed).isPositive();
    assertThat(count(report, "opened")).as("seed " + seed).isZero();
    assertThat(report).allMatch(each -> !each.get("error").isNull());
    assertThat(report).allMatch(each -> each.get("plaintext").isNull());
    assertThat(files(plain)).isZero();
    List<Json> again = archived(mbox, keys, plain, "--unverified", "they may be of use");
    assertThat(count(again, "opened")).isZero();
    assertThat(files(plain)).isEqualTo(count(again, "unproven")).isPositive();
  }
}
