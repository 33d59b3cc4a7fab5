package org.smime4j.internal.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.Trusted;

/** Of many identities, which signs, which is encrypted to, and that all read. */
public class NewestCredentialTest {

  private static final Instant NOW = Instant.now();
  private static final TestPki.Authority CA = TestPki.authority("Roles", NOW);
  private static final byte[] MAIL = "Subject: x\r\n\r\ny\r\n".getBytes(StandardCharsets.US_ASCII);

  private static TestPki.Builder from(int daysAgo, int days) {
    Instant from = NOW.minus(Duration.ofDays(daysAgo));
    return CA.issue("alice@example.org")
        .ec("P-256")
        .validity(from, from.plus(Duration.ofDays(days)));
  }

  private static Credential identity(TestPki.Issued issued) {
    return Credential.of(issued.privateKey(), issued.certificate());
  }

  private static KeyHistory of(TestPki.Issued... all) {
    return KeyHistory.of(
        Arrays.stream(all).map(NewestCredentialTest::identity).toArray(Credential[]::new));
  }

  private static List<X509Certificate> newest(KeyHistory history, Purpose role) {
    return history.newest(role).stream().map(Credential::certificate).toList();
  }

  @Test
  void newestThatIsValidAndAllowed_writes() {
    TestPki.Issued signing = from(20, 100).keyUsage(KeyUsage.digitalSignature).build();
    TestPki.Issued agreement = from(25, 100).x25519().keyUsage(KeyUsage.keyAgreement).build();
    KeyHistory all =
        of(
            from(400, 200).build(),
            from(40, 100).keyUsage(KeyUsage.digitalSignature).build(),
            signing,
            from(30, 100).keyUsage(KeyUsage.keyAgreement).build(),
            agreement,
            from(-5, 100).build(),
            from(1, 100).extendedKeyUsage(KeyPurposeId.id_kp_clientAuth).build(),
            from(1, 100).certificateAuthority(true).build());
    assertThat(newest(all, Purpose.SIGNING)).containsExactly(signing.certificate());
    assertThat(newest(all, Purpose.ENCRYPTION)).containsExactly(agreement.certificate());
  }

  @Test
  void aClassicalKey_andOneThatIsNot_writeTogether() {
    TestPki.Issued rsa = from(2, 100).build();
    TestPki.Issued lattice = CA.issue("alice@example.org").only("ML-DSA-65").build();
    assertThat(newest(of(lattice, from(9, 100).build(), rsa), Purpose.SIGNING))
        .containsExactly(rsa.certificate(), lattice.certificate());
    assertThat(newest(of(lattice), Purpose.SIGNING)).containsExactly(lattice.certificate());
  }

  @Test
  void verbs_writeWithTheNewest_nameTheEncryptionCertificate_andReadWithAll() throws Exception {
    TestPki.Issued former = from(500, 100).build();
    TestPki.Issued device = from(5, 1000).keyUsage(KeyUsage.digitalSignature).build();
    TestPki.Issued shared = from(10, 1000).keyUsage(KeyUsage.keyAgreement).build();
    TestPki.Issued bob = CA.issue("bob@example.org").rsa(2048).build();
    KeyHistory mine = of(former, device, shared);
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(CA.certificate()))
            .revocation(Revocation.notChecked("made for this test"));
    SignatureReport report =
        Verifier.trusting(trust)
            .expecting(ExpectedSigner.address("alice@example.org"))
            .verify(ByteSource.of(Signer.with(mine).signOpaque(ByteSource.of(MAIL))));
    SignerVerdict signer = Trusted.signers(report).get(0);
    assertThat(signer.requireTrusted()).isEqualTo(device.certificate());
    assertThat(JudgedSigner.of(signer).offer().encryption()).isEqualTo(shared.certificate());
    Envelope envelope =
        Encryptor.trusting(trust)
            .to(bob.certificate())
            .andMyself(mine)
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of(MAIL));
    assertThat(envelope.report().recipients())
        .containsExactly(bob.certificate(), shared.certificate());
    byte[] old =
        Encryptor.unvalidated("old mail")
            .writingMail()
            .to(former.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of(MAIL))
            .bytes();
    for (byte[] cms : List.of(envelope.bytes(), old)) {
      assertThat(Decryptor.with(mine).decrypt(ByteSource.of(cms)).layer().isAuthenticated())
          .isTrue();
    }
  }

  private static String refused(Refused.Rule rule, ThrowingCallable call) {
    Refused refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.rule()).isEqualTo(rule);
    return refused.getMessage();
  }

  private static String whyNotSigned(KeyHistory history) {
    return refused(Refused.Rule.SIGNER_CERTIFICATE, () -> Signer.with(history));
  }

  @Test
  void afterExpiry_theFailureNamesTheCertificateAndTheDate() {
    TestPki.Issued last = from(400, 100).build();
    KeyHistory expired = of(from(900, 100).build(), last, from(1, 9).x25519().build());
    assertThat(whyNotSigned(expired))
        .isEqualTo(
            "SIGNER_CERTIFICATE: no certificate is valid now that may sign mail: the certificate"
                + " with "
                + RecipientIdentifier.of(last.certificate())
                + " for alice@example.org expired on "
                + last.certificate().getNotAfter().toInstant()
                + "; its owner needs a new one");
    KeyHistory none = of(last);
    assertThat(
            refused(
                Refused.Rule.RECIPIENT_CERTIFICATE,
                () ->
                    Encryptor.unvalidated("made for this test")
                        .writingMail()
                        .to(CA.issue("bob@example.org").build().certificate())
                        .andMyself(none)))
        .contains("that may be encrypted to: the certificate with ")
        .contains(" expired on " + last.certificate().getNotAfter().toInstant());
    TestPki.Issued tomorrow = from(-1, 100).build();
    assertThat(whyNotSigned(of(last, tomorrow)))
        .endsWith("is not valid before " + tomorrow.certificate().getNotBefore().toInstant());
  }

  @Test
  void withoutOneThatMayWrite_thatIsSaid_withTheFilesThatMayHaveIt(@TempDir Path folder)
      throws Exception {
    assertThat(whyNotSigned(KeyHistory.of()))
        .endsWith("no private key is held whose certificate may sign mail");
    assertThat(whyNotSigned(of(from(1, 9).x25519().build())))
        .endsWith("no private key is held whose certificate may sign mail");
    TestPki.Issued issued = from(1, 100).build();
    Files.write(
        folder.resolve("alice.pfx"),
        TestPfx.modern("another")
            .key(issued.privateKey())
            .certificate(issued.certificate())
            .build());
    assertThat(whyNotSigned(KeyHistory.read(PasswordSource.of(), folder)))
        .contains("; not opened: ")
        .contains("alice.pfx: none of the passwords opens it");
  }
}
