package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.SignatureReport;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/** The people of RFC 9216: their keys are read, sign, and open. */
class Rfc9216Test {

  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII);

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = Rfc9216Test.class.getResourceAsStream("rfc9216/" + name)) {
      return in.readAllBytes();
    }
  }

  private static KeyHistory danasFile() throws Exception {
    String armoured = new String(resource("dana.p12.pem"), StandardCharsets.US_ASCII);
    byte[] pfx = Base64.getMimeDecoder().decode(armoured.replaceAll("-----[A-Z0-9 ]+-----", ""));
    return KeyHistory.read(pfx, "dana.p12", PasswordSource.of("dana".toCharArray()));
  }

  /** The authorities, which certified each other: each is the anchor of its own people. */
  private static List<X509Certificate> authorities() throws Exception {
    X509Certificate rsa =
        CertificateFiles.readCertificates(
                Path.of(Rfc9216Test.class.getResource("rfc9216/cross.pem").toURI()))
            .certificates()
            .get(0);
    Credential dana = danasFile().identities().get(0);
    return List.of(rsa, dana.chain().get(dana.chain().size() - 1));
  }

  @ParameterizedTest
  @CsvSource({"alice, RSA", "bob, RSA", "carlos, Ed25519", "dana, Ed25519"})
  void keysAreRead_sign_andOpen(String who, String kind) throws Exception {
    KeyHistory history = KeyHistory.read(resource(who + ".pem"), who + ".pem", PasswordSource.of());
    assertThat(history.identities()).hasSize(2);
    assertThat(history.identities())
        .allSatisfy(
            identity ->
                assertThat(ExpectedSigner.addressesOf(identity.certificate()))
                    .containsExactly(who + "@smime.example"));
    TrustPolicy trust =
        TrustPolicy.anchors(authorities())
            .revocation(Revocation.notChecked("RFC 9216 has no revocation lists"))
            .at(Instant.parse("2026-01-01T00:00:00Z"));
    byte[] signed = Signer.with(history).signOpaque(ByteSource.of(MAIL));
    SignatureReport report = Verifier.trusting(trust).verify(ByteSource.of(signed));
    assertThat(report.requireTrusted().bytes()).isEqualTo(MAIL);
    assertThat(report.signers().get(0).scheme()).startsWithIgnoringCase(kind);

    Credential encryption = history.newest(Purpose.ENCRYPTION).get(0);
    byte[] sealed =
        Encryptor.trusting(trust).to(encryption.certificate()).encrypt(ByteSource.of(MAIL)).bytes();
    assertThat(
            Decryptor.with(history)
                .decrypt(ByteSource.of(sealed))
                .<ByteSource>fold(a -> a, u -> u.unauthenticated())
                .bytes())
        .isEqualTo(MAIL);
  }

  @Test
  void theKeyFileHoldsTheSameKeys() throws Exception {
    assertThat(danasFile().identities())
        .extracting(identity -> identity.certificate().getSerialNumber())
        .containsExactlyInAnyOrderElementsOf(
            KeyHistory.read(resource("dana.pem"), "dana.pem", PasswordSource.of())
                .identities()
                .stream()
                .map(identity -> identity.certificate().getSerialNumber())
                .toList());
  }
}
