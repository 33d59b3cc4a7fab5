package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** No verdict is good because nothing was checked. */
class JudgedSignerTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Judging");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").ec("P-256").build();
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(ROOT.certificate()))
          .revocation(Revocation.notChecked("not the subject here"))
          .at(TestPki.NOW);

  /** A verdict by evidence against which nothing was found. */
  private static JudgedSigner withoutFindings(
      Integrity integrity, @Nullable CertificateVerdict certificate) {
    return signer(integrity, certificate, List.of());
  }

  private static JudgedSigner signer(
      Integrity integrity, @Nullable CertificateVerdict certificate, List<Finding> findings) {
    SignerEvidence evidence =
        new SignerEvidence(
            new Identifier(null, null, new byte[0]),
            integrity,
            List.of(),
            List.of(),
            "rsa-pkcs1-sha256",
            "sha-256",
            null,
            null,
            certificate,
            Oids.DATA,
            false,
            SignedMessage.NONE,
            new CarriedAttributes(null, null, Limits.standard()),
            null,
            SignerOffer.NONE,
            List.of());
    return new JudgedSigner(
        evidence, integrity, findings, List.of(), null, null, SignerOffer.NONE, List.of());
  }

  private static JudgedSigner with(Finding.Code... codes) {
    return signer(
        Integrity.UNCHECKED,
        null,
        Stream.of(codes).map(code -> new Finding(code, code.name())).toList());
  }

  private static JudgedSigner worst(JudgedSigner... signers) {
    Verified verified =
        new Verified(
            Stream.of(signers).map(JudgedSigner::evidence).toList(),
            Oids.DATA,
            null,
            null,
            List.of());
    return new JudgedSignature(verified, List.of(signers)).worst();
  }

  @Test
  void b4_theWorstSignerDecides_whereverItStands_andTheFirstOfEqualOnes() {
    JudgedSigner trusted =
        withoutFindings(
            Integrity.INTACT,
            Doors.judge(
                TRUST,
                ALICE.certificate(),
                ALICE.chain(),
                List.of(),
                Purpose.SIGNING,
                Limits.standard()));
    JudgedSigner unknown = with(Finding.Code.CERTIFICATE_MISSING);
    JudgedSigner untrusted = with(Finding.Code.EXPIRED);
    JudgedSigner broken = with(Finding.Code.EXPIRED, Finding.Code.DIGEST_MISMATCH);
    List<JudgedSigner> worseAndWorse = List.of(trusted, unknown, untrusted, broken);
    for (int i = 0; i < worseAndWorse.size(); i++) {
      JudgedSigner one = worseAndWorse.get(i);
      for (JudgedSigner other : worseAndWorse.subList(0, i)) {
        assertThat(worst(one, other)).isSameAs(one);
        assertThat(worst(other, one)).isSameAs(one);
        assertThat(worst(other, one, other)).isSameAs(one);
      }
    }
    assertThat(worst(untrusted, with(Finding.Code.EXPIRED))).isSameAs(untrusted);
  }

  @Test
  void b4_noFinding_isNoTrust_unlessAllWasProven() {
    CertificateVerdict judged =
        Doors.judge(
            TRUST,
            ALICE.certificate(),
            ALICE.chain(),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    CertificateVerdict pathless =
        Doors.judge(
            TrustPolicy.withoutAnchors("nobody is believed here"),
            ALICE.certificate(),
            ALICE.chain(),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(judged.findings()).isEmpty();
    assertThat(pathless.path()).isEmpty();
    assertThat(withoutFindings(Integrity.INTACT, judged).state())
        .isEqualTo(SignerVerdict.State.TRUSTED);
    assertThatThrownBy(() -> withoutFindings(Integrity.UNCHECKED, judged))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> withoutFindings(Integrity.ALTERED, judged))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> withoutFindings(Integrity.INTACT, null))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> withoutFindings(Integrity.INTACT, pathless))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void b4_noSigner_isNoSignature() {
    assertThatThrownBy(() -> new Verified(List.of(), Oids.DATA, null, null, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeviationIsToldOnce_inTheOrderInWhichItWasMet() {
    Finding first = new Finding(Finding.Code.SIGNED_FORM, "LF");
    Finding second = new Finding(Finding.Code.CERTIFICATE_DAMAGED, "number 1 of 2");
    JudgedSigner broken = with(Finding.Code.DIGEST_MISMATCH);
    assertThat(
            new Verified(
                    List.of(broken.evidence()),
                    Oids.DATA,
                    null,
                    null,
                    List.of(first, second, first))
                .deviations())
        .containsExactly(first, second);
  }
}
