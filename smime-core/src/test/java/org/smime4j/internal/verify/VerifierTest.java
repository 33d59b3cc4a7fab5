package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.HostileSignature.attribute;
import static org.smime4j.testing.HostileSignature.contentType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.ContentForms.ContentForm;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.reports.Binding;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

public class VerifierTest {

  private static final TestPki.Issued ALICE = Signers.RSA;
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nI owe you 100 crowns.\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER =
      "Content-Type: text/plain\r\n\r\nI owe you 900 crowns.\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
          .revocation(Revocation.notChecked("not the subject here"))
          .at(TestPki.NOW);

  private static final Verifier VERIFIER = Verifier.trusting(TRUST);

  private static Verifier expecting(TestPki.Issued signer) {
    return VERIFIER.expecting(
        ExpectedSigner.address(
            org.smime4j.ExpectedSigner.addressesOf(signer.certificate()).get(0)));
  }

  private static HostileSignature hostile() throws Exception {
    return new HostileSignature(ALICE, CONTENT);
  }

  private static SignerVerdict only(SignatureReport report) {
    assertThat(report.signers()).hasSize(1);
    return report.signers().get(0);
  }

  private static List<Code> codes(SignatureReport report) {
    return only(report).findings().stream().map(Finding::code).toList();
  }

  private static void assertBroken(byte[] cms, Code headline) throws IOException {
    SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
    assertThat(only(report))
        .as(report.toString())
        .returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThat(codes(report)).as(report.toString()).startsWith(headline);
    assertThatThrownBy(report::requireTrusted)
        .isInstanceOfSatisfying(
            SmimeException.NotTrusted.class,
            e -> assertThat(e.code().name()).isEqualTo(headline.name()));
  }

  private static void assertNotTrusted(
      SignerVerdict verdict, SignerVerdict.State state, Code code) {
    assertThat(verdict.state()).isEqualTo(state);
    assertThatThrownBy(verdict::requireTrusted)
        .isInstanceOfSatisfying(
            SmimeException.NotTrusted.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(JudgedSigner.of(verdict).offer().encryption()).isNull();
    assertThat(JudgedSigner.of(verdict).offer().capabilities()).isNull();
  }

  /** What honest writers write. */
  @Nested
  class HonestWriters {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SLH_.*(S|256F)")
    void whatWeSign_isTrusted_withAllEvidence(SignatureScheme scheme) throws Exception {
      TestPki.Issued issued = Signers.forScheme(scheme);
      Signer signer =
          Signer.with(Signers.identity(issued), scheme)
              .signingAt(Instant.parse("2026-05-01T10:00:00Z"));
      for (SignatureReport report :
          List.of(
              expecting(issued).verify(ByteSource.of(signer.signOpaque(ByteSource.of(CONTENT)))),
              expecting(issued)
                  .verifyDetached(
                      ByteSource.of(CONTENT),
                      ByteSource.of(signer.signDetached(ByteSource.of(CONTENT)))))) {
        SignerVerdict verdict = only(report);
        assertThat(verdict)
            .as(report.toString())
            .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.scheme()).isEqualTo(scheme.label());
        assertThat(verdict.digest()).isEqualTo(DigestAlgorithm.of(scheme).micalg());
        assertThat(verdict.signingTime()).contains(Instant.parse("2026-05-01T10:00:00Z"));
        assertThat(verdict.certificate()).contains(issued.certificate());
        assertThat(verdict.path()).hasSize(3);
        assertThat(verdict.binding()).isEqualTo(Binding.MATCH);
        assertThat(verdict.addresses()).hasSize(1);
        assertThat(report.matchedForm()).contains("raw");
        assertThat(report.deviations()).isEmpty();
        ByteSource trusted = report.requireTrusted();
        assertThat(trusted.bytes()).isEqualTo(CONTENT);
        assertThat(report.signers()).hasSize(1);
        assertThat(report.requireTrusted(verdict.addresses().get(0)).bytes()).isEqualTo(CONTENT);
        assertThatThrownBy(() -> report.requireTrusted("mallory@example.org"))
            .isInstanceOf(SmimeException.NotTrusted.class)
            .hasMessageContaining("ADDRESS_MISMATCH");
      }
    }

    @Test
    void alteredContent_isBroken_andItsContentComesOnlyWithAReason() throws Exception {
      byte[] signature = Signer.with(Signers.identity(ALICE)).signDetached(ByteSource.of(CONTENT));
      SignatureReport report =
          VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(signature));
      assertThat(only(report)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
      assertThat(only(report).isAltered()).isTrue();
      assertThat(codes(report)).containsExactly(Code.DIGEST_MISMATCH);
      // The attributes are signed all the same: that much is known of the signer.
      assertThat(only(report).certificate()).contains(ALICE.certificate());
      assertThat(report.matchedForm()).isEmpty();
      assertThatThrownBy(report::requireTrusted).isInstanceOf(SmimeException.NotTrusted.class);
      assertThatThrownBy(() -> report.requireTrusted("rsa@example.org"))
          .isInstanceOf(SmimeException.NotTrusted.class);
      assertThatThrownBy(() -> report.unverifiedContent(" "))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(report.unverifiedContent("to look at it").bytes()).isEqualTo(OTHER);
    }

    @Test
    void anAlteredSignature_isBroken_andNamesNobody() throws Exception {
      byte[] cms = hostile().opaque();
      // The signature value is the last thing in it but for the ends of indefinite lengths.
      byte[] altered = cms.clone();
      altered[altered.length - 30] ^= 1;
      SignatureReport report = VERIFIER.verify(ByteSource.of(altered));
      assertThat(codes(report)).containsExactly(Code.SIGNATURE_INVALID);
      assertThat(only(report).isAltered()).isTrue();
      assertThat(only(report).certificate()).isEmpty();
      assertThat(only(report).addresses()).isEmpty();
    }

    @Test
    void theState_isTheVerdict_andOnlyATrustedSignerHasACertificateToRelyOn() throws Exception {
      SignerVerdict trusted = only(VERIFIER.verify(ByteSource.of(hostile().opaque())));
      assertThat(trusted.state()).isEqualTo(SignerVerdict.State.TRUSTED);
      assertThat(trusted.requireTrusted()).isEqualTo(ALICE.certificate());
      SignerVerdict unknown =
          only(
              Verifier.trusting(TrustPolicy.withoutAnchors("none").at(TestPki.NOW))
                  .verify(ByteSource.of(hostile().opaque())));
      assertNotTrusted(unknown, SignerVerdict.State.UNKNOWN, Code.NO_ANCHORS);
      SignerVerdict untrusted =
          only(
              VERIFIER
                  .expecting(ExpectedSigner.address("else@example.org"))
                  .verify(ByteSource.of(hostile().opaque())));
      assertNotTrusted(untrusted, SignerVerdict.State.UNTRUSTED, Code.ADDRESS_MISMATCH);
      SignerVerdict broken =
          only(VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(hostile().detached())));
      assertNotTrusted(broken, SignerVerdict.State.BROKEN, Code.DIGEST_MISMATCH);
    }

