package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.internal.encrypt.EncryptorTest.TRUST;
import static org.smime4j.testing.HostileSignature.attribute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DLSequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.reports.Binding;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/**
 * Signatures over signatures (RFC 5652, 11.4), as Bouncy Castle writes them, and as nobody does.
 */
public class CountersignatureTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nThe deed.\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final TestPki.Issued NOTARY =
      Signers.ISSUING.issue("notary@example.org").ec("P-256").build();
  private static final TestPki.Issued STRANGER =
      TestPki.authority("Nobody's Root").issue("notary@example.org").ec("P-256").build();

  private static final byte[] PLAIN = ours(Signers.RSA);

  private static byte[] ours(TestPki.Issued signer) {
    try {
      return Signer.with(Signers.identity(signer)).signOpaque(ByteSource.of(CONTENT));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SignerInformation signer(byte[] cms) throws Exception {
    return new CMSSignedData(cms).getSignerInfos().iterator().next();
  }

  /** What Bouncy Castle makes of a signature: a countersignature by each. */
  private static SignerInformationStore over(SignerInformation covered, TestPki.Issued... by)
      throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    for (TestPki.Issued each : by) {
      generator.addSignerInfoGenerator(
          new JcaSimpleSignerInfoGeneratorBuilder()
              .setProvider(BC)
              .build("SHA256withECDSA", each.privateKey(), each.certificate()));
    }
    return generator.generateCounterSigners(covered);
  }

  private static byte[] with(byte[] cms, SignerInformation instead, TestPki.Issued... carried)
      throws Exception {
    CMSSignedData data = new CMSSignedData(cms);
    List<X509CertificateHolder> certificates =
        new ArrayList<>(data.getCertificates().getMatches(null));
    for (TestPki.Issued each : carried) {
      certificates.add(new JcaX509CertificateHolder(each.certificate()));
    }
    CMSSignedData changed =
        CMSSignedData.replaceSigners(data, new SignerInformationStore(List.of(instead)));
    return CMSSignedData.replaceCertificatesAndCRLs(
            changed, new CollectionStore<>(certificates), null, null)
        .getEncoded();
  }

  private static byte[] countersigned(byte[] cms, TestPki.Issued... by) throws Exception {
    SignerInformation signer = signer(cms);
    return with(cms, SignerInformation.addCounterSigners(signer, over(signer, by)), by);
  }

  /** A message whose signer has these values among its unsigned attributes. */
  private static byte[] withValues(byte[] cms, ASN1Encodable... values) throws Exception {
    Attribute one = new Attribute(CMSAttributes.counterSignature, new DERSet(values));
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(one);
    return with(
        cms,
        SignerInformation.replaceUnsignedAttributes(signer(cms), new AttributeTable(all)),
        NOTARY,
        Signers.RSA);
  }

  private static SignerVerdict verified(byte[] cms) throws Exception {
    return Verifier.trusting(TRUST).verify(ByteSource.of(cms)).signers().get(0);
  }

  private static SignerVerdict onlyOn(byte[] cms) throws Exception {
    List<SignerVerdict> all = verified(cms).countersignatures();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** A countersignature that can be altered: over a signature, without a content type. */
  private static HostileSignature hostile(byte[] covered) throws Exception {
    HostileSignature hostile = new HostileSignature(Signers.RSA, covered);
    hostile.attributes = new ArrayList<>(List.of(hostile.messageDigest(covered)));
    return hostile;
  }

  private static void assertHarmless(byte[] cms) throws Exception {
    SignatureReport report = Verifier.trusting(TRUST).verify(ByteSource.of(cms));
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(report.deviations()).isEmpty();
  }

  @Test
  void bouncyCastlesCountersignature_isReported_withItsMaker() throws Exception {
    byte[] cms = countersigned(PLAIN, NOTARY);
    SignerVerdict signer = verified(cms);
    SignerVerdict counter = onlyOn(cms);
    assertThat(counter).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(counter.certificate()).contains(NOTARY.certificate());
    assertThat(counter.addresses()).containsExactly("notary@example.org");
    assertThat(counter.binding()).isEqualTo(Binding.NOT_CHECKED);
    assertThat(counter.scheme()).isEqualTo("ecdsa-sha256");
    assertThat(counter.securityLabel()).isEmpty();
    assertThat(counter.receiptRequest()).isEmpty();
    assertThat(counter.countersignatures()).isEmpty();
    assertThat(signer.addresses()).containsExactly("rsa@example.org");
    assertThat(signer.toString())
        .contains("\n    countersignature: TRUSTED\n")
        .contains("\n        addresses   notary@example.org\n");
    assertHarmless(cms);
    assertThat(verified(PLAIN).countersignatures()).isEmpty();
  }

  @Test
  void several_inOneAttribute_andInSeveral() throws Exception {
    byte[] cms = countersigned(countersigned(PLAIN, NOTARY, NOTARY), NOTARY);
    assertThat(signer(cms).getUnsignedAttributes().getAll(CMSAttributes.counterSignature).size())
        .isEqualTo(2);
    assertThat(verified(cms).countersignatures())
        .hasSize(3)
        .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  @Test
  void oneOnAnother_isNested() throws Exception {
    SignerInformation signer = signer(PLAIN);
    SignerInformation first = over(signer, NOTARY).iterator().next();
    first = SignerInformation.addCounterSigners(first, over(first, NOTARY));
    SignerInformation changed =
        SignerInformation.addCounterSigners(signer, new SignerInformationStore(List.of(first)));
    SignerVerdict outer = onlyOn(with(PLAIN, changed, NOTARY));
    assertThat(outer.countersignatures()).hasSize(1);
    assertThat(outer.countersignatures().get(0))
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void itNeverRaisesTheVerdictOnWhatItCovers() throws Exception {
    byte[] cms = countersigned(ours(STRANGER), NOTARY);
    assertThat(verified(cms)).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    // Anybody can make a key under which a signature value is right, for content of his own.
    assertThat(onlyOn(cms)).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
    assertThat(onlyOn(cms).findings().get(0).code()).isEqualTo(Finding.Code.CERTIFICATE_MISSING);
  }

  @Test
  void itLowersNoVerdict_whoeverMadeIt() throws Exception {
    byte[] byStranger = countersigned(PLAIN, STRANGER);
    assertThat(onlyOn(byStranger).findings().get(0).code()).isEqualTo(Finding.Code.NO_PATH);
    assertHarmless(byStranger);

    SignerInformation signer = signer(PLAIN);
    byte[] byNobody =
        with(PLAIN, SignerInformation.addCounterSigners(signer, over(signer, STRANGER)));
    assertThat(onlyOn(byNobody).findings().get(0).code())
        .isEqualTo(Finding.Code.CERTIFICATE_MISSING);
    assertHarmless(byNobody);
  }

  @Test
  void overASignatureThatDoesNotHold_itIsBroken() throws Exception {
    byte[] cms = countersigned(PLAIN, NOTARY);
    byte[] altered = cms.clone();
    altered[indexOf(altered, "The deed.".getBytes(StandardCharsets.US_ASCII))] ^= 1;
    SignerVerdict counter = onlyOn(altered);
    assertThat(verified(altered)).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThat(counter).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThat(counter.isAltered()).isTrue();
    assertThat(counter.findings().get(0).sentence()).contains("covers is invalid");
  }

  @Test
  void overASignatureWithoutItsContent_itIsUnknown() throws Exception {
    byte[] detached =
        Signer.with(Signers.identity(Signers.RSA)).signDetached(ByteSource.of(CONTENT));
    byte[] cms = countersigned(detached, NOTARY);
    SignerVerdict counter = onlyOn(cms);
    assertThat(counter).returns(SignerVerdict.State.UNKNOWN, SignerVerdict::state);
    assertThat(counter.isIntact() || counter.isAltered()).isFalse();
    SignatureReport whole =
        Verifier.trusting(TRUST).verifyDetached(ByteSource.of(CONTENT), ByteSource.of(cms));
    assertThat(whole.signers().get(0).countersignatures().get(0))
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void ofAnotherSignature_itIsBroken() throws Exception {
    SignerInformation other = signer(ours(Signers.P256));
    byte[] moved =
        with(
            PLAIN, SignerInformation.addCounterSigners(signer(PLAIN), over(other, NOTARY)), NOTARY);
    assertThat(onlyOn(moved).findings().get(0).code()).isEqualTo(Finding.Code.DIGEST_MISMATCH);
    assertHarmless(moved);
  }

  @Test
  void c2_aSignatureOfContent_isNoCountersignature() throws Exception {
    byte[] covered = signer(PLAIN).getSignature();
    HostileSignature ofContent = new HostileSignature(Signers.RSA, covered);
    byte[] cms = withValues(PLAIN, ofContent.signerInfo());
    assertThat(onlyOn(cms).findings().get(0).code()).isEqualTo(Finding.Code.ATTRIBUTES_INVALID);
    assertHarmless(cms);
    assertThat(onlyOn(withValues(PLAIN, hostile(covered).signerInfo())))
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void c2_aCountersignature_isNoSignatureOfContent() throws Exception {
    byte[] covered = signer(PLAIN).getSignature();
    byte[] lifted =
        HostileSignature.signedData(
            CMSObjectIdentifiers.data,
            covered,
            Signers.RSA.chain(),
            List.of(hostile(covered).signerInfo()));
    assertThat(verified(lifted).findings().get(0).code())
        .isEqualTo(Finding.Code.ATTRIBUTES_INVALID);
  }

  @Test
  void c1_signedAttributesAsWhatIsCovered_areForged() throws Exception {
    byte[] attributes = signer(PLAIN).getEncodedSignedAttributes();
    HostileSignature main = new HostileSignature(Signers.RSA, CONTENT);
    HostileSignature counter = new HostileSignature(Signers.RSA, attributes);
    counter.attributes = null;
    main.unsignedAttributes =
        new DERSet(attribute(CMSAttributes.counterSignature, counter.signerInfo()));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    for (ASN1Encodable part : ASN1Sequence.getInstance(main.signerInfo())) {
      parts.add(part instanceof ASN1OctetString ? new DEROctetString(attributes) : part);
    }
    byte[] cms =
        HostileSignature.signedData(
            CMSObjectIdentifiers.data,
            CONTENT,
            Signers.RSA.chain(),
            List.of(new DLSequence(parts)));
    SignerVerdict forged = onlyOn(cms);
    assertThat(forged).returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThat(forged.findings().stream().map(Finding::code))
        .contains(Finding.Code.SIGNATURE_INVALID, Finding.Code.ATTRIBUTES_INVALID);
  }

  @Test
  void withoutSignedAttributes_itIsOverTheValueItself() throws Exception {
    HostileSignature bare = hostile(signer(PLAIN).getSignature());
    bare.attributes = null;
    byte[] cms = withValues(PLAIN, bare.signerInfo());
    assertThat(onlyOn(cms)).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(onlyOn(cms).notes().toString()).contains("SIGNED_ATTRIBUTES_ABSENT");
    assertHarmless(cms);
  }

  @Test
  void whatCannotBeRead_isNoted_andHarmsNobody() throws Exception {
    HostileSignature main = new HostileSignature(Signers.RSA, CONTENT);
    byte[] covered = valueOf(main.signerInfo());
    main.unsignedAttributes =
        new DERSet(
            attribute(
                CMSAttributes.counterSignature,
                new DEROctetString(new byte[3]),
                hostile(covered).signerInfo(),
                new DERSet()));
    byte[] cms = main.opaque();
    assertThat(verified(cms).countersignatures())
        .hasSize(1)
        .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
    assertThat(verified(cms).notes())
        .filteredOn(note -> note.code() == Finding.Code.COUNTERSIGNATURE_NOT_READ)
        .extracting(Finding::sentence)
        .containsExactly("Countersignature 1 cannot be read", "Countersignature 3 cannot be read");
    assertHarmless(cms);
  }

  @Test
  void oursAreReadByBouncyCastle_nestedOnesToo() throws Exception {
    Signer notary = Signer.with(Signers.identity(NOTARY));
    Signer witness = Signer.with(Signers.identity(Signers.P384)).countersignedBy(notary);
    byte[] cms =
        Signer.with(Signers.identity(Signers.RSA))
            .countersignedBy(witness)
            .signOpaque(ByteSource.of(CONTENT));
    assertHarmless(cms);
    SignerVerdict byWitness = onlyOn(cms);
    assertThat(byWitness.certificate()).contains(Signers.P384.certificate());
    assertThat(byWitness).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(byWitness.notes())
        .noneMatch(note -> note.code().name().contains("CERTIFICATE_ABSENT"));
    assertThat(byWitness.countersignatures().get(0).certificate()).contains(NOTARY.certificate());

    CMSSignedData theirs = new CMSSignedData(cms);
    SignerInformation signer = theirs.getSignerInfos().iterator().next();
    SignerInformation first = signer.getCounterSignatures().iterator().next();
    SignerInformation second = first.getCounterSignatures().iterator().next();
    assertThat(first.getSignedAttributes().get(CMSAttributes.contentType)).isNull();
    assertThat(isRight(signer, Signers.RSA)).isTrue();
    assertThat(isRight(first, Signers.P384)).isTrue();
    assertThat(isRight(second, NOTARY)).isTrue();
    assertThat(isRight(second, Signers.P256)).isFalse();
  }

  private static boolean isRight(SignerInformation signer, TestPki.Issued by) throws Exception {
    return signer.verify(
        new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(by.publicKey()));
  }

  @Test
  void ours_byTwo_onTwo() throws Exception {
    Signer two = Signer.with(Signers.identity(NOTARY)).and(Signers.identity(Signers.ED25519));
    byte[] cms =
        Signer.with(Signers.identity(Signers.RSA))
            .and(Signers.identity(Signers.P256))
            .countersignedBy(two)
            .signOpaque(ByteSource.of(CONTENT));
    List<SignerVerdict> signers = Verifier.trusting(TRUST).verify(ByteSource.of(cms)).signers();
    assertThat(signers).hasSize(2);
    for (SignerVerdict each : signers) {
      assertThat(each.countersignatures())
          .hasSize(2)
          .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void c16_oneOnAnother_asDeepAsTheLimit(int depth) throws Exception {
    byte[] covered = signer(PLAIN).getSignature();
    byte[] cms = withValues(PLAIN, tower(covered, depth));
    int levels = 0;
    SignerVerdict last = verified(cms);
    while (!last.countersignatures().isEmpty()) {
      last = last.countersignatures().get(0);
      levels++;
    }
    long deepest = Limits.standard().get(Limit.COUNTERSIGNATURE_DEPTH);
    assertThat(levels).isEqualTo((int) Math.min(depth, deepest));
    assertThat(notes(last).contains("COUNTERSIGNATURE_NOT_READ")).isEqualTo(depth > deepest);
    assertHarmless(cms);
  }

  private static ASN1Encodable tower(byte[] covered, int depth) throws Exception {
    HostileSignature one = hostile(covered);
    if (depth == 1) {
      return one.signerInfo();
    }
    // PKCS #1 v1.5 gives the same value each time.
    byte[] value = valueOf(one.signerInfo());
    one.unsignedAttributes =
        new DERSet(attribute(CMSAttributes.counterSignature, tower(value, depth - 1)));
    return one.signerInfo();
  }

  private static byte[] valueOf(ASN1Encodable info) {
    for (ASN1Encodable part : ASN1Sequence.getInstance(info)) {
      if (part instanceof ASN1OctetString value) {
        return value.getOctets();
      }
    }
    throw new AssertionError();
  }

  @Test
  void c16_asManyAsTheLimit() throws Exception {
    int most = (int) Limits.standard().get(Limit.COUNTERSIGNATURES);
    ASN1Encodable[] all = new ASN1Encodable[most];
    Arrays.fill(all, hostile(signer(PLAIN).getSignature()).signerInfo());
    SignerVerdict whole = verified(withValues(PLAIN, all));
    assertThat(whole.countersignatures()).hasSize(most);
    assertThat(notes(whole)).doesNotContain("COUNTERSIGNATURE_NOT_READ");
    ASN1Encodable[] many = new ASN1Encodable[most + 1];
    Arrays.fill(many, hostile(signer(PLAIN).getSignature()).signerInfo());
    byte[] cms = withValues(PLAIN, many);
    assertThat(verified(cms).countersignatures()).hasSize(many.length - 1);
    assertThat(notes(verified(cms))).contains("COUNTERSIGNATURE_NOT_READ");
    assertHarmless(cms);
  }

  /** They are counted together, and apart from the signers: nobody can use up theirs. */
  @Test
  void c16_theirSignatureChecks_areLimited_andNotTheSigners() throws Exception {
    byte[] cms = countersigned(PLAIN, NOTARY, NOTARY, NOTARY);
    Limits two = Limits.standard().allowing(Limit.SIGNATURE_CHECKS, 2);
    SignatureReport report = Verifier.trusting(TRUST).within(two).verify(ByteSource.of(cms));
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(report.signers().get(0).countersignatures()).hasSize(2);
    assertThat(notes(report.signers().get(0))).contains("COUNTERSIGNATURE_NOT_READ");
  }

  private static List<String> notes(SignerVerdict verdict) {
    return verdict.notes().stream().map(note -> note.code().name()).toList();
  }

  private static int indexOf(byte[] all, byte[] some) {
    for (int i = 0; i + some.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + some.length, some, 0, some.length)) {
        return i;
      }
    }
    throw new AssertionError();
  }
}
