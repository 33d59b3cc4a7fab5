package org.smime4j.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.revocation.Crl;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.OcspResponses;
import org.smime4j.testing.TestPki;

/** What a message may cost ends the judgement, and never hides what would have lowered it. */
public class EffortTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing");
  private static final TestPki.Issued ALICE =
      ISSUING.issue("alice@example.org").ec("P-256").build();

  private static CertificateVerdict judge(
      Revocation revocation, long signatures, List<X509CRL> carried, X509Certificate... anchors) {
    return Doors.judge(
        TrustPolicy.anchors(List.of(anchors)).at(TestPki.NOW).revocation(revocation),
        ALICE.certificate(),
        ALICE.chain(),
        carried,
        Purpose.SIGNING,
        Limits.standard().allowing(Limit.PATH_SIGNATURES, signatures));
  }

  /** Fresh ones: a list whose signature was checked once costs nothing again. */
  private static Revocation lists(X509Certificate... revoked) {
    return Revocation.crls(List.of(ROOT.crl(), ISSUING.crl(revoked)));
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static void assertUnknown(CertificateVerdict verdict) {
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(verdict.findings().get(0).sentence()).contains("signature checks");
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.UNKNOWN);
  }

  private static Effort effort(Limits limits) {
    return new Effort(limits, WorkBudget.of(limits, 0));
  }

  @Test
  void c16_whatIsSpent_isSpentToTheLastOne_andThenNothingIsLeft() {
    PathCertificate root = PathCertificate.of(ROOT.certificate());
    Effort effort = effort(Limits.standard().allowing(Limit.PATH_SIGNATURES, 5));
    assertThat(effort.check(List.of(root, root, root, root))).isTrue();
    assertThat(effort.check(1, root)).isTrue();
    assertThat(effort.check(1, root)).isTrue();
    assertThat(effort.isExceeded()).isFalse();
    assertThat(effort.check(1, root)).isFalse();
    assertThat(effort.isExceeded()).isTrue();
    assertThat(effort.draw(0)).isFalse();
    assertThat(effort.limit().sentence())
        .isEqualTo("within the 5 signature checks that one message may cost");
  }

  @Test
  void c16_workThatIsSpent_endsTheEffort_whateverWasCounted() {
    PathCertificate root = PathCertificate.of(ROOT.certificate());
    Effort effort = effort(Limits.standard().allowing(Limit.WORK, 2_000));
    assertThat(effort.check(1_000, root)).isTrue();
    assertThat(effort.check(1_000_000, root)).isFalse();
    assertThat(effort.isExceeded()).isTrue();
    assertThat(effort.check(1, root)).isFalse();
    assertThat(effort.limit().sentence())
        .isEqualTo("within the 2000 units of work that one message may cost");
  }

  /** A unit for each comparison, and one for thirty octets. */
  @Test
  void c8_namesAndCandidates_areDrawnOnTheWork() {
    Effort names = effort(Limits.standard().allowing(Limit.WORK, 2 + 3));
    assertThat(names.compare(90)).isTrue();
    assertThat(names.compare(0)).isTrue();
    assertThat(names.compare(0)).isFalse();
    PathCertificate root = PathCertificate.of(ROOT.certificate());
    int cost = 1 + 4 + root.nameOctets() / 30;
    Effort steps = effort(Limits.standard().allowing(Limit.WORK, cost));
    assertThat(steps.step(root, 4)).isTrue();
    assertThat(steps.isExceeded()).isFalse();
    assertThat(steps.draw(1)).isFalse();
    assertThat(effort(Limits.standard().allowing(Limit.WORK, cost - 1)).step(root, 4)).isFalse();
  }

  @Test
  void c16_listsThatAMessageCarries_areReadAsFarAsItsWorkGoes_andNoMoreThanMayBe() {
    List<byte[]> two = Crl.encoded(List.of(ISSUING.crl(), ROOT.crl()));
    Effort enough = effort(Limits.standard());
    assertThat(Crl.carried(two, 2, enough)).hasSize(2);
    assertThat(Crl.carried(two, 1, enough)).hasSize(1);
    assertThat(enough.isExceeded()).isFalse();
    Effort forOne = effort(Limits.standard().allowing(Limit.WORK, 1));
    assertThat(Crl.carried(two, 2, forOne)).hasSize(1);
    assertThat(forOne.isExceeded()).isTrue();
  }

  @Test
  void c8_theLastStep_isAllowed_andTheNextSpendsAll() {
    PathCertificate root = PathCertificate.of(ROOT.certificate());
    Effort effort = effort(Limits.standard());
    for (int i = 0; i < 10_000; i++) {
      assertThat(effort.step(root, 1)).isTrue();
    }
    assertThat(effort.check(1, root)).isTrue();
    assertThat(effort.step(root, 1)).isFalse();
    assertThat(effort.isExceeded()).isTrue();
    assertThat(effort.draw(0)).isFalse();
    assertThat(effort.limit().sentence()).contains("10000 steps");
  }

  @Test
  void c12_aListThatCouldNotBeCheckedAnyMore_leavesItUnknown_softOrHard() {
    List<X509CRL> revokes = List.of(ISSUING.crl(ALICE.certificate()));
    X509Certificate root = ROOT.certificate();
    // Three for the path, one for each of the lists that clear, and one for that which revokes.
    assertThat(codes(judge(lists(), 5, List.of(), root))).isEmpty();
    assertThat(codes(judge(lists(), 6, revokes, root))).containsExactly(Code.REVOKED);
    assertUnknown(judge(lists(), 5, revokes, root));
    assertUnknown(judge(lists().soft("for the test"), 5, revokes, root));
  }

  @Test
  void c12_aResponseThatCouldNotBeCheckedAnyMore_leavesItUnknown() {
    Revocation responses =
        Revocation.crls(List.of(ROOT.crl()))
            .and(
                Revocation.ocsp(
                    List.of(
                        OcspResponses.by(ISSUING).good(ALICE, ISSUING),
                        OcspResponses.by(ISSUING)
                            .revoked(ALICE, ISSUING, TestPki.NOW, CRLReason.keyCompromise))));
    X509Certificate root = ROOT.certificate();
    assertThat(codes(judge(responses, 100, List.of(), root))).containsExactly(Code.REVOKED);
    // Three for the path and one for the response that clears; the list was checked just now.
    assertUnknown(judge(responses.soft("for the test"), 4, List.of(), root));
  }

  @Test
  void c12_anAnchorWhoseListCouldNotBeChecked_isUnknown() {
    X509Certificate[] anchors = {ROOT.certificate(), ALICE.certificate()};
    assertThat(codes(judge(lists(ALICE.certificate()), 100, List.of(), anchors)))
        .containsExactly(Code.REVOKED);
    assertUnknown(judge(lists(ALICE.certificate()), 4, List.of(), anchors));
    assertUnknown(judge(lists(ALICE.certificate()).soft("for the test"), 4, List.of(), anchors));
  }

  @Test
  void c12_ofAPathThatNobodySigned_revocationIsUnknown_andItHidesNoRevocation() {
    TestPki.Authority twin = TestPki.root("Root", TestPki.NOW).newKey().buildAuthority();
    X509Certificate forged = twin.intermediate("Issuing").keyOf(ISSUING).build().certificate();
    Revocation revoked = lists(ALICE.certificate());
    for (List<X509Certificate> carried :
        List.of(
            List.of(forged),
            List.of(forged, ISSUING.certificate()),
            List.of(ISSUING.certificate(), forged))) {
      CertificateVerdict verdict =
          Doors.judge(
              TrustPolicy.anchors(List.of(ROOT.certificate())).at(TestPki.NOW).revocation(revoked),
              ALICE.certificate(),
              carried,
              List.of(),
              Purpose.SIGNING,
              Limits.standard());
      boolean alone = carried.size() == 1;
      assertThat(codes(verdict)).containsExactly(alone ? Code.NO_PATH : Code.REVOKED);
      assertThat(verdict.revocation())
          .isEqualTo(alone ? RevocationStatus.UNKNOWN : RevocationStatus.REVOKED);
    }
  }

  @Test
  void c12_moreDistributionPointsThanAreLookedAt_areNotCleared() {
    for (int count : new int[] {16, 17}) {
      DistributionPoint[] points = new DistributionPoint[count];
      for (int i = 0; i < count; i++) {
        GeneralName where =
            new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/" + i);
        points[i] =
            new DistributionPoint(new DistributionPointName(new GeneralNames(where)), null, null);
      }
      TestPki.Issued bob =
          ISSUING
              .issue("bob@example.org")
              .ec("P-256")
              .extension(Extension.cRLDistributionPoints.getId(), false, new CRLDistPoint(points))
              .build();
      CertificateVerdict verdict =
          Doors.judge(
              TrustPolicy.anchors(List.of(ROOT.certificate())).at(TestPki.NOW).revocation(lists()),
              bob.certificate(),
              bob.chain(),
              List.of(),
              Purpose.SIGNING,
              Limits.standard());
      assertThat(codes(verdict))
          .isEqualTo(count == 16 ? List.of() : List.of(Code.REVOCATION_UNKNOWN));
    }
  }

  /** Seven layers of nine, each certificate of one signed by the key of all of the next: 9^7. */
  @Test
  void c8_layersOfAuthoritiesUnderOneKeyEach_endTheSearch() {
    TestPki.Authority above = TestPki.root("Root", TestPki.NOW).newKey().buildAuthority();
    List<X509Certificate> carried = new ArrayList<>();
    for (int layer = 0; layer < 7; layer++) {
      TestPki.Authority first = above.intermediate("Layer " + layer).newKey().buildAuthority();
      carried.add(first.certificate());
      for (int i = 1; i < 9; i++) {
        TestPki.Builder twin = above.intermediate("Layer " + layer).keyOf(first).serial(1_000 + i);
        carried.add(twin.build().certificate());
      }
      above = first;
    }
    X509Certificate twin = TestPki.root("Root", TestPki.NOW).newKey().build().certificate();
    CertificateVerdict verdict =
        Doors.judge(
            TrustPolicy.anchors(List.of(ROOT.certificate(), twin)).at(TestPki.NOW),
            above.issue("mallory@evil.example").ec("P-256").build().certificate(),
            carried,
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.NO_PATH);
    assertThat(verdict.findings().get(0).sentence()).contains("within the 10000 steps");
  }
}