    @Test
    void theReport_isAPageForATicket() throws Exception {
      SignatureReport report =
          VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(hostile().detached()));
      assertThat(report.toString())
          .contains(
              "BROKEN", "DIGEST_MISMATCH", "CN=rsa@example.org", "rsa-pkcs1-sha256", "ALTERED")
          .doesNotContain("@1", "org.smime4j.cms");
    }
  }

  /** How many sign. */
  @Nested
  class SeveralSigners {
    @Test
    void b3_oneGoodAndOneBadSigner_inEitherOrder() throws Exception {
      ASN1Encodable good = hostile().signerInfo();
      HostileSignature over =
          new HostileSignature(Signers.ISSUING.issue("b@example.org").rsa(2048).build(), OTHER);
      ASN1Encodable bad = over.signerInfo();
      List<X509Certificate> certificates = new ArrayList<>(ALICE.chain());
      certificates.addAll(Signers.ISSUING.issue("b@example.org").rsa(2048).build().chain());
      for (List<ASN1Encodable> order : List.of(List.of(good, bad), List.of(bad, good))) {
        byte[] cms =
            HostileSignature.signedData(CMSObjectIdentifiers.data, CONTENT, certificates, order);
        SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
        assertThat(report.signers()).hasSize(2);
        assertThat(report.worst()).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
        assertThat(report.signers()).anyMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
        assertThatThrownBy(report::requireTrusted).isInstanceOf(SmimeException.NotTrusted.class);
        assertThatThrownBy(() -> report.requireTrusted("rsa@example.org"))
            .isInstanceOf(SmimeException.NotTrusted.class);
      }
    }

    @Test
    void b3_requireTrustedWithAnAddress_needsThatOne_andSuffersAnUnknownOther() throws Exception {
      TestPki.Issued stranger =
          TestPki.authority("Elsewhere").issue("s@example.org").rsa(2048).build();
      List<X509Certificate> certificates = new ArrayList<>(ALICE.chain());
      certificates.addAll(stranger.chain());
      byte[] cms =
          HostileSignature.signedData(
              CMSObjectIdentifiers.data,
              CONTENT,
              certificates,
              List.of(
                  new HostileSignature(stranger, CONTENT).signerInfo(), hostile().signerInfo()));
      SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
      assertThat(report.requireTrusted("rsa@example.org").bytes()).isEqualTo(CONTENT);
      assertThat(report.requireTrusted("RSA@example.org").bytes()).isEqualTo(CONTENT);
      assertThatThrownBy(() -> report.requireTrusted("s@example.org"))
          .isInstanceOf(SmimeException.NotTrusted.class);
      assertThatThrownBy(report::requireTrusted)
          .isInstanceOf(SmimeException.NotTrusted.class)
          .hasMessageContaining("NO_PATH");
    }

    @Test
    void b4_withoutASigner_thereIsNoSignature() throws Exception {
      byte[] bag =
          HostileSignature.signedData(CMSObjectIdentifiers.data, CONTENT, ALICE.chain(), List.of());
      assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(bag)))
          .isInstanceOf(SmimeException.Malformed.class)
          .hasMessageContaining("there is no signer");
      assertThatThrownBy(() -> VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(bag)))
          .isInstanceOf(SmimeException.Malformed.class);
      assertThat(CertificatesOnly.read(CmsObject.of(ByteSource.of(bag)), Limits.standard()))
          .contains(ALICE.chain());
      assertThat(
              CertificatesOnly.read(
                  CmsObject.of(ByteSource.of(hostile().opaque())), Limits.standard()))
          .isEmpty();
    }

    @Test
    void c16_countsOverTheLimit_areTyped() throws Exception {
      ASN1Encodable signer = hostile().signerInfo();
      byte[] many =
          HostileSignature.signedData(
              CMSObjectIdentifiers.data, CONTENT, ALICE.chain(), Collections.nCopies(17, signer));
      assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(many)))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.SIGNERS));
      for (int more : new int[] {62, 63}) {
        HostileSignature verbose = hostile();
        for (int i = 0; i < more; i++) {
          verbose.attributes.add(
              attribute(new ASN1ObjectIdentifier("1.2.3." + i), new DERUTF8String("x")));
        }
        byte[] cms = verbose.opaque();
        if (more == 62) {
          assertThat(only(VERIFIER.verify(ByteSource.of(cms))))
              .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        } else {
          assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(cms)))
              .isInstanceOfSatisfying(
                  SmimeException.LimitExceeded.class,
                  e -> assertThat(e.limit()).isEqualTo(Limit.ATTRIBUTES));
        }
      }
    }

    @Test
    void c16_signersTimesKeysOfOneIdentifier_endAtALimit_andOneKeyIsTriedOnce() throws Exception {
      byte[] keyIdentifier = {1, 6};
      HostileSignature signature = hostile();
      signature.identifier = new SignerIdentifier(new DEROctetString(keyIdentifier));
      List<X509Certificate> otherKeys = new ArrayList<>();
      List<X509Certificate> oneKey = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        TestPki.Builder other =
            Signers.ISSUING.issue("c16@example.org").subjectKeyIdentifier(keyIdentifier);
        otherKeys.add(other.ec("P-256").newKey().build().certificate());
        TestPki.Builder same =
            Signers.ISSUING.issue("rsa@example.org").subjectKeyIdentifier(keyIdentifier);
        oneKey.add(same.keyOf(ALICE).build().certificate());
      }
      List<ASN1Encodable> signers = Collections.nCopies(16, signature.signerInfo());
      byte[] many =
          HostileSignature.signedData(CMSObjectIdentifiers.data, CONTENT, otherKeys, signers);
      assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(many)))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.SIGNATURE_CHECKS));
      Limits less = Limits.standard().allowing(Limit.SIGNATURE_CHECKS, 16 * 60 - 1);
      assertThatThrownBy(() -> VERIFIER.within(less).verify(ByteSource.of(many)))
          .isInstanceOf(SmimeException.LimitExceeded.class);
      assertThat(
              VERIFIER
                  .within(
                      Limits.standard()
                          .allowing(Limit.SIGNATURE_CHECKS, 16 * 60)
                          .allowing(Limit.WORK, 10_000_000))
                  .verify(ByteSource.of(many))
                  .signers())
          .hasSize(16);
      oneKey.add(Signers.ISSUING.certificate());
      byte[] renewed =
          HostileSignature.signedData(CMSObjectIdentifiers.data, CONTENT, oneKey, signers);
      assertThat(
              VERIFIER
                  .within(Limits.standard().allowing(Limit.SIGNATURE_CHECKS, 16))
                  .verify(ByteSource.of(renewed))
                  .worst())
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }

    @Test
    void c8_c16_pathsOfAllSigners_shareOneBudget_andBeyondItNobodyIsBelieved() throws Exception {
      byte[] cms =
          HostileSignature.signedData(
              CMSObjectIdentifiers.data,
              CONTENT,
              ALICE.chain(),
              Collections.nCopies(3, hostile().signerInfo()));
      // A path costs two, and one more to tell the two roots of one name apart.
      SignatureReport report =
          VERIFIER
              .within(Limits.standard().allowing(Limit.PATH_SIGNATURES, 6))
              .verify(ByteSource.of(cms));
      assertThat(report.signers().subList(0, 2))
          .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
      assertThat(report.signers().get(2))
          .returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      assertThat(report.signers().get(2).findings().get(0).toString())
          .contains("NO_PATH", "within the 6 signature checks");
    }
  }

  /** Content. */
  @Nested
  class Content {
    @Test
    void b2_aDetachedSignatureWithContentOfItsOwn_isBroken() throws Exception {
      for (byte[] inside : List.of(OTHER, CONTENT, new byte[0])) {
        byte[] cms =
            HostileSignature.signedData(
                CMSObjectIdentifiers.data, inside, ALICE.chain(), List.of(hostile().signerInfo()));
        SignatureReport report =
            VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(cms));
        assertThat(codes(report)).containsExactly(Code.ECONTENT_PRESENT);
        assertThat(only(report)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
        SignatureReport archive =
            VERIFIER
                .under(AlgorithmPolicy.archive())
                .verifyDetached(ByteSource.of(CONTENT), ByteSource.of(cms));
        if (inside == CONTENT) {
          assertThat(only(archive)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
          assertThat(archive.deviations())
              .extracting(Finding::code)
              .containsExactly(Finding.Code.ECONTENT_EQUAL);
        } else {
          assertThat(only(archive)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
        }
      }
    }

    @Test
    void b2_contentOfItsOwn_isTheSameToTheLastOctet_orAnother() throws Exception {
      byte[] large = "One line of many.\r\n".repeat(2_500).getBytes(StandardCharsets.US_ASCII);
      byte[] last = large.clone();
      last[last.length - 1] ^= 1;
      for (byte[] inside :
          List.of(
              large.clone(),
              last,
              Arrays.copyOf(large, large.length - 1),
              Arrays.copyOf(large, large.length + 1),
              Arrays.copyOf(large, 16 * 1024),
              Arrays.copyOf(large, 32 * 1024))) {
        byte[] cms =
            HostileSignature.signedData(
                CMSObjectIdentifiers.data,
                inside,
                ALICE.chain(),
                List.of(new HostileSignature(ALICE, large).signerInfo()));
        SignatureReport report =
            VERIFIER
                .under(AlgorithmPolicy.archive())
                .verifyDetached(ByteSource.of(large), ByteSource.of(cms));
        boolean same = Arrays.equals(inside, large);
        assertThat(only(report))
            .returns(
                same ? SignerVerdict.State.TRUSTED : SignerVerdict.State.BROKEN,
                SignerVerdict::state);
        assertThat(codes(report)).isEqualTo(same ? List.of() : List.of(Code.ECONTENT_PRESENT));
      }
    }

    @Test
    void aMissingContent_isUnknown_butAWrongSignatureIsBrokenAllTheSame() throws Exception {
      byte[] cms = hostile().detached();
      SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
      assertThat(codes(report)).containsExactly(Code.CONTENT_MISSING);
      assertThat(only(report)).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
      assertThat(only(report).isIntact() || only(report).isAltered()).isFalse();
      assertThat(report.hasContent()).isFalse();
      assertThatThrownBy(() -> report.unverifiedContent("there is none"))
          .isInstanceOf(SmimeException.Malformed.class);
      cms[cms.length - 30] ^= 1;
      assertBroken(cms, Code.SIGNATURE_INVALID);
    }

    @Test
    void aMissingCertificate_isUnknown_unlessTheJudgeHasIt_orTheContentIsAltered()
        throws Exception {
      byte[] cms = hostile().opaque(new X509Certificate[0]);
      SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
      assertThat(codes(report)).containsExactly(Code.CERTIFICATE_MISSING);
      assertThat(only(report)).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
      assertThat(only(report).isIntact() || only(report).isAltered()).isFalse();
      Verifier knowing = Verifier.trusting(TRUST.intermediates(ALICE.chain()));
      assertThat(only(knowing.verify(ByteSource.of(cms))))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      byte[] detached =
          HostileSignature.signedData(
              CMSObjectIdentifiers.data, null, List.of(), List.of(hostile().signerInfo()));
      SignatureReport altered =
          VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(detached));
      assertThat(codes(altered)).containsExactly(Code.DIGEST_MISMATCH, Code.CERTIFICATE_MISSING);
      assertThat(only(altered)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    }

    @Test
    void ofSeveralForms_theOneThatWasSignedIsNamed_andOnlyItsOctetsAreReleased() throws Exception {
      byte[] lf = new String(CONTENT, StandardCharsets.US_ASCII).replace("\r", "").getBytes();
      ByteSource forms =
          new ContentForms(
              ByteSource.of(lf), () -> List.of(new ContentForm("crlf", ByteSource.of(CONTENT))));
      for (boolean attributes : new boolean[] {true, false}) {
        HostileSignature signature = hostile();
        signature.attributes = attributes ? signature.attributes : null;
        SignatureReport report =
            VERIFIER.verifyDetached(forms, ByteSource.of(signature.detached()));
        assertThat(only(report)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(report.matchedForm()).contains("crlf");
        assertThat(report.deviations()).contains(new Finding(Finding.Code.SIGNED_FORM, "crlf"));
        assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
        SignatureReport first =
            VERIFIER.verifyDetached(
                new ContentForms(
                    ByteSource.of(CONTENT),
                    () -> List.of(new ContentForm("lf", ByteSource.of(lf)))),
                ByteSource.of(signature.detached()));
        assertThat(first.requireTrusted().bytes()).isEqualTo(CONTENT);
        assertThat(first.deviations())
            .extracting(Finding::code)
            .doesNotContain(Finding.Code.SIGNED_FORM);
      }
      SignatureReport none =
          VERIFIER.verifyDetached(
              new ContentForms(
                  ByteSource.of(OTHER), () -> List.of(new ContentForm("lf", ByteSource.of(lf)))),
              ByteSource.of(hostile().detached()));
      assertThat(codes(none)).containsExactly(Code.DIGEST_MISMATCH);
      assertThat(none.unverifiedContent("test").bytes()).isEqualTo(OTHER);
    }

    @Test
    void twoSignersOfTwoForms_areNotBothRight() throws Exception {
      // Each is right over another form: one report must not call both intact.
      TestPki.Issued bob = Signers.ISSUING.issue("b2@example.org").rsa(2048).build();
      List<X509Certificate> certificates = new ArrayList<>(ALICE.chain());
      certificates.addAll(bob.chain());
      byte[] cms =
          HostileSignature.signedData(
              CMSObjectIdentifiers.data,
              null,
              certificates,
              List.of(hostile().signerInfo(), new HostileSignature(bob, OTHER).signerInfo()));
      SignatureReport report =
          VERIFIER.verifyDetached(
              new ContentForms(
                  ByteSource.of(CONTENT),
                  () -> List.of(new ContentForm("b", ByteSource.of(OTHER)))),
              ByteSource.of(cms));
      assertThat(report.signers())
          .anyMatch(one -> one.state() == SignerVerdict.State.TRUSTED)
          .anyMatch(one -> one.state() == SignerVerdict.State.BROKEN);
    }

    @Test
    void aFileOfAnySize_isVerifiedAndReleasedFromWhereItLies(@TempDir Path folder)
        throws Exception {
      byte[] big = new byte[20 << 20];
      Arrays.fill(big, (byte) 'a');
      Path cms = folder.resolve("cms");
      try (var out = Files.newOutputStream(cms)) {
        Signer.with(Signers.identity(ALICE)).signOpaque(ByteSource.of(big), out);
      }
      SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
      assertThat(report.requireTrusted().bytes()).isEqualTo(big);
      byte[] changed = Files.readAllBytes(cms);
      changed[10 << 20] ^= 1;
      Files.write(cms, changed);
      assertThatThrownBy(() -> report.requireTrusted().bytes()).isInstanceOf(IOException.class);
      assertBroken(changed, Code.DIGEST_MISMATCH);
    }
  }

  /** Attributes. */
  @Nested
  class Attributes {
    @Test
    void c1_attributesTurnedIntoContent_areBroken() throws Exception {
      // What a victim signed with attributes, shown as content that is signed without.
      HostileSignature honest = hostile();
      byte[] attributes =
          new DERSet(honest.attributes.toArray(ASN1Encodable[]::new)).getEncoded("DER");
      HostileSignature forged = new HostileSignature(ALICE, attributes);
      forged.attributes = null;
      for (SignatureReport report :
          List.of(
              VERIFIER.verify(ByteSource.of(forged.opaque())),
              VERIFIER.verifyDetached(
                  ByteSource.of(attributes), ByteSource.of(forged.detached())))) {
        assertThat(only(report)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
        assertThat(codes(report)).containsExactly(Code.ATTRIBUTES_INVALID);
        assertThat(only(report).isAltered()).isTrue();
      }
    }

    @Test
    void c1_withoutAttributes_isADeviation() throws Exception {
      HostileSignature signature = hostile();
      signature.attributes = null;
      SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
      assertThat(only(report)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(report.deviations())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.SIGNED_ATTRIBUTES_ABSENT);
      byte[] one =
          "1. Not attributes, though it begins like them".getBytes(StandardCharsets.US_ASCII);
      HostileSignature text = new HostileSignature(ALICE, one);
      text.attributes = null;
      assertThat(only(VERIFIER.verify(ByteSource.of(text.opaque()))))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      // RFC 5652, 5.3: any other content type demands attributes.
      signature.eContentType = CMSObjectIdentifiers.envelopedData;
      assertBroken(signature.opaque(), Code.ATTRIBUTES_INVALID);
    }

    @Test
    void c2_attributesThatAreMissingDoubledManifoldOrWrong_areBroken() throws Exception {
      HostileSignature signature = hostile();
      ASN1Encodable type = signature.attributes.get(0);
      ASN1Encodable digest = signature.attributes.get(1);
      DEROctetString value = new DEROctetString(HostileSignature.digest("SHA-256", CONTENT));
      ASN1Encodable time = new Time(Date.from(TestPki.NOW));
      List<List<ASN1Encodable>> wrong =
          List.of(
              List.of(digest),
              List.of(type),
              List.of(),
              List.of(type, type, digest),
              List.of(type, digest, digest),
              List.of(attribute(CMSAttributes.contentType), digest),
              List.of(
                  attribute(
                      CMSAttributes.contentType,
                      CMSObjectIdentifiers.data,
                      CMSObjectIdentifiers.signedData),
                  digest),
              List.of(contentType(CMSObjectIdentifiers.signedData), digest),
              List.of(attribute(CMSAttributes.contentType, new DERUTF8String("data")), digest),
              List.of(type, attribute(CMSAttributes.messageDigest)),
              List.of(
                  type,
                  attribute(CMSAttributes.messageDigest, value, new DEROctetString(new byte[32]))),
              List.of(type, attribute(CMSAttributes.messageDigest, new DERUTF8String("x"))),
              List.of(
                  type,
                  digest,
                  attribute(CMSAttributes.signingTime, time),
                  attribute(CMSAttributes.signingTime, time)),
              List.of(type, digest, attribute(CMSAttributes.signingTime)));
      for (List<ASN1Encodable> attributes : wrong) {
        signature.attributes = new ArrayList<>(attributes);
        assertBroken(signature.opaque(), Code.ATTRIBUTES_INVALID);
      }
      signature.attributes = new ArrayList<>(List.of(new DERUTF8String("no attribute")));
      assertBroken(signature.opaque(), Code.STRUCTURE);
    }

    @Test
    void c2_whatOnlyCountsWhenSigned_amongTheUnsigned_isBroken() throws Exception {
      HostileSignature signature = hostile();
      signature.unsignedAttributes =
          new DERSet(attribute(CMSAttributes.signingTime, new Time(Date.from(TestPki.NOW))));
      assertBroken(signature.opaque(), Code.ATTRIBUTES_INVALID);
      signature.unsignedAttributes =
          new DERSet(attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new DERSet()));
      assertThat(only(VERIFIER.verify(ByteSource.of(signature.opaque()))))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }

    @Test
    void c3_algorithmProtection_mustNameTheAlgorithms() throws Exception {
      HostileSignature signature = hostile();
      AlgorithmIdentifier right = signature.signatureAlgorithm;
      signature.attributes.add(
          attribute(
              CMSAttributes.cmsAlgorithmProtect,
              new CMSAlgorithmProtection(
                  HostileSignature.SHA256, CMSAlgorithmProtection.SIGNATURE, right)));
      assertThat(only(VERIFIER.verify(ByteSource.of(signature.opaque()))))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      for (CMSAlgorithmProtection other :
          List.of(
              new CMSAlgorithmProtection(
                  new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512),
                  CMSAlgorithmProtection.SIGNATURE,
                  right),
              new CMSAlgorithmProtection(
                  HostileSignature.SHA256,
                  CMSAlgorithmProtection.SIGNATURE,
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption)),
              new CMSAlgorithmProtection(
                  HostileSignature.SHA256, CMSAlgorithmProtection.MAC, right))) {
        signature.attributes.set(2, attribute(CMSAttributes.cmsAlgorithmProtect, other));
        assertBroken(signature.opaque(), Code.ATTRIBUTES_INVALID);
      }
    }

    @Test
    void c3_aDigestThatIsNotTheSignatures_isBroken() throws Exception {
      HostileSignature signature = hostile();
      signature.signatureAlgorithm =
          new AlgorithmIdentifier(PKCSObjectIdentifiers.sha512WithRSAEncryption);
      assertBroken(signature.opaque(), Code.SIGNATURE_INVALID);
    }

    @Test
    void attributesOutOfOrder_countAsReceived_orInTheirDerForm_andAreReported() throws Exception {
      HostileSignature signature = hostile();
      signature.attributes.add(
          0, attribute(CMSAttributes.signingTime, new Time(Date.from(TestPki.NOW))));
      signature.attributes.add(
          0, attribute(new ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("x".repeat(200))));
      signature.sorted = false;
      for (boolean asReceived : new boolean[] {true, false}) {
        signature.signedSorted = !asReceived;
        SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
        assertThat(only(report))
            .as(report.toString())
            .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(report.deviations())
            .containsExactly(
                new Finding(
                    Finding.Code.SIGNED_ATTRIBUTES_NOT_DER,
                    asReceived ? "signed as received" : "signed in their DER form"));
        assertThat(only(report).signingTime()).contains(TestPki.NOW);
      }
    }
  }

  /** Strength. */
  @Nested
  class Strength {
    @Test
    void c4_weakDigests_showIntegrityAndGiveNoTrust() throws Exception {
      HostileSignature signature = new HostileSignature(ALICE, CONTENT);
      signature.digest = "SHA-1";
      signature.signature = "SHA1withRSA";
      signature.digestAlgorithm = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
      signature.attributes.set(1, signature.messageDigest(CONTENT));
      SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
      assertThat(codes(report)).containsExactly(Code.WEAK_DIGEST);
      assertThat(only(report)).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      assertThat(only(report).isIntact()).isTrue();
      TestPki.Issued weak = Signers.ISSUING.issue("weak@example.org").rsa(1024).build();
      SignatureReport shortKey =
          VERIFIER.verify(ByteSource.of(new HostileSignature(weak, CONTENT).opaque()));
      assertThat(codes(shortKey)).containsExactly(Code.WEAK_KEY);
      assertThat(only(shortKey).isIntact()).isTrue();
    }

    @Test
    void c4_md5_isNotEvenChecked() throws Exception {
      HostileSignature signature = new HostileSignature(ALICE, CONTENT);
      signature.digest = "MD5";
      signature.signature = "MD5withRSA";
      signature.digestAlgorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.md5);
      signature.attributes.set(1, signature.messageDigest(CONTENT));
      for (AlgorithmIdentifier algorithm :
          List.of(
              signature.signatureAlgorithm,
              new AlgorithmIdentifier(PKCSObjectIdentifiers.md5WithRSAEncryption),
              new AlgorithmIdentifier(OIWObjectIdentifiers.md5WithRSA))) {
        signature.signatureAlgorithm = algorithm;
        SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
        assertThat(codes(report)).containsExactly(Code.FORBIDDEN_DIGEST);
        assertThat(only(report)).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
        assertThat(only(report).isIntact() || only(report).isAltered()).isFalse();
        assertThat(only(report).certificate()).isEmpty();
      }
    }

    @Test
    void whatIsNotSupported_isUntrustedAndUnchecked_neverAnException() throws Exception {
      HostileSignature signature = hostile();
      signature.signatureAlgorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3.4"));
      SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
      assertThat(codes(report)).containsExactly(Code.UNSUPPORTED_ALGORITHM);
      assertThat(only(report)).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      assertThat(only(report).isIntact() || only(report).isAltered()).isFalse();
      HostileSignature digest = hostile();
      digest.digestAlgorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3.5"));
      SignatureReport unknown = VERIFIER.verify(ByteSource.of(digest.opaque()));
      assertThat(codes(unknown)).contains(Code.UNSUPPORTED_ALGORITHM);
      assertThat(only(unknown).isIntact() || only(unknown).isAltered()).isFalse();
      assertThat(only(unknown)).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }
  }

  /** Certificates. */
  @Nested
  class Certificates {
    @Test
    void c7_amongCertificatesWithOneKeyIdentifier_identityIsTheOneThatVerifiedAndChained()
        throws Exception {
      byte[] keyIdentifier = {1, 2, 3, 4};
      TestPki.Issued signer =
          Signers.ISSUING
              .issue("c7@example.org")
              .rsa(2048)
              .subjectKeyIdentifier(keyIdentifier)
              .build();
      TestPki.Issued otherKey =
          Signers.ISSUING
              .issue("mallory@example.org")
              .rsa(2048)
              .subjectKeyIdentifier(keyIdentifier)
              .build();
      TestPki.Issued sameKeyElsewhere =
          TestPki.authority("Mallory's")
              .issue("ceo@example.org")
              .keyOf(signer)
              .subjectKeyIdentifier(keyIdentifier)
              .build();
      HostileSignature signature = new HostileSignature(signer, CONTENT);
      signature.identifier = new SignerIdentifier(new DEROctetString(keyIdentifier));
      List<X509Certificate> three =
          List.of(otherKey.certificate(), sameKeyElsewhere.certificate(), signer.certificate());
      for (int turn = 0; turn < 3; turn++) {
        List<X509Certificate> order = new ArrayList<>(three);
        Collections.rotate(order, turn);
        order.add(Signers.ISSUING.certificate());
        SignatureReport report =
            VERIFIER.verify(ByteSource.of(signature.opaque(order.toArray(X509Certificate[]::new))));
        assertThat(only(report)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(only(report).certificate()).contains(signer.certificate());
        assertThat(only(report).addresses()).containsExactly("c7@example.org");
      }
    }

    @Test
    void c7_signingCertificate_mustNameTheCertificate() throws Exception {
      TestPki.Issued renewed = Signers.ISSUING.issue("rsa@example.org").keyOf(ALICE).build();
      for (TestPki.Issued named : List.of(ALICE, renewed)) {
        HostileSignature signature = hostile();
        signature.attributes.add(
            attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new SigningCertificateV2(
                    new ESSCertIDv2(
                        HostileSignature.digest("SHA-256", named.certificate().getEncoded())))));
        SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
        if (named == ALICE) {
          assertThat(only(report)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
          assertThat(only(report).notes())
              .noneMatch(n -> n.code().name().equals("SIGNING_CERTIFICATE_ABSENT"));
        } else {
          assertThat(codes(report)).containsExactly(Code.ATTRIBUTES_INVALID);
          assertThat(only(report).certificate()).isEmpty();
        }
      }
      assertThat(only(VERIFIER.verify(ByteSource.of(hostile().opaque()))).notes())
          .anyMatch(n -> n.code().name().equals("SIGNING_CERTIFICATE_ABSENT"));
    }

    @Test
    void b5_aSelfSignedSigner_isUntrusted() throws Exception {
      TestPki.Issued self = TestPki.selfSigned("self@example.org").rsa(2048).build();
      SignatureReport report =
          VERIFIER.verify(ByteSource.of(new HostileSignature(self, CONTENT).opaque()));
      assertThat(codes(report)).containsExactly(Code.NO_PATH);
      assertThat(only(report).isIntact()).isTrue();
    }

    @Test
    void b14_theSignersTime_judgesNothing() throws Exception {
      TestPki.Issued expired =
          Signers.ISSUING
              .issue("expired@example.org")
              .rsa(2048)
              .validity(
                  TestPki.NOW.minus(Duration.ofDays(900)), TestPki.NOW.minus(Duration.ofDays(500)))
              .build();
      HostileSignature signature = new HostileSignature(expired, CONTENT);
      Instant back = TestPki.NOW.minus(Duration.ofDays(700));
      signature.attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(back))));
      SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
      assertThat(codes(report)).containsExactly(Code.EXPIRED);
      assertThat(only(report).signingTime()).contains(back);
      Verifier then = Verifier.trusting(TRUST.at(back));
      assertThat(only(then.verify(ByteSource.of(signature.opaque()))))
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }

    @Test
    void b13_theSignersTimeAndTheMessagesDate_areCompared_andMayLieAsFarApartAsTheCallerSays()
        throws Exception {
      HostileSignature signature = hostile();
      Instant signed = TestPki.NOW.minus(Duration.ofDays(3));
      signature.attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(signed))));
      byte[] cms = signature.opaque();
      for (long seconds : new long[] {0, 3600, -3600, 4200, -4200, 86_400 * 365}) {
        Verifier dated = VERIFIER.dated(signed.plusSeconds(seconds));
        boolean apart = Math.abs(seconds) > 3600;
        SignerVerdict reported = only(dated.verify(ByteSource.of(cms)));
        assertThat(reported).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
        assertThat(reported.skew()).contains(Duration.ofSeconds(-seconds));
        assertThat(
                reported.notes().stream().anyMatch(note -> note.code().name().equals("DATE_SKEW")))
            .isEqualTo(apart);
        SignerVerdict judged =
            only(dated.allowingSkew(Duration.ofHours(1)).verify(ByteSource.of(cms)));
        assertThat(judged.findings().stream().map(Finding::code).toList())
            .isEqualTo(apart ? List.of(Code.DATE_MISMATCH) : List.of());
        assertThat(judged.isIntact()).isTrue();
        assertThat(only(dated.allowingSkew(Duration.ofDays(400)).verify(ByteSource.of(cms))))
            .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      }
      SignerVerdict undated = only(VERIFIER.allowingSkew(Duration.ZERO).verify(ByteSource.of(cms)));
      assertThat(undated.skew()).isEmpty();
      assertThat(undated).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      SignerVerdict withoutTime =
          only(VERIFIER.dated(signed).verify(ByteSource.of(hostile().opaque())));
      assertThat(withoutTime.skew()).isEmpty();
      assertThat(withoutTime).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThatThrownBy(() -> VERIFIER.allowingSkew(Duration.ofHours(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutAnchors_isUnknown_andIntegrityIsShown() throws Exception {
      Verifier verifier =
          Verifier.trusting(TrustPolicy.withoutAnchors("nobody is known").at(TestPki.NOW));
      SignatureReport report = verifier.verify(ByteSource.of(hostile().opaque()));
      assertThat(codes(report)).containsExactly(Code.NO_ANCHORS);
      assertThat(only(report)).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
      assertThat(only(report).isIntact()).isTrue();
    }

    @Test
    void anAddressThatWasNotAskedFor_isSaidSo_andAnotherOneLowers() throws Exception {
      SignatureReport open = VERIFIER.verify(ByteSource.of(hostile().opaque()));
      assertThat(only(open).binding()).isEqualTo(Binding.NOT_CHECKED);
      assertThat(only(open).notes()).anyMatch(n -> n.code().name().equals("ADDRESS_NOT_CHECKED"));
      SignatureReport other =
          VERIFIER
              .expecting(ExpectedSigner.address("ceo@example.org"))
              .verify(ByteSource.of(hostile().opaque()));
      assertThat(codes(other)).containsExactly(Code.ADDRESS_MISMATCH);
      assertThat(only(other)).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      assertThat(only(other).binding()).isEqualTo(Binding.MISMATCH);
    }
  }

  /** Form. */
  @Nested
  class Form {
    @Test
    void a15_everyPrefix_isMalformed() throws Exception {
      for (byte[] cms :
          List.of(
              hostile().opaque(),
              Signer.with(Signers.identity(ALICE)).signOpaque(ByteSource.of(CONTENT)))) {
        for (int end = 0; end < cms.length; end++) {
          byte[] prefix = Arrays.copyOf(cms, end);
          assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(prefix)))
              .as("prefix of %d", end)
              .isInstanceOf(SmimeException.Malformed.class);
        }
      }
    }

    @Test
    void octetsFlipped_areNeverTrustedWithOtherContent() throws Exception {
      byte[] cms = hostile().opaque();
      for (int i = 0; i < cms.length; i += 5) {
        byte[] flipped = cms.clone();
        flipped[i] ^= (byte) (1 << i % 8);
        try {
          SignatureReport report = VERIFIER.verify(ByteSource.of(flipped));
          if (report.worst().state() == SignerVerdict.State.TRUSTED) {
            assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
          }
        } catch (SmimeException e) {
          assertThat(e)
              .isInstanceOfAny(SmimeException.Malformed.class, SmimeException.LimitExceeded.class);
        }
      }
    }

    @Test
    void aCertificateWhoseNameIsNoUtf8_isJudgedAndNoFailure() throws Exception {
      byte[] cms = hostile().opaque();
      byte[] name = "rsa@example.org".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < cms.length - name.length; i++) {
        if (Arrays.equals(cms, i, i + name.length, name, 0, name.length)) {
          cms[i] = (byte) 0xFF;
          SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
          assertThat(only(report)).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
          return;
        }
      }
      throw new AssertionError("the name is not there");
    }

    @Test
    void anotherContentType_isMalformed() throws Exception {
      byte[] encrypted =
          Encryptor.unvalidated("test")
              .writingMail()
              .to(ALICE.certificate())
              .encrypt(ByteSource.of(CONTENT))
              .bytes();
      for (byte[] cms : List.of(encrypted, CONTENT, new byte[0], new byte[] {0x30, 0})) {
        assertThatThrownBy(() -> VERIFIER.verify(ByteSource.of(cms)))
            .isInstanceOf(SmimeException.Malformed.class);
      }
    }
  }
}
