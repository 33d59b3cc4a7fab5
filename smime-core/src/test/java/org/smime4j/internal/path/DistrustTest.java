package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPublicKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Doors;
import org.smime4j.Encryptor;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.certificate.DistrustedKeys;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.OcspResponses;
import org.smime4j.testing.TestPki;

/** No certificate and no authority makes a key trusted that the caller distrusts. */
public class DistrustTest {

  private static final byte[] CONTENT = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final TestPki.Authority ROOT = TestPki.authority("Distrust Root");
  private static final TestPki.Authority ISSUING = ROOT.authority("Distrust Issuing");
  private static final TestPki.Authority OTHER = TestPki.authority("Distrust Other");
  private static final TestPki.Issued ALICE = ISSUING.issue("alice@example.org").rsa(2048).build();
  private static final TestPki.Issued BOB = ISSUING.issue("bob@example.org").ec("P-256").build();
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(ROOT.certificate(), OTHER.certificate()))
          .intermediates(List.of(ISSUING.certificate()))
          .at(TestPki.NOW);

  private static List<Code> codes(TrustPolicy trust, TestPki.Issued issued, Purpose purpose) {
    return codes(
        Doors.judge(
            trust, issued.certificate(), issued.chain(), List.of(), purpose, Limits.standard()));
  }

  private static List<Code> codes(CertificateVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static TrustPolicy without(TestPki.Issued... distrusted) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (TestPki.Issued each : distrusted) {
      certificates.add(each.certificate());
    }
    return TRUST.distrusting(certificates);
  }

  private static Credential identity(TestPki.Issued issued) {
    return Credential.of(
        issued.privateKey(), issued.certificate(), issued.chain().get(1), issued.chain().get(2));
  }

  @Test
  void theCertificateItself_isRefusedForEveryPurpose_andNoOther() {
    for (Purpose purpose : List.of(Purpose.SIGNING, Purpose.ENCRYPTION)) {
      assertThat(codes(TRUST, ALICE, purpose)).isEmpty();
      assertThat(codes(without(ALICE), ALICE, purpose)).containsExactly(Code.DISTRUSTED);
      assertThat(codes(without(ALICE), BOB, purpose)).isEmpty();
      assertThat(codes(without(BOB).distrusting(List.of(ALICE.certificate())), ALICE, purpose))
          .as("a second call adds to the first")
          .containsExactly(Code.DISTRUSTED);
      assertThat(codes(without(BOB).distrusting(List.of(ALICE.certificate())), BOB, purpose))
          .containsExactly(Code.DISTRUSTED);
    }
    TrustPolicy itself = TrustPolicy.anchors(List.of(BOB.certificate())).at(TestPki.NOW);
    assertThat(codes(itself, BOB, Purpose.SIGNING)).isEmpty();
    assertThat(codes(itself.distrusting(List.of(BOB.certificate())), BOB, Purpose.SIGNING))
        .as("an anchor that is a person's own certificate")
        .containsExactly(Code.DISTRUSTED);
    TrustPolicy nobody =
        TrustPolicy.withoutAnchors("a test").distrusting(List.of(BOB.certificate()));
    assertThat(codes(nobody.at(TestPki.NOW), BOB, Purpose.SIGNING))
        .containsExactly(Code.DISTRUSTED, Code.NO_ANCHORS);
  }

  @Test
  void theSameKeyInAnotherCertificate_underAnotherNameAuthorityOrEncoding_isRefusedToo()
      throws Exception {
    RSAPublicKey rsa = (RSAPublicKey) ALICE.publicKey();
    PublicKey pss =
        KeyFactory.getInstance("RSASSA-PSS")
            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    BCECPublicKey compressed =
        (BCECPublicKey)
            BouncyCastleProvider.getPublicKey(
                SubjectPublicKeyInfo.getInstance(BOB.publicKey().getEncoded()));
    compressed.setPointFormat("COMPRESSED");
    List<TestPki.Issued> others =
        List.of(
            OTHER.issue("renewed@example.org").keyOf(ALICE).build(),
            OTHER
                .issue("pss@example.org")
                .key(new KeyPair(pss, ALICE.privateKey()))
                .keyUsage(KeyUsage.digitalSignature)
                .build());
    assertThat(compressed.getEncoded()).isNotEqualTo(BOB.publicKey().getEncoded());
    assertThat(DistrustedKeys.of(List.of(compressed)))
        .isEqualTo(DistrustedKeys.of(List.of(BOB.publicKey())));
    for (TestPki.Issued each : others) {
      assertThat(codes(TRUST, each, Purpose.SIGNING)).isEmpty();
      assertThat(codes(without(ALICE), each, Purpose.SIGNING))
          .as("%s", each.certificate())
          .containsExactly(Code.DISTRUSTED);
    }
    for (TestPki.Issued each :
        List.of(
            ISSUING.issue("ed@example.org").ed25519().build(),
            ISSUING.issue("ml@example.org").only("ML-DSA-44").build())) {
      TestPki.Issued again = OTHER.issue("again@example.org").keyOf(each).build();
      assertThat(codes(without(each), again, Purpose.SIGNING)).contains(Code.DISTRUSTED);
    }
  }

  @Test
  void belowADistrustedIntermediateOrAnchor_orThroughItsKeyInACrossCertificate_nothingIsTrusted() {
    TestPki.Authority crossed =
        OTHER.intermediate("Distrust Root").subject(name(ROOT)).keyOf(ROOT).buildAuthority();
    for (TestPki.Issued authority : List.of(ISSUING, ROOT)) {
      for (Purpose purpose : List.of(Purpose.SIGNING, Purpose.ENCRYPTION)) {
        CertificateVerdict verdict =
            Doors.judge(
                without(authority),
                ALICE.certificate(),
                List.of(ISSUING.certificate(), crossed.certificate()),
                List.of(),
                purpose,
                Limits.standard());
        assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.DISTRUSTED);
        assertThat(verdict.findings().get(0).sentence()).contains("CN=Distrust ");
      }
    }
    TestPki.Authority around =
        OTHER
            .intermediate("Distrust Issuing")
            .subject(name(ISSUING))
            .keyOf(ISSUING)
            .buildAuthority();
    CertificateVerdict verdict =
        Doors.judge(
            without(ROOT),
            ALICE.certificate(),
            List.of(around.certificate()),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(codes(verdict)).as("a path around the distrusted key").isEmpty();
  }

  private static org.bouncycastle.asn1.x500.X500Name name(TestPki.Issued issued) {
    return org.bouncycastle.asn1.x500.X500Name.getInstance(
        issued.certificate().getSubjectX500Principal().getEncoded());
  }

  @Test
  void aDistrustedResponder_clearsNothing() {
    TestPki.Issued responder =
        ISSUING
            .issue("Responder")
            .ec("P-256")
            .extendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)
            .keyUsage(KeyUsage.digitalSignature)
            .extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId(), false, DERNull.INSTANCE)
            .build();
    TrustPolicy asking =
        TRUST.revocation(
            Revocation.crls(List.of(ROOT.crl()))
                .and(Revocation.ocsp(List.of(OcspResponses.by(responder).good(ALICE, ISSUING)))));
    assertThat(codes(asking, ALICE, Purpose.SIGNING)).isEmpty();
    assertThat(codes(asking.distrusting(List.of(responder.certificate())), ALICE, Purpose.SIGNING))
        .containsExactly(Code.REVOCATION_UNKNOWN);
  }

  @Test
  void aDistrustedSignerOfLists_clearsNothing() {
    TestPki.Authority lists =
        ROOT.intermediate("Lists")
            .subject(name(ISSUING))
            .newKey()
            .certificateAuthority(false)
            .keyUsage(KeyUsage.cRLSign)
            .buildAuthority();
    TrustPolicy asking =
        TRUST
            .intermediates(List.of(ISSUING.certificate(), lists.certificate()))
            .revocation(Revocation.crls(List.of(ROOT.crl(), lists.crl())));
    CertificateVerdict cleared = asking.judge(ALICE.certificate(), Purpose.SIGNING);
    assertThat(cleared.revocation()).as("%s", cleared).isEqualTo(RevocationStatus.GOOD);
    assertThat(
            codes(
                asking
                    .distrusting(List.of(lists.certificate()))
                    .judge(ALICE.certificate(), Purpose.SIGNING)))
        .containsExactly(Code.REVOCATION_UNKNOWN);
  }

  @Test
  void signaturesAndEncryption_followThePolicy() throws Exception {
    byte[] signed =
        Signer.with(identity(ALICE)).signingAt(TestPki.NOW).signOpaque(ByteSource.of(CONTENT));
    assertThat(Verifier.trusting(TRUST).verify(ByteSource.of(signed)).worst().findings()).isEmpty();
    assertThat(Verifier.trusting(without(ALICE)).verify(ByteSource.of(signed)).worst().findings())
        .extracting(Finding::code)
        .containsExactly(Code.DISTRUSTED);
    assertThatThrownBy(
            () ->
                Encryptor.trusting(without(BOB))
                    .to(BOB.certificate())
                    .encrypt(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("DISTRUSTED");
    CertificateBook book = CertificateBook.empty().and(List.of(BOB.certificate()));
    assertThat(without(ROOT).find(book, "bob@example.org").findings())
        .extracting(Finding::code)
        .containsExactly(Code.DISTRUSTED);
  }

  @Test
  void aMalformedCertificate_distrustsItsKey_allTheSame() throws Exception {
    TestPki.Issued odd =
        OTHER
            .issue("odd@example.org")
            .keyOf(BOB)
            .extension("2.5.29.14", false, new org.bouncycastle.asn1.DERUTF8String("malformed"))
            .withoutSubjectKeyIdentifier()
            .build();
    assertThat(codes(without(odd), BOB, Purpose.SIGNING)).containsExactly(Code.DISTRUSTED);
    assertThat(codes(TRUST.distrusting(List.of()), BOB, Purpose.SIGNING)).isEmpty();
  }
}
