package org.smime4j.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** Certificates whose issuer publishes no revocation: noRevAvail (RFC 9608). */
public class NoRevocationTest {

  private static final String NO_REV_AVAIL = "2.5.29.56";
  private static final TestPki.Authority ROOT = TestPki.authority("No Revocation");

  private static TestPki.Builder alice() {
    return ROOT.issue("alice@example.org")
        .ec("P-256")
        .extension(NO_REV_AVAIL, false, DERNull.INSTANCE);
  }

  private static CertificateVerdict judge(Revocation revocation, TestPki.Issued leaf) {
    return TrustPolicy.anchors(List.of(ROOT.certificate()))
        .intermediates(leaf.chain().subList(1, leaf.chain().size()))
        .at(TestPki.NOW)
        .revocation(revocation)
        .judge(leaf.certificate(), Purpose.SIGNING);
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  @Test
  void c12_nobodyIsAskedAboutIt_andAReaderIsTold() {
    Revocation none = Revocation.crls(List.of(TestPki.authority("Another").crl()));
    TestPki.Issued plain = ROOT.issue("bob@example.org").ec("P-256").build();
    assertThat(codes(judge(none, plain))).containsExactly(Code.REVOCATION_UNKNOWN);
    CertificateVerdict verdict = judge(none, alice().build());
    assertThat(codes(verdict)).isEmpty();
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.NOT_CHECKED);
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("REVOCATION_NOT_CHECKED");
    Revocation asking =
        Revocation.fetching(
            (uri, addresses, body, timeout) -> {
              throw new AssertionError("asked " + uri);
            });
    assertThat(codes(judge(asking, alice().build()))).isEmpty();
  }

  @Test
  void c12_aListThatNamesItAllTheSame_revokes() {
    TestPki.Issued alice = alice().build();
    CertificateVerdict verdict =
        judge(Revocation.crls(List.of(ROOT.crl(alice.certificate()))), alice);
    assertThat(codes(verdict)).containsExactly(Code.REVOKED);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.REVOKED);
  }

  @Test
  void c12_anAuthorityMayNotSayIt_norWhoNamesAPlaceThatTells() {
    Revocation unchecked = Revocation.notChecked("not the subject");
    assertThat(codes(judge(unchecked, alice().build()))).isEmpty();
    TestPki.Authority silent =
        ROOT.intermediate("Silent")
            .extension(NO_REV_AVAIL, false, DERNull.INSTANCE)
            .buildAuthority();
    assertThat(codes(judge(unchecked, silent.issue("alice@example.org").build())))
        .containsExactly(Code.PATH_INVALID);
    GeneralName place = new GeneralName(GeneralName.uniformResourceIdentifier, "http://x.example/");
    CRLDistPoint points =
        new CRLDistPoint(
            new DistributionPoint[] {
              new DistributionPoint(new DistributionPointName(new GeneralNames(place)), null, null)
            });
    for (String oid :
        List.of(Extension.cRLDistributionPoints.getId(), Extension.freshestCRL.getId())) {
      assertThat(codes(judge(unchecked, alice().extension(oid, false, points).build())))
          .as(oid)
          .containsExactly(Code.PATH_INVALID);
    }
    AuthorityInformationAccess ocsp =
        new AuthorityInformationAccess(X509ObjectIdentifiers.id_ad_ocsp, place);
    String access = Extension.authorityInfoAccess.getId();
    assertThat(codes(judge(unchecked, alice().extension(access, false, ocsp).build())))
        .containsExactly(Code.PATH_INVALID);
    AuthorityInformationAccess issuers =
        new AuthorityInformationAccess(X509ObjectIdentifiers.id_ad_caIssuers, place);
    assertThat(codes(judge(unchecked, alice().extension(access, false, issuers).build())))
        .isEmpty();
  }
}
