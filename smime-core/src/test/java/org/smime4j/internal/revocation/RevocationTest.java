package org.smime4j.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.path.PkitsTest;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** C12 on our own lists; the heavier cases stand in {@link PkitsTest}. */
public class RevocationTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing");
  private static final TestPki.Issued ALICE = ISSUING.issue("alice@example.org").build();

  @Test
  void coveredByCurrentLists_isGood_andNothingIsNoted() {
    CertificateVerdict verdict = judge(ALICE, ROOT.crl(), ISSUING.crl());
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.notes()).isEmpty();
  }

  @Test
  void revoked_saysWhenAndWhy() {
    CertificateVerdict verdict = judge(ALICE, ROOT.crl(), ISSUING.crl(ALICE.certificate()));
    assertThat(codes(verdict)).containsExactly(Code.REVOKED);
    assertThat(verdict.findings().get(0).sentence())
        .contains("CN=alice@example.org")
        .contains("2026-06-01T10:00:00Z")
        .contains("compromised");
  }

  @Test
  void aRevokedIntermediate_revokesAllBelow() {
    assertThat(codes(judge(ALICE, ROOT.crl(ISSUING.certificate()), ISSUING.crl())))
        .containsExactly(Code.REVOKED);
  }

  @Test
  void c12_notCovered_isUnknown_neverGood() {
    assertThat(codes(judge(ALICE, ISSUING.crl()))).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, ROOT.crl()))).containsExactly(Code.REVOCATION_UNKNOWN);
    CertificateVerdict verdict = judge(ALICE, TestPki.authority("Other").crl());
    assertThat(codes(verdict)).containsExactly(Code.REVOCATION_UNKNOWN, Code.REVOCATION_UNKNOWN);
    assertThat(verdict.findings().get(0).code().severity()).isEqualTo(Finding.Severity.UNKNOWN);
  }

  @Test
  void c12_aStaleList_doesNotClear_butStillRevokes() {
    Instant from = NOW.minus(DAY.multipliedBy(9));
    Instant until = NOW.minus(DAY);
    assertThat(codes(judge(ALICE, ROOT.crl(), ISSUING.crl(from, until))))
        .containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, ROOT.crl(), ISSUING.crl(from, until, ALICE.certificate()))))
        .containsExactly(Code.REVOKED);
  }

  @Test
  void c12_aListWithoutNextUpdate_doesNotClear() throws Exception {
    X509CRL endless = new Crls(ISSUING).build();
    assertThat(codes(judge(ALICE, ROOT.crl(), endless))).containsExactly(Code.REVOCATION_UNKNOWN);
  }

  /**
   * Who can forge a list could keep a revoked certificate alive; who forges one revokes in vain.
   */
  @Test
  void c4_c12_aWeakList_revokes_andClearsNothingThatIsSound() throws Exception {
    X509CRL weak = Crls.of(ISSUING).build("SHA1withECDSA");
    CertificateVerdict open = judge(ALICE, ROOT.crl(), weak);
    assertThat(codes(open)).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(open.findings().get(0).sentence()).contains("weak");
    assertThat(codes(judge(ALICE, ROOT.crl(), weak, ISSUING.crl()))).isEmpty();
    X509CRL revoking =
        Crls.of(ISSUING).revoke(ALICE.certificate(), NOW.minus(DAY), 1).build("SHA1withECDSA");
    assertThat(codes(judge(ALICE, ROOT.crl(), revoking, ISSUING.crl())))
        .containsExactly(Code.REVOKED);
    TestPki.Authority short1024 = ROOT.intermediate("Short").rsa(1024).buildAuthority();
    TestPki.Issued bob = short1024.issue("bob@example.org").build();
    assertThat(codes(judge(bob, ROOT.crl(), short1024.crl())))
        .as("it is not believed anyway, and nothing is said twice")
        .containsExactly(Code.WEAK_KEY);
  }

  @Test
  void aListMadeLater_servesAnEarlierTime_whileTheCertificateWouldStandInIt() {
    X509CRL later = ISSUING.crl(NOW.plus(DAY), NOW.plus(DAY.multipliedBy(9)));
    assertThat(codes(judge(ALICE, ROOT.crl(), later))).isEmpty();
    TestPki.Issued shortLived =
        ISSUING
            .issue("bob@example.org")
            .ec("P-256")
            .validity(NOW.minus(DAY), NOW.plus(Duration.ofHours(2)))
            .build();
    assertThat(codes(judge(shortLived, ROOT.crl(), later)))
        .containsExactly(Code.REVOCATION_UNKNOWN);
  }

  @Test
  void c12_aListThatAnotherKeySigned_doesNotCount() {
    TestPki.Authority twin = TestPki.root("Issuing", NOW).newKey().buildAuthority();
    assertThat(codes(judge(ALICE, ROOT.crl(), twin.crl())))
        .containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, ROOT.crl(), ISSUING.crl(), twin.crl(ALICE.certificate()))))
        .isEmpty();
  }

  @Test
  void c12_anAuthorityThatMayNotSignLists() {
    TestPki.Authority noLists =
        ROOT.intermediate("NoLists").keyUsage(KeyUsage.keyCertSign).buildAuthority();
    TestPki.Issued bob = noLists.issue("bob@example.org").ec("P-256").build();
    assertThat(codes(judge(bob, ROOT.crl(), noLists.crl())))
        .containsExactly(Code.REVOCATION_UNKNOWN);
  }

  @Test
  void c12_listsInTheMessage_revoke_andNeverClear() {
    TrustPolicy trust = trust(ROOT.crl());
    CertificateVerdict notCleared =
        Doors.judge(
            trust,
            ALICE.certificate(),
            ALICE.chain(),
            List.of(ROOT.crl(), ISSUING.crl()),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(codes(notCleared)).containsExactly(Code.REVOCATION_UNKNOWN);
    CertificateVerdict revoked =
        Doors.judge(
            trust(ROOT.crl(), ISSUING.crl()),
            ALICE.certificate(),
            ALICE.chain(),
            List.of(ISSUING.crl(ALICE.certificate())),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(codes(revoked)).containsExactly(Code.REVOKED);
  }

  @ParameterizedTest
  @CsvSource({
    // days from now of the revocation, its reason, whether it counts now
    "-1, 0, true",
    "1, 0, true",
    "1, 1, true",
    "1, 2, true",
    "-1, 4, true",
    "1, 4, false",
    "-1, 6, true",
    "1, 5, false",
    "-1, 8, false"
  })
  void b14_theDateCountsOnlyWhereTheReasonLetsIt(int days, int reason, boolean counts)
      throws Exception {
    X509CRL crl =
        Crls.of(ISSUING)
            .revoke(ALICE.certificate(), NOW.plus(DAY.multipliedBy(days)), reason)
            .build();
    assertThat(codes(judge(ALICE, ROOT.crl(), crl)))
        .isEqualTo(counts ? List.of(Code.REVOKED) : List.of());
  }

  @Test
  void c12_scope_userCertificatesOnly_authoritiesOnly_attributesOnly() throws Exception {
    assertThat(codes(judge(ALICE, ROOT.crl(), scoped(ISSUING, true, false, false)))).isEmpty();
    assertThat(codes(judge(ALICE, ROOT.crl(), scoped(ISSUING, false, true, false))))
        .containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, ROOT.crl(), scoped(ISSUING, false, false, true))))
        .containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, scoped(ROOT, false, true, false), ISSUING.crl()))).isEmpty();
    assertThat(codes(judge(ALICE, scoped(ROOT, true, false, false), ISSUING.crl())))
        .containsExactly(Code.REVOCATION_UNKNOWN);
  }

  @Test
  void c12_anUnknownCriticalExtension_makesTheListUnusable() throws Exception {
    X509CRL crl =
        Crls.of(ISSUING)
            .extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)
            .build();
    assertThat(codes(judge(ALICE, ROOT.crl(), crl))).containsExactly(Code.REVOCATION_UNKNOWN);
    X509CRL harmless =
        Crls.of(ISSUING)
            .extension(new ASN1ObjectIdentifier("1.2.3.4"), false, DERNull.INSTANCE)
            .build();
    assertThat(codes(judge(ALICE, ROOT.crl(), harmless))).isEmpty();
  }

  @Test
  void c12_deltas_revoke_andTakeBack_andNeedTheirBase() throws Exception {
    X509CRL base = Crls.of(ISSUING).number(5).build();
    X509CRL onHold =
        Crls.of(ISSUING)
            .number(5)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.certificateHold)
            .build();
    X509CRL revoking =
        Crls.of(ISSUING)
            .number(6)
            .base(5)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.superseded)
            .build();
    X509CRL removing =
        Crls.of(ISSUING)
            .number(6)
            .base(5)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.removeFromCRL)
            .build();
    X509CRL otherBase = Crls.of(ISSUING).number(9).base(8).build();
    assertThat(codes(judge(ALICE, ROOT.crl(), base, revoking))).containsExactly(Code.REVOKED);
    assertThat(codes(judge(ALICE, ROOT.crl(), onHold))).containsExactly(Code.REVOKED);
    assertThat(codes(judge(ALICE, ROOT.crl(), onHold, removing))).isEmpty();
    assertThat(codes(judge(ALICE, ROOT.crl(), otherBase))).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(codes(judge(ALICE, ROOT.crl(), onHold, otherBase))).containsExactly(Code.REVOKED);
  }

  @Test
  void c12_ofDeltas_theNewestCounts_andItIsNamed() throws Exception {
    X509CRL base = Crls.of(ISSUING).number(5).build();
    X509CRL sixth = Crls.of(ISSUING).number(6).base(5).build();
    X509CRL seventh =
        Crls.of(ISSUING)
            .number(7)
            .base(5)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.superseded)
            .build();
    for (List<X509CRL> order :
        List.of(List.of(base, sixth, seventh), List.of(seventh, sixth, base))) {
      CertificateVerdict verdict =
          judge(ALICE, ROOT.crl(), order.get(0), order.get(1), order.get(2));
      assertThat(codes(verdict)).containsExactly(Code.REVOKED);
      assertThat(verdict.findings().get(0).sentence())
          .contains("(delta CRL of CN=Issuing")
          .contains("it was superseded");
    }
    CertificateVerdict complete = judge(ALICE, ROOT.crl(), ISSUING.crl(ALICE.certificate()));
    assertThat(complete.findings().get(0).sentence()).contains("(CRL of CN=Issuing");
  }

  @Test
  void c12_ofTwoEntriesForOneCertificate_theLastCounts() throws Exception {
    X509CRL takenBack =
        Crls.of(ISSUING)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.keyCompromise)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.removeFromCRL)
            .build();
    assertThat(codes(judge(ALICE, ROOT.crl(), takenBack))).isEmpty();
    X509CRL revokedAgain =
        Crls.of(ISSUING)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.removeFromCRL)
            .revoke(ALICE.certificate(), NOW.minus(DAY), CRLReason.keyCompromise)
            .build();
    assertThat(codes(judge(ALICE, ROOT.crl(), revokedAgain))).containsExactly(Code.REVOKED);
  }

  @Test
  void c12_anEntryWithAnUnknownCriticalExtension_makesTheListUnusable() throws Exception {
    for (boolean critical : List.of(true, false)) {
      Extensions extensions =
          new Extensions(
              new Extension(
                  new ASN1ObjectIdentifier("1.2.3.4"), critical, DERNull.INSTANCE.getEncoded()));
      Crls crls = Crls.of(ISSUING);
      crls.builder.addCRLEntry(BigInteger.valueOf(77), Date.from(NOW.minus(DAY)), extensions);
      assertThat(codes(judge(ALICE, ROOT.crl(), crls.build())))
          .isEqualTo(critical ? List.of(Code.REVOCATION_UNKNOWN) : List.of());
    }
  }

  @Test
  void notAsked_isANote_andListsOfTheMessageAreNotRead() {
    CertificateVerdict verdict =
        Doors.judge(
            TrustPolicy.anchors(List.of(ROOT.certificate()))
                .at(NOW)
                .revocation(Revocation.notChecked("offline")),
            ALICE.certificate(),
            ALICE.chain(),
            List.of(ISSUING.crl(ALICE.certificate())),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.notes())
        .containsExactly(
            new Finding(
                Finding.Code.REVOCATION_NOT_CHECKED,
                "Whether the certificate is revoked was not checked: offline"));
  }

  @Test
  void aPersonsOwnCertificateAmongTheAnchors_needsNoList_butARevocationCounts() {
    TrustPolicy both =
        TrustPolicy.anchors(List.of(ROOT.certificate(), ISSUING.certificate(), ALICE.certificate()))
            .at(NOW);
    CertificateVerdict verdict =
        both.revocation(Revocation.crls(List.of(ROOT.crl())))
            .judge(ALICE.certificate(), Purpose.SIGNING);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("REVOCATION_NOT_CHECKED");
    CertificateVerdict revoked =
        both.revocation(Revocation.crls(List.of(ISSUING.crl(ALICE.certificate()))))
            .judge(ALICE.certificate(), Purpose.SIGNING);
    assertThat(codes(revoked)).containsExactly(Code.REVOKED);
  }

  private static X509CRL scoped(
      TestPki.Authority issuer, boolean users, boolean authorities, boolean attributes)
      throws Exception {
    return Crls.of(issuer)
        .extension(
            Extension.issuingDistributionPoint,
            true,
            new IssuingDistributionPoint(null, users, authorities, null, false, attributes))
        .build();
  }

  /** A CRL of which everything can be chosen. */
  private static final class Crls {
    private final TestPki.Authority issuer;
    private final JcaX509v2CRLBuilder builder;

    /** Good for a day. */
    static Crls of(TestPki.Authority issuer) {
      Crls crls = new Crls(issuer);
      crls.builder.setNextUpdate(Date.from(NOW.plus(DAY)));
      return crls;
    }

    Crls(TestPki.Authority issuer) {
      this.issuer = issuer;
      this.builder =
          new JcaX509v2CRLBuilder(
              issuer.certificate().getSubjectX500Principal(), Date.from(NOW.minus(DAY)));
    }

    Crls revoke(X509Certificate certificate, Instant since, int reason) {
      builder.addCRLEntry(certificate.getSerialNumber(), Date.from(since), reason);
      return this;
    }

    Crls number(long number) throws Exception {
      return extension(Extension.cRLNumber, false, new ASN1Integer(BigInteger.valueOf(number)));
    }

    Crls base(long number) throws Exception {
      return extension(
          Extension.deltaCRLIndicator, true, new ASN1Integer(BigInteger.valueOf(number)));
    }

    Crls extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value)
        throws Exception {
      builder.addExtension(oid, critical, value);
      return this;
    }

    X509CRL build() throws Exception {
      return build("SHA256withECDSA");
    }

    X509CRL build(String algorithm) throws Exception {
      return new JcaX509CRLConverter()
          .getCRL(builder.build(new JcaContentSignerBuilder(algorithm).build(issuer.privateKey())));
    }
  }

  private static TrustPolicy trust(X509CRL... crls) {
    return TrustPolicy.anchors(List.of(ROOT.certificate()))
        .at(NOW)
        .revocation(Revocation.crls(Arrays.asList(crls)));
  }

  private static CertificateVerdict judge(TestPki.Issued issued, X509CRL... crls) {
    return Doors.judge(
        trust(crls),
        issued.certificate(),
        issued.chain(),
        List.of(),
        Purpose.SIGNING,
        Limits.standard());
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }
}
