package org.smime4j.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.Limits;
import org.smime4j.TestPki;

class TrustPolicyTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing");

  @Test
  void aCertificateBelowAnAnchor_hasNoFindings() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    CertificateVerdict verdict =
        trust()
            .judge(
                alice.certificate(), alice.chain(), List.of(), Purpose.SIGNING, Limits.standard());
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.path()).hasSize(3);
    assertThat(verdict.notes()).extracting(Note::code).containsExactly("REVOCATION_NOT_CHECKED");
  }

  @Test
  void withoutItsIntermediate_noPath() {
    TestPki.Issued alice = ISSUING.issue("alice@example.org").build();
    CertificateVerdict verdict = trust().judge(alice.certificate(), Purpose.SIGNING);
    assertThat(verdict.findings()).extracting(Finding::code).containsExactly(Finding.Code.NO_PATH);
    assertThat(verdict.toString()).contains("CN=Issuing");
  }

  private static TrustPolicy trust(X509Certificate... intermediates) {
    return TrustPolicy.anchors(List.of(ROOT.certificate()))
        .intermediates(List.of(intermediates))
        .at(TestPki.NOW);
  }
}
