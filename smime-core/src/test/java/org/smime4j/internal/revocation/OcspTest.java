package org.smime4j.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.OcspResponses;
import org.smime4j.testing.TestPki;

/** C12 on OCSP responses that are handed in: who may say so, about whom, and for how long. */
public class OcspTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Issuing");
  private static final TestPki.Authority OTHER = ROOT.authority("Other");
  private static final TestPki.Issued ALICE =
      ISSUING.issue("alice@example.org").ec("P-256").build();
  private static final X509CRL OF_ROOT = ROOT.crl();

  private static TestPki.Builder responder(TestPki.Authority issuer) {
    return issuer
        .issue("Responder")
        .ec("P-256")
        .extendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)
        .keyUsage(KeyUsage.digitalSignature);
  }

  private static TestPki.Builder unchecked(TestPki.Builder builder) {
    return builder.extension(
        OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId(), false, DERNull.INSTANCE);
  }

  private static final TestPki.Issued RESPONDER = unchecked(responder(ISSUING)).build();

  @Test
  void c12_goodFromTheAuthorityItself_orFromItsResponder() {
    for (byte[] response :
        List.of(
            OcspResponses.by(ISSUING).good(ALICE, ISSUING),
            OcspResponses.by(RESPONDER).good(ALICE, ISSUING),
            OcspResponses.by(RESPONDER).hash("2.16.840.1.101.3.4.2.1").good(ALICE, ISSUING))) {
      CertificateVerdict verdict = judge(response);
      assertThat(verdict.findings()).as("%s", verdict).isEmpty();
      assertThat(verdict.revocation()).isEqualTo(RevocationStatus.GOOD);
      assertThat(verdict.notes()).isEmpty();
    }
  }

  @Test
  void c12_revoked_saysWhenAndWhy_andBeatsAListThatClears() {
    byte[] revoked =
        OcspResponses.by(RESPONDER)
            .revoked(ALICE, ISSUING, NOW.minus(DAY), CRLReason.keyCompromise);
    CertificateVerdict verdict = judge(revoked);
    assertThat(codes(verdict)).containsExactly(Code.REVOKED);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.REVOKED);
    assertThat(verdict.findings().get(0).sentence())
        .contains("CN=alice@example.org", "2026-05-31T12:00:00Z", "compromised", "OCSP response");
    byte[] good = OcspResponses.by(RESPONDER).good(ALICE, ISSUING);
    Revocation both =
        Revocation.crls(List.of(OF_ROOT, ISSUING.crl())).and(Revocation.ocsp(List.of(revoked)));
    assertThat(codes(judge(both))).containsExactly(Code.REVOKED);
    Revocation list =
        Revocation.crls(List.of(OF_ROOT, ISSUING.crl(ALICE.certificate())))
            .and(Revocation.ocsp(List.of(good)));
    assertThat(codes(judge(list))).containsExactly(Code.REVOKED);
    assertThat(codes(judge(good, revoked))).containsExactly(Code.REVOKED);
    assertThat(codes(judge(revoked, good))).containsExactly(Code.REVOKED);
  }

  @Test
  void c12_ofTwoAnswersInOneResponse_revokedCounts_whicheverStandsFirst() {
    RevokedStatus revoked = new RevokedStatus(Date.from(NOW.minus(DAY)), CRLReason.keyCompromise);
    byte[] goodLast = OcspResponses.by(RESPONDER).first(revoked).good(ALICE, ISSUING);
    byte[] revokedLast =
        OcspResponses.by(RESPONDER)
            .first(CertificateStatus.GOOD)
            .revoked(ALICE, ISSUING, NOW.minus(DAY), CRLReason.keyCompromise);
    assertThat(codes(judge(goodLast))).containsExactly(Code.REVOKED);
    assertThat(codes(judge(revokedLast))).containsExactly(Code.REVOKED);
  }

  @Test
  void c12_unknown_orAnError_clearsNothing() throws Exception {
    byte[] error = new OCSPRespBuilder().build(OCSPRespBuilder.TRY_LATER, null).getEncoded();
    for (byte[] response :
        List.of(
            OcspResponses.by(RESPONDER).unknown(ALICE, ISSUING),
            error,
            new byte[0],
            new byte[] {0x30, 0x03, 0x0a, 0x01, 0x00},
            Arrays.copyOf(OcspResponses.by(RESPONDER).good(ALICE, ISSUING), 200))) {
      assertUnknown(response);
    }
    assertThatThrownBy(() -> Revocation.ocsp(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void c12_anAlteredResponse_clearsNothing() {
    assertUnknown(OcspResponses.by(RESPONDER).altered().unknown(ALICE, ISSUING));
  }

  @Test
  void c12_certIdOfAnother_clearsNothing() {
    TestPki.Issued bob = ISSUING.issue("bob@example.org").ec("P-256").build();
    assertUnknown(OcspResponses.by(RESPONDER).good(bob, ISSUING));
    assertUnknown(OcspResponses.by(RESPONDER).serial(BigInteger.ONE).good(ALICE, ISSUING));
    // The same serial number under another authority, and under one of the same name.
    assertUnknown(OcspResponses.by(RESPONDER).good(ALICE, OTHER));
    TestPki.Authority twin = TestPki.root("Issuing", NOW).newKey().buildAuthority();
    assertUnknown(OcspResponses.by(RESPONDER).good(ALICE, twin));
  }

  @Test
  void c12_whoMayNotSpeakForTheAuthority_clearsAndRevokesNothing() {
    TestPki.Authority stranger = TestPki.authority("Stranger");
    List<TestPki.Issued> unauthorised =
        List.of(
            // Not its own: another authority's responder, and one of a stranger.
            unchecked(responder(OTHER)).build(),
            unchecked(responder(stranger)).build(),
            unchecked(responder(ROOT)).build(),
            // Its own, but not for this: no purpose, mail, any purpose.
            unchecked(responder(ISSUING).extendedKeyUsage()).build(),
            unchecked(responder(ISSUING).extendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
                .build(),
            unchecked(responder(ISSUING).extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage))
                .build(),
            unchecked(responder(ISSUING).keyUsage(KeyUsage.keyEncipherment)).build(),
            // Expired, or not yet valid.
            unchecked(responder(ISSUING).validity(NOW.minus(DAY), NOW.minusSeconds(1))).build(),
            unchecked(responder(ISSUING).validity(NOW.plusSeconds(1), NOW.plus(DAY))).build(),
            // The person herself.
            ALICE);
    for (TestPki.Issued each : unauthorised) {
      assertUnknown(OcspResponses.by(each).good(ALICE, ISSUING));
      assertUnknown(
          OcspResponses.by(each).revoked(ALICE, ISSUING, NOW.minus(DAY), CRLReason.keyCompromise));
    }
    // Another authority of the same root, in its own name and in the right one.
    assertUnknown(OcspResponses.by(OTHER).good(ALICE, ISSUING));
    assertUnknown(OcspResponses.by(OTHER).namedAs(ISSUING.certificate()).good(ALICE, ISSUING));
    // A responder whose certificate is right and whose key is not.
    assertUnknown(
        OcspResponses.by(unchecked(responder(ISSUING).newKey()).build())
            .carrying(RESPONDER.certificate())
            .good(ALICE, ISSUING));
    // One that names another responder than the one who signed.
    assertUnknown(OcspResponses.by(RESPONDER).namedAs(OTHER.certificate()).good(ALICE, ISSUING));
  }

  @Test
  void c12_aResponderThatIsNotExempt_mustBeClearedByAList() {
    TestPki.Issued checked = responder(ISSUING).build();
    byte[] response = OcspResponses.by(checked).good(ALICE, ISSUING);
    assertUnknown(response);
    TestPki.Issued bob = ISSUING.issue("bob@example.org").ec("P-256").build();
    byte[] ofBob = OcspResponses.by(checked).good(bob, ISSUING);
    Revocation cleared =
        Revocation.crls(List.of(OF_ROOT, ISSUING.crl())).and(Revocation.ocsp(List.of(ofBob)));
    assertThat(codes(judge(bob, cleared))).isEmpty();
    byte[] badOfBob =
        OcspResponses.by(checked).revoked(bob, ISSUING, NOW.minus(DAY), CRLReason.superseded);
    assertThat(
            codes(
                judge(
                    bob,
                    Revocation.crls(List.of(OF_ROOT, ISSUING.crl()))
                        .and(Revocation.ocsp(List.of(badOfBob))))))
        .containsExactly(Code.REVOKED);
    // Revoked itself, it neither clears nor revokes: the list does the first.
    assertThat(
            codes(
                judge(
                    bob,
                    Revocation.crls(List.of(OF_ROOT, ISSUING.crl(checked.certificate())))
                        .and(Revocation.ocsp(List.of(badOfBob))))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // hours from now of thisUpdate and nextUpdate, and whether it clears
        "-1, 1, true",
        "-1, 0, true",
        "-48, -1, false",
        "-1, -, false",
        "0, -, true",
        // Made later, while the certificate would still be answered for.
        "24, 48, true",
        "200000, 200001, false"
      })
  void c12_times(int from, Integer until, boolean clears) {
    OcspResponses response =
        OcspResponses.by(ISSUING)
            .times(
                NOW.plus(Duration.ofHours(from)),
                until == null ? null : NOW.plus(Duration.ofHours(until)));
    CertificateVerdict verdict = judge(response.good(ALICE, ISSUING));
    assertThat(codes(verdict)).isEqualTo(clears ? List.of() : List.of(Code.REVOCATION_UNKNOWN));
  }

  @ParameterizedTest
  @CsvSource({
    // days from now of the revocation, its reason, hours until nextUpdate, whether it counts
    "-1, 0, 1, true",
    "1, 1, 1, true",
    "1, 4, 1, false",
    "-1, 6, 1, true",
    "-1, 6, -1, false",
    "-1, 1, -1, true"
  })
  void b14_c12_revocationDates_areReadAsThoseOfLists(
      int days, int reason, int until, boolean counts) {
    byte[] response =
        OcspResponses.by(ISSUING)
            .times(NOW.minus(DAY), NOW.plus(Duration.ofHours(until)))
            .revoked(ALICE, ISSUING, NOW.plus(DAY.multipliedBy(days)), reason);
    assertThat(codes(judge(response)))
        .containsExactly(counts ? Code.REVOKED : Code.REVOCATION_UNKNOWN);
  }

  @Test
  void c12_unknownCriticalExtensions_makeItUnusable() {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
    assertUnknown(
        OcspResponses.by(ISSUING).extension(unknown, true, DERNull.INSTANCE).good(ALICE, ISSUING));
    assertUnknown(
        OcspResponses.by(ISSUING)
            .singleExtension(unknown, true, DERNull.INSTANCE)
            .good(ALICE, ISSUING));
    assertThat(
            codes(
                judge(
                    OcspResponses.by(ISSUING)
                        .extension(unknown, false, DERNull.INSTANCE)
                        .good(ALICE, ISSUING))))
        .isEmpty();
  }

  @Test
  void c4_c12_aWeakResponder_clearsNothing() throws Exception {
    TestPki.Issued weak = unchecked(responder(ISSUING).rsa(1024)).build();
    assertUnknown(OcspResponses.by(weak).signedWith("SHA256withRSA").good(ALICE, ISSUING));
    TestPki.Issued rsa = unchecked(responder(ISSUING).rsa(2048)).build();
    assertUnknown(OcspResponses.by(rsa).signedWith("SHA1withRSA").good(ALICE, ISSUING));
    assertUnknown(OcspResponses.by(rsa).signedWith("MD5withRSA").good(ALICE, ISSUING));
    assertThat(codes(judge(OcspResponses.by(rsa).signedWith("SHA256withRSA").good(ALICE, ISSUING))))
        .isEmpty();
  }

  @Test
  void soft_isANote_andTheStatusStaysUnknown() {
    Revocation soft = Revocation.crls(List.of(OF_ROOT)).soft("a laptop is often offline");
    CertificateVerdict verdict = judge(soft);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.UNKNOWN);
    assertThat(verdict.notes()).hasSize(1);
    assertThat(verdict.notes().get(0).code().name()).isEqualTo("REVOCATION_UNKNOWN_ACCEPTED");
    assertThat(verdict.notes().get(0).sentence())
        .contains("CN=alice@example.org", "a laptop is often offline");
    byte[] revoked =
        OcspResponses.by(ISSUING).revoked(ALICE, ISSUING, NOW.minus(DAY), CRLReason.keyCompromise);
    assertThat(codes(judge(soft.and(Revocation.ocsp(List.of(revoked))))))
        .containsExactly(Code.REVOKED);
    assertThatThrownBy(() -> soft.soft(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 5940 lets a message carry responses; its sender chose them. */
  @Test
  void c12_aResponseInTheMessage_clearsNothing() throws Exception {
    byte[] good = OcspResponses.by(ISSUING).good(ALICE, ISSUING);
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .build("SHA256withECDSA", ALICE.privateKey(), ALICE.certificate()));
    generator.addCertificates(new JcaCertStore(ALICE.chain()));
    generator.addOtherRevocationInfo(
        CMSObjectIdentifiers.id_ri_ocsp_response, OCSPResponse.getInstance(good));
    byte[] cms =
        generator.generate(new CMSProcessableByteArray(new byte[] {'x'}), true).getEncoded();
    TrustPolicy trust = TrustPolicy.anchors(List.of(ROOT.certificate())).at(NOW);
    Revocation lists = Revocation.crls(List.of(OF_ROOT));
    SignerVerdict verdict =
        Verifier.trusting(trust.revocation(lists)).verify(ByteSource.of(cms)).signers().get(0);
    assertThat(verdict).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.UNKNOWN);
    assertThat(verdict.findings().get(0).code()).isEqualTo(Code.REVOCATION_UNKNOWN);
    SignerVerdict handedIn =
        Verifier.trusting(trust.revocation(lists.and(Revocation.ocsp(List.of(good)))))
            .verify(ByteSource.of(cms))
            .signers()
            .get(0);
    assertThat(handedIn).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(handedIn.revocation()).isEqualTo(RevocationStatus.GOOD);
  }

  private static void assertUnknown(byte[] response) {
    CertificateVerdict verdict = judge(response);
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.REVOCATION_UNKNOWN);
    assertThat(verdict.revocation()).isEqualTo(RevocationStatus.UNKNOWN);
  }

  private static CertificateVerdict judge(byte[]... responses) {
    return judge(Revocation.crls(List.of(OF_ROOT)).and(Revocation.ocsp(Arrays.asList(responses))));
  }

  private static CertificateVerdict judge(Revocation revocation) {
    return judge(ALICE, revocation);
  }

  private static CertificateVerdict judge(TestPki.Issued issued, Revocation revocation) {
    X509Certificate root = ROOT.certificate();
    return Doors.judge(
        TrustPolicy.anchors(List.of(root)).at(NOW).revocation(revocation),
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
