package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileSignature.attribute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.ContentForms.ContentForm;
import org.smime4j.internal.sign.EssEncoding;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** What a verdict on one signer rests on, and what it leaves out. */
public class SignerVerdictTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nOne.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER =
      "Content-Type: text/plain\r\n\r\nTwo.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEY_IDENTIFIER = {1, 2, 3, 4};
  private static final TestPki.Issued ALICE = Signers.RSA;
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
          .revocation(Revocation.notChecked("not the subject here"))
          .at(TestPki.NOW);
  private static final Verifier VERIFIER = Verifier.trusting(TRUST);

  private static HostileSignature signature() throws Exception {
    return new HostileSignature(ALICE, CONTENT);
  }

  private static SignerVerdict only(SignatureReport report) {
    assertThat(report.signers()).hasSize(1);
    return report.signers().get(0);
  }

  private static List<Code> codes(SignerVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static List<Finding> notes(SignerVerdict verdict, String code) {
    return verdict.notes().stream().filter(note -> note.code().name().equals(code)).toList();
  }

  private static TestPki.Builder aliceAgain() {
    return Signers.ISSUING
        .issue("rsa@example.org")
        .keyOf(ALICE)
        .subjectKeyIdentifier(KEY_IDENTIFIER);
  }

  /** By a key identifier that several certificates have. */
  private static SignerVerdict among(Verifier verifier, TestPki.Issued... certificates)
      throws Exception {
    HostileSignature signature = signature();
    signature.identifier = new SignerIdentifier(new DEROctetString(KEY_IDENTIFIER));
    List<X509Certificate> carried = new ArrayList<>();
    for (TestPki.Issued each : certificates) {
      carried.add(each.certificate());
    }
    carried.add(Signers.ISSUING.certificate());
    return only(
        verifier.verify(ByteSource.of(signature.opaque(carried.toArray(X509Certificate[]::new)))));
  }

  // ---- findings and notes --------------------------------------------------------------------

  @Test
  void findings_areTheWorstFirst_inWhateverOrderTheyWereFound() throws Exception {
    // What holds for all signers is found before what holds for one.
    byte[] carrying =
        HostileSignature.signedData(
            CMSObjectIdentifiers.data, CONTENT, ALICE.chain(), List.of(signature().signerInfo()));
    SignerVerdict verdict =
        only(VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(carrying)));
    assertThat(codes(verdict)).containsExactly(Code.DIGEST_MISMATCH, Code.ECONTENT_PRESENT);
    assertThat(verdict.findings().get(0).code()).isEqualTo(Code.DIGEST_MISMATCH);
  }

  @Test
  void aFindingAndANote_areSaidOnce_howeverOftenTheyWereMade() throws Exception {
    HostileSignature signature = signature();
    ASN1Encodable time = attribute(CMSAttributes.signingTime, new Time(Date.from(TestPki.NOW)));
    signature.attributes.addAll(Collections.nCopies(4, time));
    SignerVerdict verdict = only(VERIFIER.verify(ByteSource.of(signature.opaque())));
    assertThat(verdict.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).contains("signingTime", "twice"));
    assertThat(verdict.signingTime()).as("what is said twice is not said").isEmpty();

    HostileSignature stamped = signature();
    ASN1Encodable noToken = new DERSequence();
    stamped.unsignedAttributes =
        new DERSet(
            attribute(
                PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, noToken, noToken, noToken));
    SignerVerdict unbelieved =
        only(VERIFIER.believingTimestampsOf(TRUST).verify(ByteSource.of(stamped.opaque())));
    assertThat(unbelieved).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(notes(unbelieved, "TIMESTAMP_NOT_BELIEVED")).hasSize(1);
  }

  @Test
  void withoutTheContent_whatSpeaksAgainstTheSignerIsNoted_andWhatBreaksStays() throws Exception {
    TestPki.Issued expired =
        Signers.ISSUING
            .issue("expired@example.org")
            .keyOf(ALICE)
            .validity(TestPki.NOW.minus(Duration.ofDays(90)), TestPki.NOW.minus(Duration.ofDays(1)))
            .build();
    byte[] cms = new HostileSignature(expired, CONTENT).detached();
    SignerVerdict verdict = only(VERIFIER.verify(ByteSource.of(cms)));
    assertThat(verdict).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
    assertThat(codes(verdict)).containsExactly(Code.CONTENT_MISSING);
    assertThat(notes(verdict, "SIGNER_DOUBTFUL"))
        .singleElement()
        .satisfies(note -> assertThat(note.sentence()).startsWith("EXPIRED: "));
    assertThat(codes(only(VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(cms)))))
        .containsExactly(Code.EXPIRED);
    assertThat(
            notes(
                only(VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(cms))),
                "SIGNER_DOUBTFUL"))
        .isEmpty();
  }

  @Test
  void withoutTheContent_anUnknownDigestLeavesAVerdict() throws Exception {
    for (boolean bare : List.of(false, true)) {
      HostileSignature signature = signature();
      signature.digestAlgorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3.4.5"));
      if (bare) {
        signature.attributes = null;
      }
      SignerVerdict verdict = only(VERIFIER.verify(ByteSource.of(signature.detached())));
      assertThat(verdict).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
      assertThat(codes(verdict)).containsExactly(Code.CONTENT_MISSING);
      assertThat(notes(verdict, "SIGNER_DOUBTFUL"))
          .singleElement()
          .satisfies(
              note ->
                  assertThat(note.sentence())
                      .startsWith("UNSUPPORTED_ALGORITHM: ")
                      .contains("1.2.3.4.5"));
      assertThat(
              codes(
                  only(
                      VERIFIER.verifyDetached(
                          ByteSource.of(CONTENT), ByteSource.of(signature.detached())))))
          .containsExactly(Code.UNSUPPORTED_ALGORITHM);
    }
  }

  @Test
  void aSignatureWithoutAttributes_isNotWrongBeforeItsContentIsThere() throws Exception {
    HostileSignature bare = signature();
    bare.attributes = null;
    SignerVerdict verdict = only(VERIFIER.verify(ByteSource.of(bare.detached())));
    assertThat(codes(verdict)).containsExactly(Code.CONTENT_MISSING);
    assertThat(verdict.certificate()).isEmpty();
    assertThat(
            codes(
                only(
                    VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(bare.detached())))))
        .containsExactly(Code.SIGNATURE_INVALID);
  }

  // ---- whose it is ---------------------------------------------------------------------------

  @Test
  void aSigner_isCalledAsTheMessageCallsHim() throws Exception {
    assertThat(only(VERIFIER.verify(ByteSource.of(signature().opaque()))).identifier())
        .startsWith("serial " + ALICE.certificate().getSerialNumber().toString(16) + " of ")
        .contains("CN=Writing Issuing");
    assertThat(among(VERIFIER, aliceAgain().build()).identifier())
        .isEqualTo("key identifier 01020304");
    assertThat(codes(among(VERIFIER))).containsExactly(Code.CERTIFICATE_MISSING);
  }

  @Test
  void c7_ofCertificatesThatAreEquallyGood_theFirstCounts() throws Exception {
    TestPki.Issued one = aliceAgain().build();
    TestPki.Issued other = aliceAgain().build();
    assertThat(among(VERIFIER, one, other).certificate()).contains(one.certificate());
    assertThat(among(VERIFIER, other, one).certificate()).contains(other.certificate());
  }

  @Test
  void c7_ofCertificatesThatAreNotGood_theOneAgainstWhichLessSpeaks() throws Exception {
    TestPki.Issued unchecked = aliceAgain().build();
    TestPki.Issued expired =
        aliceAgain()
            .validity(TestPki.NOW.minus(Duration.ofDays(90)), TestPki.NOW.minus(Duration.ofDays(1)))
            .build();
    Verifier demanding =
        Verifier.trusting(TRUST.revocation(Revocation.crls(List.of(Signers.ROOT.crl()))));
    assertThat(codes(among(demanding, expired))).startsWith(Code.EXPIRED);
    for (TestPki.Issued[] order :
        new TestPki.Issued[][] {{unchecked, expired}, {expired, unchecked}}) {
      SignerVerdict verdict = among(demanding, order);
      assertThat(verdict.certificate()).contains(unchecked.certificate());
      assertThat(codes(verdict)).containsExactly(Code.REVOCATION_UNKNOWN);
    }
  }

  // ---- algorithms ----------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "1.2.840.113549.1.1.2, md2",
    "1.2.840.113549.1.1.3, md4",
    "1.2.840.113549.1.1.4, md5"
  })
  void c4_aSignatureByAForbiddenDigest_isRefusedByItsName_whateverDigestStandsBesideIt(
      String signatureAlgorithm, String digest) throws Exception {
    for (boolean attributes : new boolean[] {true, false}) {
      HostileSignature signature = signature();
      signature.attributes = attributes ? signature.attributes : null;
      signature.signatureAlgorithm =
          new AlgorithmIdentifier(new ASN1ObjectIdentifier(signatureAlgorithm));
      SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
      assertThat(only(report).findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.code()).isEqualTo(Code.FORBIDDEN_DIGEST);
                assertThat(finding.sentence()).contains(digest).doesNotContain("sha");
              });
      assertThat(report.matchedForm()).as("nobody looked").isEmpty();
    }
  }

  @Test
  void theParametersOfASignature_thatCannotBeRead_makeNoRightOne() throws Exception {
    HostileSignature signature = signature();
    signature.signatureAlgorithm =
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_RSASSA_PSS, new DEROctetString(new byte[1]));
    SignatureReport report = VERIFIER.verify(ByteSource.of(signature.opaque()));
    assertThat(codes(only(report))).containsExactly(Code.SIGNATURE_INVALID);
    assertThat(only(report).certificate()).isEmpty();
    signature.attributes = null;
    report = VERIFIER.verify(ByteSource.of(signature.opaque()));
    assertThat(codes(only(report))).containsExactly(Code.SIGNATURE_INVALID);
    assertThat(report.matchedForm()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCompositeOfADraft_isUnsupportedByName(boolean attributes) throws Exception {
    String name = "MLDSA44-ECDSA-P256-SHA256";
    TestPki.Issued signer = Signers.ISSUING.issue("draft@example.org").only(name).build();
    HostileSignature signature = new HostileSignature(signer, CONTENT);
    signature.attributes = attributes ? signature.attributes : null;
    signature.signature = name;
    signature.signatureAlgorithm =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.6.40"));
    SignerVerdict refused =
        only(VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(signature.detached())));
    assertThat(codes(refused)).containsExactly(Code.UNSUPPORTED_ALGORITHM);
    assertThat(refused.findings().get(0).sentence()).contains(name);
    assertThat(refused.isIntact() || refused.isAltered()).isFalse();
  }

  @Test
  void aKeyThatCannotBeRead_isSaid_andIsNotInTheWayOfOneThatCan() throws Exception {
    TestPki.Issued odd =
        Signers.ISSUING
            .issue("odd@example.org")
            .key(new KeyPair(new OddKey(), ALICE.privateKey()))
            .subjectKeyIdentifier(KEY_IDENTIFIER)
            .build();
    SignerVerdict verdict = among(VERIFIER, odd);
    assertThat(codes(verdict)).containsExactly(Code.UNSUPPORTED_ALGORITHM);
    assertThat(verdict.isIntact() || verdict.isAltered()).isFalse();
    TestPki.Issued good = aliceAgain().build();
    for (TestPki.Issued[] order : new TestPki.Issued[][] {{odd, good}, {good, odd}}) {
      SignerVerdict trusted = among(VERIFIER, order);
      assertThat(trusted)
          .as("%s", trusted)
          .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(trusted.certificate()).contains(good.certificate());
    }
  }

  /** A key of a kind that nobody knows. */
  private static final class OddKey implements PublicKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "1.2.3.4";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      try {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(new ASN1ObjectIdentifier(getAlgorithm())), new byte[32])
            .getEncoded();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  // ---- countersignatures ---------------------------------------------------------------------

  private static SignerVerdict counter(HostileSignature counter) throws Exception {
    HostileSignature main = signature();
    // Not DER, which would sort what was meant to stand otherwise.
    main.unsignedAttributes =
        new DLSet(
            new DLSequence(
                new ASN1Encodable[] {
                  CMSAttributes.counterSignature, new DLSet(counter.signerInfo())
                }));
    SignatureReport report = VERIFIER.verify(ByteSource.of(main.opaque()));
    assertThat(report.worst()).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(report.deviations()).isEmpty();
    assertThat(only(report).countersignatures()).hasSize(1);
    return only(report).countersignatures().get(0);
  }

  /** A countersignature on the signature of these tests, which is the same each time. */
  private static HostileSignature overThat() throws Exception {
    Signature rsa = Signature.getInstance("SHA256withRSA");
    rsa.initSign(ALICE.privateKey());
    rsa.update(new DERSet(signature().attributes.toArray(ASN1Encodable[]::new)).getEncoded("DER"));
    byte[] covered = rsa.sign();
    HostileSignature counter = new HostileSignature(ALICE, covered);
    counter.attributes = new ArrayList<>(List.of(counter.messageDigest(covered)));
    return counter;
  }

  @Test
  void whatIsToleratedOfACountersignature_isNotedWithIt() throws Exception {
    HostileSignature bare = overThat();
    bare.attributes = null;
    assertThat(counter(bare)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(counter(bare).notes())
        .contains(new Finding(Finding.Code.COUNTERSIGNATURE_DEVIATES, "SIGNED_ATTRIBUTES_ABSENT"));
    HostileSignature unsorted = overThat();
    unsorted.attributes.add(
        0, attribute(new ASN1ObjectIdentifier("1.2.3.4"), new DEROctetString(new byte[99])));
    unsorted.sorted = false;
    unsorted.signedSorted = false;
    assertThat(counter(unsorted)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(counter(unsorted).notes())
        .contains(
            new Finding(
                Finding.Code.COUNTERSIGNATURE_DEVIATES,
                "SIGNED_ATTRIBUTES_NOT_DER (signed as received)"));
  }

  @Test
  void whatACountersignerOffersLabelsAndWants_isNotAskedFor() throws Exception {
    SecurityLabel label =
        new SecurityLabel("1.2.3", OptionalInt.of(1), Optional.empty(), List.of());
    ASN1Encodable capabilities =
        attribute(
            new ASN1ObjectIdentifier(Oids.SMIME_CAPABILITIES),
            new DERSequence(new DERSequence(NISTObjectIdentifiers.id_aes256_CBC)));
    ASN1Encodable preference =
        attribute(
            new ASN1ObjectIdentifier(Oids.ENCRYPTION_KEY_PREFERENCE),
            new DERTaggedObject(
                false, 0, HostileSignature.identifier(ALICE.certificate()).getId()));
    ASN1Encodable labelled =
        attribute(
            new ASN1ObjectIdentifier(Oids.SECURITY_LABEL),
            ASN1Primitive.fromByteArray(EssEncoding.label(label)));
    List<ASN1Encodable> all = List.of(capabilities, preference, labelled);

    HostileSignature signer = signature();
    signer.attributes.addAll(all);
    SignerVerdict trusted = only(VERIFIER.verify(ByteSource.of(signer.opaque())));
    assertThat(JudgedSigner.of(trusted).offer().capabilities())
        .containsExactly(NISTObjectIdentifiers.id_aes256_CBC.getId());
    assertThat(JudgedSigner.of(trusted).offer().encryption()).isEqualTo(ALICE.certificate());
    assertThat(trusted.securityLabel()).contains(label);

    HostileSignature counter = overThat();
    counter.attributes.addAll(all);
    SignerVerdict countersigner = counter(counter);
    assertThat(JudgedSigner.of(countersigner).offer().capabilities()).isNull();
    assertThat(JudgedSigner.of(countersigner).offer().encryption()).isNull();
    assertThat(countersigner.securityLabel()).isEmpty();

    // Said twice it is not said.
    signer.attributes.addAll(all);
    trusted = only(VERIFIER.verify(ByteSource.of(signer.opaque())));
    assertThat(JudgedSigner.of(trusted).offer().capabilities()).isNull();
    assertThat(JudgedSigner.of(trusted).offer().encryption()).isNull();
    assertThat(trusted.securityLabel()).isEmpty();
  }

  // ---- content -------------------------------------------------------------------------------

  @Test
  void trustedContent_isTheFormThatWasSigned_withThoseWhoSignedIt() throws Exception {
    ByteSource signed = ByteSource.of(CONTENT);
    SignatureReport report =
        VERIFIER.verifyDetached(
            new ContentForms(
                ByteSource.of(OTHER), () -> List.of(new ContentForm("second", signed))),
            ByteSource.of(signature().detached()));
    ByteSource trusted = report.requireTrusted();
    assertThat(trusted.bytes()).isEqualTo(CONTENT);
    assertThat(report.requireTrusted("rsa@example.org").bytes()).isEqualTo(CONTENT);
    assertThat(report.toString()).contains("TRUSTED", "rsa@example.org");
    assertThat(report.hasContent()).isTrue();
  }

  @Test
  void whereNobodySignedAnyForm_theFirstIsReported_andNobodyIsBelieved() throws Exception {
    for (boolean attributes : new boolean[] {true, false}) {
      HostileSignature signature = signature();
      signature.attributes = attributes ? signature.attributes : null;
      SignatureReport report =
          VERIFIER.verifyDetached(
              new ContentForms(
                  ByteSource.of(OTHER),
                  () -> List.of(new ContentForm("second", ByteSource.of(new byte[] {'x'})))),
              ByteSource.of(signature.detached()));
      assertThat(codes(only(report)))
          .containsExactly(attributes ? Code.DIGEST_MISMATCH : Code.SIGNATURE_INVALID);
      assertThat(only(report).certificate().isPresent()).isEqualTo(attributes);
      assertThat(report.matchedForm()).isEmpty();
      assertThat(report.unverifiedContent("to see which it is").bytes()).isEqualTo(OTHER);
      assertThat(report.deviations())
          .extracting(Finding::code)
          .doesNotContain(Finding.Code.SIGNED_FORM);
    }
  }
}
