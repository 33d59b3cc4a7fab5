package org.smime4j.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/**
 * C12: CRLs that somebody else signed than an authority of the path (RFC 5280, section 6.3.3), and
 * those that speak for several authorities or for some reasons alone.
 */
public class CrlSignerTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root of signers");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing with signers");
  private static final TestPki.Authority OTHER = ROOT.authority("Other with signers");
  private static final TestPki.Issued ALICE =
      ISSUING.issue("alice@example.org").ec("P-256").build();

  /** A key of its own for the lists of the authority whose name it has. */
  private static TestPki.Builder lists(TestPki.Authority by) {
    return by.intermediate("Lists")
        .subject(name(ISSUING))
        .newKey()
        .certificateAuthority(false)
        .keyUsage(KeyUsage.cRLSign);
  }

  private static X500Name name(TestPki.Issued issued) {
    return X500Name.getInstance(issued.certificate().getSubjectX500Principal().getEncoded());
  }

  private static CertificateVerdict judge(
      TestPki.Issued issued, TestPki.Issued signer, X509CRL... crls) {
    return judge(List.of(ROOT), issued, signer, crls);
  }

  private static CertificateVerdict judge(
      List<TestPki.Authority> anchors,
      TestPki.Issued issued,
      TestPki.Issued signer,
      X509CRL... crls) {
    List<X509Certificate> atHand = new ArrayList<>(issued.chain());
    atHand.addAll(signer.chain());
    return Doors.judge(
        TrustPolicy.anchors(anchors.stream().map(TestPki.Issued::certificate).toList())
            .at(NOW)
            .revocation(Revocation.crls(Arrays.asList(crls))),
        issued.certificate(),
        atHand,
        List.of(),
        Purpose.SIGNING,
        Limits.standard());
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static void assertGood(CertificateVerdict verdict) {
    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.GOOD);
  }

  private static void assertUnknown(CertificateVerdict verdict) {
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.UNKNOWN);
  }

  private static void assertRevoked(CertificateVerdict verdict) {
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.REVOKED);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.REVOKED);
  }

  /** A certificate that is no authority's and does not say what its key is for is a person's. */
  @Test
  void c12_aListOfAnEndEntity_isNotBelieved() {
    TestPki.Authority person =
        ROOT.intermediate("Person")
            .subject(name(ISSUING))
            .newKey()
            .certificateAuthority(false)
            .withoutKeyUsage()
            .buildAuthority();
    assertUnknown(judge(ALICE, person, ROOT.crl(), person.crl()));
    assertUnknown(judge(ALICE, person, ROOT.crl(), person.crl(ALICE.certificate())));
  }

  @Test
  void c12_aKeyOfItsOwnForLists_clearsAndRevokes_ifItHasAValidPath() {
    TestPki.Authority lists = lists(ROOT).buildAuthority();
    assertGood(judge(ALICE, lists, ROOT.crl(), lists.crl()));
    assertRevoked(judge(ALICE, lists, ROOT.crl(), lists.crl(ALICE.certificate())));
    TestPki.Authority forServers =
        lists(ROOT).extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).buildAuthority();
    assertGood(judge(ALICE, forServers, ROOT.crl(), forServers.crl()));
  }

  @Test
  void c12_aKeyForLists_thatIsRevokedItself_orOfWhichNobodyKnows_saysNothing() {
    TestPki.Authority lists = lists(OTHER).buildAuthority();
    assertGood(judge(ALICE, lists, ROOT.crl(), OTHER.crl(), lists.crl()));
    assertUnknown(judge(ALICE, lists, ROOT.crl(), lists.crl()));
    assertUnknown(judge(ALICE, lists, ROOT.crl(), OTHER.crl(lists.certificate()), lists.crl()));
    assertUnknown(judge(ALICE, lists, ROOT.crl(OTHER.certificate()), OTHER.crl(), lists.crl()));
    assertUnknown(
        judge(
            ALICE,
            lists,
            ROOT.crl(),
            OTHER.crl(lists.certificate()),
            lists.crl(ALICE.certificate())));
  }

  @Test
  void c12_aKeyForLists_vouchesNotForItself() {
    TestPki.Authority lists = lists(ISSUING).buildAuthority();
    assertUnknown(judge(ALICE, lists, ROOT.crl(), lists.crl()));
    assertGood(judge(ALICE, lists, ROOT.crl(), lists.crl(), ISSUING.crl()));
  }

  @Test
  void c12_aKeyForLists_thatHasNoValidPathToTheSameAnchor_saysNothing() {
    TestPki.Authority stranger = TestPki.authority("Strange root");
    for (TestPki.Authority lists :
        List.of(
            lists(stranger).buildAuthority(),
            lists(ROOT).validity(NOW.minus(DAY.multipliedBy(9)), NOW.minus(DAY)).buildAuthority(),
            lists(ROOT).validity(NOW.plus(DAY), NOW.plus(DAY.multipliedBy(9))).buildAuthority(),
            lists(ROOT).keyUsage(KeyUsage.digitalSignature).buildAuthority())) {
      assertUnknown(
          judge(List.of(ROOT, stranger), ALICE, lists, ROOT.crl(), stranger.crl(), lists.crl()));
      assertUnknown(
          judge(
              List.of(ROOT, stranger),
              ALICE,
              lists,
              ROOT.crl(),
              stranger.crl(),
              lists.crl(ALICE.certificate())));
    }
  }

  @Test
  void c4_c12_aKeyForLists_thatIsWeaklyCertified_revokes_andClearsNothing() {
    TestPki.Authority lists = lists(ROOT).signedWith("SHA1withECDSA").buildAuthority();
    CertificateVerdict open = judge(ALICE, lists, ROOT.crl(), lists.crl());
    assertUnknown(open);
    assertThat(open.findings().get(0).sentence()).contains("weak");
    assertRevoked(judge(ALICE, lists, ROOT.crl(), lists.crl(ALICE.certificate())));
  }

  // ---- lists for several authorities ---------------------------------------------------------

  private static final TestPki.Authority THIRD =
      ROOT.intermediate("Lists of all")
          .certificateAuthority(false)
          .keyUsage(KeyUsage.cRLSign)
          .buildAuthority();

  private static CRLDistPoint points(DistributionPoint... points) {
    return new CRLDistPoint(points);
  }

  private static DistributionPoint listedBy(X500Name issuer) {
    return new DistributionPoint(null, null, new GeneralNames(new GeneralName(issuer)));
  }

  private static TestPki.Issued withPoints(DistributionPoint... points) {
    return ISSUING
        .issue("bob@example.org")
        .ec("P-256")
        .extension(Extension.cRLDistributionPoints.getId(), false, points(points))
        .build();
  }

  private static IssuingDistributionPoint indirect() {
    return new IssuingDistributionPoint(null, false, false, null, true, false);
  }

  /** A list with entries that name the authority whose certificate is meant, or do not. */
  private static final class Entries {
    private final TestPki.Authority by;
    private final JcaX509v2CRLBuilder builder;

    Entries(TestPki.Authority by) {
      this.by = by;
      builder =
          new JcaX509v2CRLBuilder(
              by.certificate().getSubjectX500Principal(), Date.from(NOW.minus(DAY)));
      builder.setNextUpdate(Date.from(NOW.plus(DAY)));
    }

    Entries add(BigInteger serial) {
      builder.addCRLEntry(serial, Date.from(NOW.minus(DAY)), CRLReason.keyCompromise);
      return this;
    }

    Entries add(BigInteger serial, TestPki.Authority issuer) throws Exception {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.certificateIssuer, true, new GeneralNames(new GeneralName(name(issuer))));
      Extensions all = extensions.generate();
      builder.addCRLEntry(serial, Date.from(NOW.minus(DAY)), all);
      return this;
    }

    X509CRL scope(IssuingDistributionPoint scope) throws Exception {
      builder.addExtension(Extension.issuingDistributionPoint, true, scope);
      return build();
    }

    X509CRL build() throws Exception {
      return new JcaX509CRLConverter()
          .getCRL(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.privateKey())));
    }
  }

  @Test
  void c12_aListForSeveralAuthorities_meansWhomItsEntriesName() throws Exception {
    TestPki.Issued bob = withPoints(listedBy(name(THIRD)));
    BigInteger serial = bob.certificate().getSerialNumber();
    BigInteger nobody = BigInteger.valueOf(4711);
    assertGood(judge(bob, THIRD, ROOT.crl(), new Entries(THIRD).scope(indirect())));
    assertRevoked(
        judge(bob, THIRD, ROOT.crl(), new Entries(THIRD).add(serial, ISSUING).scope(indirect())));
    assertRevoked(
        judge(
            bob,
            THIRD,
            ROOT.crl(),
            new Entries(THIRD).add(nobody, ISSUING).add(serial).scope(indirect())));
    assertGood(
        judge(bob, THIRD, ROOT.crl(), new Entries(THIRD).add(serial, OTHER).scope(indirect())));
    assertGood(judge(bob, THIRD, ROOT.crl(), new Entries(THIRD).add(serial).scope(indirect())));
    assertGood(
        judge(
            bob,
            THIRD,
            ROOT.crl(),
            new Entries(THIRD).add(nobody, OTHER).add(serial).scope(indirect())));
  }

  @Test
  void c12_aListForSeveralAuthorities_countsOnlyWhereTheCertificateNamesItsIssuer()
      throws Exception {
    TestPki.Issued bob = withPoints(listedBy(name(THIRD)));
    X509CRL all = new Entries(THIRD).scope(indirect());
    assertUnknown(judge(ALICE, THIRD, ROOT.crl(), all));
    assertUnknown(judge(withPoints(listedBy(name(OTHER))), THIRD, ROOT.crl(), all));
    assertUnknown(judge(bob, THIRD, ROOT.crl(), new Entries(THIRD).build()));
    assertUnknown(judge(bob, THIRD, ROOT.crl(THIRD.certificate()), all));
    // Its authority's own list says as much, whatever the certificate names beside it.
    assertGood(judge(bob, THIRD, ROOT.crl(), ISSUING.crl()));
  }

  // ---- lists for some reasons ----------------------------------------------------------------

  private static X509CRL onlyFor(int reasons) throws Exception {
    return new Entries(ISSUING)
        .scope(
            new IssuingDistributionPoint(
                null, false, false, new ReasonFlags(reasons), false, false));
  }

  @Test
  void c12_listsForSomeReasons_clearOnlyTogether() throws Exception {
    int some = ReasonFlags.keyCompromise | ReasonFlags.cACompromise;
    int rest =
        ReasonFlags.affiliationChanged
            | ReasonFlags.superseded
            | ReasonFlags.cessationOfOperation
            | ReasonFlags.certificateHold
            | ReasonFlags.privilegeWithdrawn;
    X509CRL first = onlyFor(some);
    CertificateVerdict open = judge(ALICE, ISSUING, ROOT.crl(), first);
    assertUnknown(open);
    assertThat(open.findings().get(0).sentence()).contains("for every reason");
    assertUnknown(judge(ALICE, ISSUING, ROOT.crl(), first, onlyFor(rest)));
    assertGood(judge(ALICE, ISSUING, ROOT.crl(), first, onlyFor(rest | ReasonFlags.aACompromise)));
    CertificateVerdict none = judge(ALICE, ISSUING, ROOT.crl());
    assertUnknown(none);
    assertThat(none.findings().get(0).sentence()).doesNotContain("for every reason");
  }

  private static DistributionPoint at(String url, int reasons) {
    return new DistributionPoint(full(url), reasons == 0 ? null : new ReasonFlags(reasons), null);
  }

  private static DistributionPointName full(String url) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)));
  }

  private static X509CRL of(String url) throws Exception {
    return new Entries(ISSUING)
        .scope(new IssuingDistributionPoint(full(url), false, false, null, false, false));
  }

  @Test
  void c12_aListOfOneDistributionPoint_countsForThatPoint_andForItsReasons() throws Exception {
    String here = "http://example.org/here.crl";
    TestPki.Issued bob = withPoints(at(here, 0));
    assertGood(judge(bob, ISSUING, ROOT.crl(), of(here)));
    assertUnknown(judge(bob, ISSUING, ROOT.crl(), of("http://example.org/there.crl")));
    assertUnknown(judge(ALICE, ISSUING, ROOT.crl(), of(here)));
    TestPki.Issued carol = withPoints(at(here, ReasonFlags.keyCompromise));
    assertUnknown(judge(carol, ISSUING, ROOT.crl(), of(here)));
  }

  @Test
  void c16_ofSeventeenDistributionPoints_noneClears_andAListStillRevokes() throws Exception {
    String here = "http://example.org/here.crl";
    for (int n : new int[] {16, 17}) {
      DistributionPoint[] points = new DistributionPoint[n];
      Arrays.fill(points, at(here, 0));
      TestPki.Issued bob = withPoints(points);
      if (n == 16) {
        assertGood(judge(bob, ISSUING, ROOT.crl(), of(here)));
      } else {
        assertUnknown(judge(bob, ISSUING, ROOT.crl(), of(here)));
      }
      assertRevoked(judge(bob, ISSUING, ROOT.crl(), ISSUING.crl(bob.certificate())));
    }
  }

  @Test
  void c12_distributionPointsThatAreNone_areNotAsked() {
    ASN1EncodableVector none = new ASN1EncodableVector();
    none.add(new GeneralName(name(THIRD)));
    TestPki.Issued bob =
        ISSUING
            .issue("bob@example.org")
            .ec("P-256")
            .extension(Extension.cRLDistributionPoints.getId(), false, new DERSequence(none))
            .build();
    assertGood(judge(bob, ISSUING, ROOT.crl(), ISSUING.crl()));
    assertRevoked(judge(bob, ISSUING, ROOT.crl(), ISSUING.crl(bob.certificate())));
  }
}
