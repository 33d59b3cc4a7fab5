package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/**
 * What we make of the old, the odd and the altered that OpenSSL's command line writes. Every
 * algorithm: {@link InteropTest}.
 */
@Tag("thorough")
class OpensslWrittenByThemTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello from OpenSSL.\r\n".repeat(100))
          .getBytes(StandardCharsets.US_ASCII);

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  /** Attributes of CAdES beside the usual, and none that says what the signer can read. */
  @ParameterizedTest
  @ValueSource(strings = {"-cades", "-nosmimecap"})
  void otherAttributes_areTrustedToo(String option) throws Exception {
    Reading.trusted(Reading.detached(CONTENT, sign(People.P256, List.of(option))), 1);
  }

  @Test
  void c4_sha1_isShownAndNotTrusted() throws Exception {
    SignatureReport report = Reading.detached(CONTENT, sign(People.RSA, List.of("-md", "sha1")));
    SignerVerdict verdict = report.signers().get(0);
    assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    assertThat(verdict.isIntact()).isTrue();
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.WEAK_DIGEST);
  }

  @Test
  void c1_withoutSignedAttributes_isADeviation() throws Exception {
    SignatureReport report =
        Reading.detached(CONTENT, sign(People.RSA, List.of("-noattr", "-md", "sha256")));
    Reading.trusted(report, 1);
    assertThat(report.deviations())
        .extracting(Finding::code)
        .contains(Finding.Code.SIGNED_ATTRIBUTES_ABSENT);
  }

  @Test
  void alteredContent_isBroken() throws Exception {
    byte[] altered = CONTENT.clone();
    altered[altered.length - 3] ^= 1;
    SignatureReport report = Reading.detached(altered, sign(People.P256, List.of()));
    assertThat(report.signers().get(0)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThatThrownBy(report::requireTrusted).isInstanceOf(SmimeException.NotTrusted.class);
  }

  private byte[] sign(TestPki.Issued who, List<?> options) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-sign",
                "-binary",
                "-outform",
                "DER",
                "-in",
                openssl.file(CONTENT),
                "-signer",
                openssl.file(who.certificate()),
                "-inkey",
                openssl.file(who.privateKey()),
                "-certfile",
                openssl.intermediates(who)));
    line.addAll(options);
    return openssl.produce(line.toArray());
  }

  @Test
  void severalRecipients_theFirstKeyHeldOpens() throws Exception {
    List<Object> three = new ArrayList<>();
    for (TestPki.Issued who : List.of(People.RSA, People.RSA3072, People.P256)) {
      three.addAll(recipient(who, List.of()));
    }
    byte[] message = encrypt("aes-256-cbc", List.of(), three);
    for (TestPki.Issued who : List.of(People.RSA, People.RSA3072, People.P256)) {
      Decryption decryption =
          Decryptor.with(KeyHistory.of(People.identity(who))).decrypt(ByteSource.of(message));
      assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
    }
    assertThatThrownBy(
            () ->
                Decryptor.with(KeyHistory.of(People.identity(People.P384)))
                    .decrypt(ByteSource.of(message)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  @ParameterizedTest
  @CsvSource({"rc2-40-cbc", "rc2-64-cbc", "rc2-cbc"})
  void oldMail_rc2_isReadWithADeviation(String cipher) throws Exception {
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    Decryption decryption =
        Reading.open(
            encrypt(
                cipher,
                List.of("-provider", "default", "-provider", "legacy"),
                recipient(People.RSA, List.of())),
            People.RSA);
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
    assertThat(decryption.layer().cipher()).isEqualTo(ContentCipher.RC2_CBC);
    assertThat(decryption.layer().deviations())
        .extracting(Finding::code)
        .contains(Finding.Code.WEAK_CIPHER);
  }

  @Test
  void oldMail_des_isForTheArchivePolicyOnly() throws Exception {
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    byte[] message =
        encrypt(
            "des-cbc",
            List.of("-provider", "default", "-provider", "legacy"),
            recipient(People.RSA, List.of()));
    assertThatThrownBy(() -> Reading.decryption(message, AlgorithmPolicy.standard()))
        .isInstanceOf(SmimeException.Refused.class);
    assertThat(Reading.content(Reading.decryption(message, AlgorithmPolicy.archive())))
        .isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void kekRecipient(int octets) throws Exception {
    byte[] key = new byte[octets];
    key[0] = 7;
    byte[] message =
        encrypt(
            "aes-256-gcm",
            List.of(),
            List.of(
                "-secretkey",
                java.util.HexFormat.of().formatHex(key),
                "-secretkeyid",
                "0102030405"));
    Decryption decryption =
        Decryptor.with(Reading.everybody())
            .withKek(new byte[] {1, 2, 3, 4, 5}, key)
            .decrypt(ByteSource.of(message));
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
  }

  @Test
  void a14_anAlteredGcmMessage_isNotDecryptable() throws Exception {
    byte[] message = encrypt("aes-256-gcm", List.of(), recipient(People.RSA, List.of()));
    message[message.length - 30] ^= 1;
    assertThatThrownBy(() -> Reading.decryption(message, AlgorithmPolicy.standard()))
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  private List<Object> recipient(TestPki.Issued who, List<String> options) {
    List<Object> line = new ArrayList<>(List.of("-recip", openssl.file(who.certificate())));
    line.addAll(options);
    return line;
  }

  private byte[] encrypt(String cipher, List<String> form, List<?> recipients) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-encrypt",
                "-binary",
                "-outform",
                "DER",
                "-in",
                openssl.file(CONTENT),
                "-" + cipher));
    line.addAll(form);
    line.addAll(recipients);
    return openssl.produce(line.toArray());
  }
}
