package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.ContentCipher;
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.SignatureScheme;
import org.smime4j.TestPki;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Signer;

/**
 * GnuPG's gpgsm verifies and decrypts what we write, as far as it goes: it has no Ed25519 and no
 * OAEP, and of AES-GCM it takes only the tag of 12 octets that OpenSSL refuses.
 */
class GpgsmReadsOursTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello, peer.\r\n".repeat(100))
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private static Gpgsm gpgsm;

  @BeforeAll
  static void prepare() {
    gpgsm =
        Gpgsm.trusting(
            People.ROOT.certificate(),
            People.RSA,
            People.RSA3072,
            People.P256,
            People.P384,
            People.P521);
  }

  @AfterAll
  static void end() {
    if (gpgsm != null) {
      gpgsm.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ALL,
      names = "(RSA_PKCS1|RSA_PSS|ECDSA)_SHA(256|384|512)")
  void everyScheme_detachedAndOpaqueInDerAndBer(SignatureScheme scheme, @TempDir Path folder)
      throws Exception {
    Signer signer = Signer.with(People.identity(People.forScheme(scheme)), scheme);
    verify(gpgsm.run("--verify", gpgsm.file(signer.signDetached(CONTENT)), gpgsm.file(CONTENT)));
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    signer.signOpaque(new ByteArrayInputStream(CONTENT), ber);
    for (byte[] opaque : List.of(signer.signOpaque(CONTENT), ber.toByteArray())) {
      Path out = folder.resolve("out");
      verify(gpgsm.run("--output", out, "--verify", gpgsm.file(opaque)));
      assertThat(Files.readAllBytes(out)).isEqualTo(CONTENT);
    }
  }

  private static void verify(Command.Outcome outcome) {
    assertThat(outcome.err()).contains("GOODSIG").contains("TRUST_FULLY").doesNotContain("BADSIG");
  }

  @Test
  void alteredContent_failsThereToo() throws Exception {
    byte[] signature = Signer.with(People.identity(People.P256)).signDetached(CONTENT);
    byte[] altered = CONTENT.clone();
    altered[altered.length - 3] ^= 1;
    Command.Outcome outcome = gpgsm.tries("--verify", gpgsm.file(signature), gpgsm.file(altered));
    assertThat(outcome.ok()).isFalse();
    assertThat(outcome.err()).contains("BADSIG");
  }

  static Stream<Arguments> ciphersAndReceivers() {
    return Stream.of(
            ContentCipher.AES_128_CBC, ContentCipher.AES_192_CBC, ContentCipher.AES_256_CBC)
        .flatMap(cipher -> People.receivers().stream().map(who -> Arguments.of(cipher, who)));
  }

  @ParameterizedTest
  @MethodSource("ciphersAndReceivers")
  void everyCbcCipherForEveryKindOfRecipient_inDerAndBer(
      ContentCipher cipher, TestPki.Issued who, @TempDir Path folder) throws Exception {
    Encryptor encryptor =
        Encryptor.unvalidated("a test's own certificate")
            .to(who.certificate())
            .under(Policy.outlook().writing(cipher).writing(KeyTransport.RSA_PKCS1));
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    encryptor.encrypt(new ByteArrayInputStream(CONTENT), ber);
    for (byte[] message : List.of(encryptor.encrypt(CONTENT).bytes(), ber.toByteArray())) {
      Path out = folder.resolve("out");
      gpgsm.run("--output", out, "--decrypt", gpgsm.file(message));
      assertThat(Files.readAllBytes(out)).isEqualTo(CONTENT);
    }
  }
}
