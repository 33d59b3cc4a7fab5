package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Compressor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/**
 * OpenSSL's command line verifies, decrypts and expands what we write in every size, and refuses
 * what was altered. Every algorithm: {@link InteropTest}.
 */
@Tag("thorough")
class OpensslReadsOursTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello, peer.\r\n".repeat(100))
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  /** Of the small variants, which take seconds to sign, one; the fast ones are in InteropTest. */
  @Test
  void slhDsaOfASmallVariant_detached() throws Exception {
    SignatureScheme scheme = SignatureScheme.SLH_DSA_SHA2_128S;
    Signer signer = Signer.with(People.identity(People.forScheme(scheme)), scheme);
    verifyDetached(signer.signDetached(ByteSource.of(CONTENT)));
  }

  @Test
  void severalSigners() throws Exception {
    Signer signer =
        Signer.with(People.identity(People.RSA))
            .and(People.identity(People.P384))
            .and(People.identity(People.ED25519))
            .preferringEncryptionTo(People.RSA3072.certificate());
    verifyDetached(signer.signDetached(ByteSource.of(CONTENT)));
    verifyOpaque(signer.signOpaque(ByteSource.of(CONTENT)), CONTENT);
  }

  @Test
  void alteredContent_failsThereToo() throws Exception {
    byte[] signature =
        Signer.with(People.identity(People.P256)).signDetached(ByteSource.of(CONTENT));
    byte[] altered = CONTENT.clone();
    altered[altered.length - 3] ^= 1;
    assertThat(
            openssl
                .tries(verification(openssl.file(signature)), "-content", openssl.file(altered))
                .ok())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_384, 16_385, 1_000_000})
  void everySize_signed(int size) throws Exception {
    byte[] content = random(size);
    Signer signer = Signer.with(People.identity(People.P256));
    verifyOpaque(signer.signOpaque(ByteSource.of(content)), content);
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    signer.signOpaque(TestSource.unsized(content), ber);
    verifyOpaque(ber.toByteArray(), content);
  }

  private void verifyDetached(byte[] signature) {
    openssl.run(verification(openssl.file(signature)), "-content", openssl.file(CONTENT));
  }

  private void verifyOpaque(byte[] signed, byte[] content) {
    assertThat(openssl.produce(verification(openssl.file(signed)).toArray())).isEqualTo(content);
  }

  private List<Object> verification(Path signature) {
    return List.of(
        "cms",
        "-verify",
        "-verify_retcode",
        "-binary",
        "-inform",
        "DER",
        "-in",
        signature,
        "-CAfile",
        openssl.file(People.ROOT.certificate()),
        "-purpose",
        "smimesign");
  }

  /** {@code openssl smime} reads PKCS #7 alone: AES-CBC, with the key by PKCS #1 v1.5. */
  @Test
  void theSendersOwnCopy_opensWithBothCommands() throws Exception {
    TestPki.Authority authority = TestPki.authority("Own copy");
    TestPki.Issued me = authority.issue("me@example.org").rsa(2048).newKey().build();
    TestPki.Issued bob = authority.issue("bob@example.org").rsa(2048).newKey().build();
    byte[] message =
        Encryptor.unvalidated("a test's own certificate")
            .writingMail()
            .to(bob.certificate())
            .andMyself(People.identity(me))
            .writingMail()
            .encrypt(ByteSource.of(CONTENT))
            .bytes();
    for (String command : List.of("smime", "cms")) {
      List<Object> line = new ArrayList<>(decryption(openssl.file(message), me));
      line.set(0, command);
      assertThat(openssl.produce(line.toArray())).as(command).isEqualTo(CONTENT);
    }
  }

  @Test
  void severalRecipients_eachDecrypts() throws Exception {
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      byte[] message =
          Encryptor.unvalidated("a test's own certificate")
              .writingMail()
              .to(
                  People.receivers().stream()
                      .map(TestPki.Issued::certificate)
                      .toList()
                      .toArray(new X509Certificate[0]))
              .under(policy)
              .encrypt(ByteSource.of(CONTENT))
              .bytes();
      for (TestPki.Issued who : People.receivers()) {
        assertThat(decrypt(message, who)).isEqualTo(CONTENT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 127, 128, 16_384, 16_385, 1_000_000})
  void everySize_encrypted(int size) throws Exception {
    byte[] content = random(size);
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      Encryptor encryptor =
          Encryptor.unvalidated("a test's own certificate")
              .writingMail()
              .to(People.P256.certificate())
              .under(policy);
      assertThat(decrypt(encryptor.encrypt(ByteSource.of(content)).bytes(), People.P256))
          .isEqualTo(content);
      ByteArrayOutputStream ber = new ByteArrayOutputStream();
      encryptor.encrypt(TestSource.unsized(content), ber);
      assertThat(decrypt(ber.toByteArray(), People.P256)).isEqualTo(content);
    }
  }

  @Test
  void a5_alteredCiphertext_failsThereToo() throws Exception {
    byte[] message =
        Encryptor.unvalidated("a test's own certificate")
            .writingMail()
            .to(People.P256.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of(CONTENT))
            .bytes();
    message[message.length - 30] ^= 1;
    assertThat(openssl.tries(decryption(openssl.file(message), People.P256)).ok()).isFalse();
  }

  private byte[] decrypt(byte[] message, TestPki.Issued who) {
    return openssl.produce(decryption(openssl.file(message), who).toArray());
  }

  private List<Object> decryption(Path message, TestPki.Issued who) {
    return List.of(
        "cms",
        "-decrypt",
        "-binary",
        "-inform",
        "DER",
        "-in",
        message,
        "-recip",
        openssl.file(who.certificate()),
        "-inkey",
        openssl.file(who.privateKey()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 16_385, 1_000_000})
  void everySize_compressed(int size) throws Exception {
    byte[] content = random(size);
    List<byte[]> forms = new ArrayList<>();
    forms.add(Compression.compress(content));
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    Compressor.compress(TestSource.unsized(content), ber);
    forms.add(ber.toByteArray());
    for (byte[] form : forms) {
      assertThat(
              openssl.produce(
                  "cms", "-uncompress", "-binary", "-inform", "DER", "-in", openssl.file(form)))
          .isEqualTo(content);
    }
  }

  private static byte[] random(int size) {
    byte[] octets = new byte[size];
    new Random(size).nextBytes(octets);
    return octets;
  }
}
