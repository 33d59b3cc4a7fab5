package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.smime4j.Policy;
import org.smime4j.TestPki;
import org.smime4j.keys.Identities;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyRole;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Revocation;
import org.smime4j.trust.TrustPolicy;

/** Of many identities, which signs, which is encrypted to, and that all read. */
class IdentitiesTest {

  private static final Instant NOW = Instant.now();
  private static final TestPki.Authority CA = TestPki.authority("Roles", NOW);
  private static final byte[] MAIL = "Subject: x\r\n\r\ny\r\n".getBytes(StandardCharsets.US_ASCII);

  private static TestPki.Builder from(int daysAgo, int days) {
    Instant from = NOW.minus(Duration.ofDays(daysAgo));
    return CA.issue("alice@example.org")
        .ec("P-256")
        .validity(from, from.plus(Duration.ofDays(days)));
  }

  private static Identity identity(TestPki.Issued issued) {
    return Identity.of(issued.privateKey(), issued.certificate());
  }

  private static Identities of(TestPki.Issued... all) {
    KeyHistory history = KeyHistory.empty();
    for (TestPki.Issued issued : all) {
      history = history.with(identity(issued));
    }
    return Identities.of(history);
  }

  @Test
  void newestThatIsValidAndAllowed_writes() {
    TestPki.Issued signing = from(20, 100).keyUsage(KeyUsage.digitalSignature).build();
    TestPki.Issued encryption = from(30, 100).keyUsage(KeyUsage.keyAgreement).build();
    TestPki.Issued agreement = from(25, 100).x25519().keyUsage(KeyUsage.keyAgreement).build();
    Identities all =
        of(
            from(400, 200).build(),
            from(40, 100).keyUsage(KeyUsage.digitalSignature).build(),
            signing,
            encryption,
            agreement,
            from(-5, 100).build(),
            from(1, 100).extendedKeyUsage(KeyPurposeId.id_kp_clientAuth).build(),
            from(1, 100).certificateAuthority(true).build());
    assertThat(all.signing().orElseThrow().certificate()).isEqualTo(signing.certificate());
    assertThat(all.encryption().orElseThrow().certificate()).isEqualTo(agreement.certificate());
    assertThat(all.encryption(NOW.minus(Duration.ofDays(27))).orElseThrow().certificate())
        .isEqualTo(encryption.certificate());
    assertThat(all.signing(NOW.plus(Duration.ofDays(300)))).isEmpty();
    assertThat(all.keys().size()).isEqualTo(8);
  }

  @Test
  void roles_keepSigningAndEncryptionApart() {
    TestPki.Issued old = from(300, 1000).build();
    TestPki.Issued device = from(5, 1000).build();
    TestPki.Issued shared = from(10, 1000).build();
    Identities all =
        of(old).with(identity(device), KeyRole.SIGNING).with(identity(shared), KeyRole.ENCRYPTION);
    assertThat(all.signing().orElseThrow().certificate()).isEqualTo(device.certificate());
    assertThat(all.encryption().orElseThrow().certificate()).isEqualTo(shared.certificate());
    Identities assigned = all.with(identity(old), KeyRole.SIGNING);
    assertThat(assigned.keys().size()).isEqualTo(3);
    assertThat(assigned.signing().orElseThrow().certificate()).isEqualTo(device.certificate());
    // Assigned comes before newer: nobody said what the newer one is for.
    Identities newer = all.with(identity(from(1, 1000).build()), KeyRole.UNASSIGNED);
    assertThat(newer.signing().orElseThrow().certificate()).isEqualTo(device.certificate());
  }

  @Test
  void verbs_writeWithTheNewest_nameTheEncryptionCertificate_andReadWithAll() throws Exception {
    TestPki.Issued former = from(500, 100).build();
    TestPki.Issued device = from(5, 1000).build();
    TestPki.Issued shared = from(10, 1000).build();
    TestPki.Issued bob = CA.issue("bob@example.org").rsa(2048).build();
    Identities mine =
        of(former)
            .with(identity(device), KeyRole.SIGNING)
            .with(identity(shared), KeyRole.ENCRYPTION);
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(CA.certificate()))
            .revocation(Revocation.notChecked("made for this test"));
    SignatureReport report =
        Verifier.trusting(trust)
            .expecting(ExpectedSigner.address("alice@example.org"))
            .verify(Signer.with(mine).signOpaque(MAIL));
    SignerVerdict signer = report.requireTrusted().signers().get(0);
    assertThat(signer.requireTrusted()).isEqualTo(device.certificate());
    assertThat(signer.preferredEncryptionCertificate()).contains(shared.certificate());
    Envelope envelope =
        Encryptor.trusting(trust)
            .to(bob.certificate())
            .andMyself(mine)
            .under(Policy.authenticated())
            .encrypt(MAIL);
    assertThat(envelope.report().recipients())
        .containsExactly(bob.certificate(), shared.certificate());
    byte[] old =
        Encryptor.unvalidated("old mail")
            .to(former.certificate())
            .under(Policy.authenticated())
            .encrypt(MAIL)
            .bytes();
    for (byte[] cms : List.of(envelope.bytes(), old)) {
      assertThat(Decryptor.with(mine.keys()).decrypt(cms).layer().authenticated()).isTrue();
    }
  }

  @Test
  void withoutOneThatMayWrite_thatIsSaid() {
    Identities none = of(from(400, 100).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signer.with(none))
        .withMessage("There is no identity that is valid now and for signing");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Encryptor.unvalidated("made for this test")
                    .to(CA.issue("bob@example.org").build().certificate())
                    .andMyself(none))
        .withMessage("There is no identity that is valid now and for encryption");
  }
}
