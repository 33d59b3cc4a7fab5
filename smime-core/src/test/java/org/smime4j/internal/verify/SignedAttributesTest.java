package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileSignature.attribute;
import static org.smime4j.testing.HostileSignature.contentType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** The edges of the rules on signed attributes (threats C1, C2, C3, C7). */
public class SignedAttributesTest {

  private static final TestPki.Issued ALICE = Signers.RSA;
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nI owe you 100 crowns.\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final Verifier VERIFIER =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
              .revocation(Revocation.notChecked("not the subject here"))
              .at(TestPki.NOW));

  private static SignerVerdict only(SignatureReport report) {
    assertThat(report.signers()).hasSize(1);
    return report.signers().get(0);
  }

  private static List<Code> codes(SignerVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  private static SignerVerdict with(ASN1Encodable... attributes) throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.attributes.addAll(List.of(attributes));
    return only(VERIFIER.verify(ByteSource.of(signature.opaque())));
  }

  private static void assertTrusted(SignerVerdict verdict) {
    assertThat(verdict)
        .as("%s", verdict)
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  private static void assertInvalid(SignerVerdict verdict) {
    assertThat(codes(verdict)).as("%s", verdict).containsExactly(Code.ATTRIBUTES_INVALID);
  }

  // ---- the set -------------------------------------------------------------------------------

  @Test
  void c2_attributesThatAreNone_areBroken_andSayNothingOfTheSignature() throws Exception {
    for (List<ASN1Encodable> none :
        List.<List<ASN1Encodable>>of(
            List.of(new DERUTF8String("no attribute")),
            List.of(new DERSequence(CMSAttributes.contentType)),
            List.of(
                new DERSequence(
                    new ASN1Encodable[] {
                      CMSAttributes.contentType,
                      new DERSet(CMSObjectIdentifiers.data),
                      new DERUTF8String("more")
                    })))) {
      HostileSignature signature = new HostileSignature(ALICE, CONTENT);
      signature.attributes = new ArrayList<>(none);
      SignerVerdict verdict = only(VERIFIER.verify(ByteSource.of(signature.opaque())));
      assertThat(codes(verdict)).containsExactly(Code.STRUCTURE);
      assertThat(verdict.certificate()).isEmpty();
      assertThat(codes(only(VERIFIER.verify(ByteSource.of(signature.detached())))))
          .containsExactly(Code.STRUCTURE, Code.CONTENT_MISSING);
    }
  }

  @Test
  void c2_anotherContentType_isNamedBesideTheContents() throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.attributes.set(0, contentType(CMSObjectIdentifiers.signedData));
    SignerVerdict other = only(VERIFIER.verify(ByteSource.of(signature.opaque())));
    assertInvalid(other);
    assertThat(other.findings().get(0).sentence())
        .contains(CMSObjectIdentifiers.signedData.getId(), CMSObjectIdentifiers.data.getId());
    signature.attributes.remove(0);
    SignerVerdict absent = only(VERIFIER.verify(ByteSource.of(signature.opaque())));
    assertInvalid(absent);
    assertThat(absent.findings().get(0).sentence())
        .doesNotContain(CMSObjectIdentifiers.data.getId());
  }

  /** A SET that is longer is not sorted again: sorting what a stranger sends must stay cheap. */
  @Test
  void c16_attributesOutOfOrder_areSortedUpTo64Kibibytes() throws Exception {
    SignatureReport sorted = VERIFIER.verify(ByteSource.of(outOfOrder(64 * 1024, true)));
    assertTrusted(only(sorted));
    assertThat(sorted.deviations()).containsExactly(notDer("signed in their DER form"));
    SignatureReport longer = VERIFIER.verify(ByteSource.of(outOfOrder(64 * 1024 + 1, true)));
    assertThat(codes(only(longer))).containsExactly(Code.SIGNATURE_INVALID);
    assertThat(longer.deviations())
        .containsExactly(notDer("not tried in their DER form: too long"));
  }

  @Test
  void c16_attributesPast64Kibibytes_areRightAsTheyStand_andWhatNobodyComparedIsSaid()
      throws Exception {
    SignatureReport unordered = VERIFIER.verify(ByteSource.of(outOfOrder(64 * 1024 + 1, false)));
    assertTrusted(only(unordered));
    assertThat(unordered.deviations())
        .containsExactly(notDer("signed as received, not compared with their DER form: too long"));
    HostileSignature plain = new HostileSignature(ALICE, CONTENT);
    plain.attributes.add(padding(100_000));
    SignatureReport der = VERIFIER.verify(ByteSource.of(plain.opaque()));
    assertTrusted(only(der));
    assertThat(der.deviations()).isEmpty();
  }

  private static Finding notDer(String detail) {
    return new Finding(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER, detail);
  }

  /** Attributes of so many octets whose longest stands first, signed in DER order or as it is. */
  private static byte[] outOfOrder(int octets, boolean signedSorted) throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.sorted = false;
    signature.signedSorted = signedSorted;
    signature.attributes.add(padding(0));
    int rest = octets - octetsOf(signature.attributes, 1_000) + 1_000;
    signature.attributes.set(2, padding(rest));
    Collections.swap(signature.attributes, 0, 2);
    assertThat(new DLSet(signature.attributes.toArray(ASN1Encodable[]::new)).getEncoded())
        .hasSize(octets);
    return signature.opaque();
  }

  private static int octetsOf(List<ASN1Encodable> attributes, int padding) throws Exception {
    List<ASN1Encodable> all = new ArrayList<>(attributes);
    all.set(2, padding(padding));
    return new DLSet(all.toArray(ASN1Encodable[]::new)).getEncoded().length;
  }

  private static ASN1Encodable padding(int octets) {
    return attribute(
        new ASN1ObjectIdentifier("1.2.3.4"), new DEROctetString(new byte[Math.max(octets, 0)]));
  }

  @Test
  void c2_unsignedAttributesThatAreNone_harmNobody_andThoseThatMustBeSignedAreBroken()
      throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    for (ASN1Encodable none :
        List.of(
            new DERSet(new ASN1Integer(1)),
            new DERSet(new DERSequence(new ASN1Integer(1))),
            new DERSet(attribute(new ASN1ObjectIdentifier("1.2.3.4"), new ASN1Integer(1))),
            new DERSet())) {
      signature.unsignedAttributes = (DERSet) none;
      assertTrusted(only(VERIFIER.verify(ByteSource.of(signature.opaque()))));
    }
    for (ASN1Encodable misplaced :
        List.of(
            contentType(CMSObjectIdentifiers.data),
            signature.messageDigest(CONTENT),
            attribute(CMSAttributes.signingTime, new ASN1UTCTime("260601120000Z")))) {
      signature.unsignedAttributes =
          new DERSet(
              new ASN1Encodable[] {
                attribute(new ASN1ObjectIdentifier("1.2.3"), new ASN1Integer(1)), misplaced
              });
      assertInvalid(only(VERIFIER.verify(ByteSource.of(signature.opaque()))));
    }
  }

  // ---- attributes as content -----------------------------------------------------------------

  private static SignerVerdict asContent(Verifier verifier, ByteSource content, byte[] signed)
      throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, signed);
    signature.attributes = null;
    return only(verifier.verifyDetached(content, ByteSource.of(signature.detached())));
  }

  private static SignerVerdict asContent(byte[] signed) throws Exception {
    return asContent(VERIFIER, ByteSource.of(signed), signed);
  }

  private static byte[] attributesWith(ASN1Encodable... more) throws Exception {
    HostileSignature honest = new HostileSignature(ALICE, CONTENT);
    honest.attributes.addAll(List.of(more));
    return new DERSet(honest.attributes.toArray(ASN1Encodable[]::new)).getEncoded("DER");
  }

  @Test
  void c1_asManyAsAttributesMayBe_isLookedAt_andMoreIsNobodysContent() throws Exception {
    ASN1Encodable[] numbers = new ASN1Encodable[(int) Limits.standard().get(Limit.ATTRIBUTES)];
    Arrays.fill(numbers, new ASN1Integer(1));
    assertTrusted(asContent(new DERSet(numbers).getEncoded("DER")));
    numbers = Arrays.copyOf(numbers, numbers.length + 1);
    numbers[numbers.length - 1] = new ASN1Integer(1);
    assertInvalid(asContent(new DERSet(numbers).getEncoded("DER")));
    ASN1Encodable[] more = new ASN1Encodable[(int) Limits.standard().get(Limit.ATTRIBUTES) - 2];
    for (int i = 0; i < more.length; i++) {
      more[i] = attribute(new ASN1ObjectIdentifier("1.2.3." + i), new ASN1Integer(i));
    }
    assertInvalid(asContent(attributesWith(more)));
  }

  @Test
  void c1_whatIsMoreOrLessThanASet_isContentLikeOther() throws Exception {
    byte[] attributes = attributesWith();
    assertInvalid(asContent(attributes));
    for (int length : new int[] {attributes.length - 1, attributes.length + 1, 1}) {
      assertTrusted(asContent(Arrays.copyOf(attributes, length)));
    }
    assertTrusted(asContent(new byte[0]));
    byte[] sequence = attributes.clone();
    sequence[0] = 0x30;
    assertTrusted(asContent(sequence));
  }

  /** No attributes are longer than what is read of a message outside its content. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void c1_attributesAsLongAsTheyMayBe_areLookedAt_whetherOrNotTheLengthIsKnown(boolean known)
      throws Exception {
    byte[] attributes = attributesWith(padding(20_000));
    ByteSource content = known ? ByteSource.of(attributes) : ofUnknownSize(attributes);
    for (int more : new int[] {1, 0}) {
      assertInvalid(asContent(within(attributes.length + more), content, attributes));
    }
    assertTrusted(asContent(within(attributes.length - 1), content, attributes));
  }

  private static Verifier within(long octets) {
    return VERIFIER.within(Limits.standard().allowing(Limit.ASN1_OCTETS, octets));
  }

  private static ByteSource ofUnknownSize(byte[] octets) {
    return new ByteSource() {
      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.empty();
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(octets);
      }
    };
  }

  // ---- times ---------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "U, 260601120000Z, 2026-06-01T12:00:00Z",
    "U, 991231235959Z, 1999-12-31T23:59:59Z",
    // As BER has it: without seconds, or with an offset.
    "U, 2606011200Z, 2026-06-01T12:00:00Z",
    "U, 260601140000+0200, 2026-06-01T12:00:00Z",
    "U, 260601120000-0000, 2026-06-01T12:00:00Z",
    "G, 20260601120000Z, 2026-06-01T12:00:00Z",
    "G, 20500101000000Z, 2050-01-01T00:00:00Z",
    // No time.
    "S, 260601120000Z, ",
  })
  void aSigningTime_isReadInEveryFormThatItHas_andWhatIsNoneIsNotGuessedAt(
      String type, String text, Instant expected) throws Exception {
    byte[] octets = new DERUTF8String(text).getEncoded();
    octets[0] = type.equals("U") ? 0x17 : type.equals("G") ? 0x18 : octets[0];
    SignerVerdict verdict =
        with(attribute(CMSAttributes.signingTime, ASN1Primitive.fromByteArray(octets)));
    assertTrusted(verdict);
    assertThat(verdict.signingTime()).isEqualTo(Optional.ofNullable(expected));
  }

  // ---- algorithms and certificate ------------------------------------------------------------

  private static ASN1Encodable protecting(ASN1Encodable... parts) {
    return attribute(CMSAttributes.cmsAlgorithmProtect, new DERSequence(parts));
  }

  private static ASN1Encodable tagged(int number, ASN1Encodable value) {
    return new DERTaggedObject(false, number, value);
  }

  @Test
  void c3_algorithmProtectionThatCannotBeRead_protectsNothing_andIsBroken() throws Exception {
    AlgorithmIdentifier digest = HostileSignature.SHA256;
    AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption);
    assertTrusted(with(protecting(digest, tagged(1, rsa))));
    for (ASN1Encodable wrong :
        List.of(
            attribute(CMSAttributes.cmsAlgorithmProtect, new ASN1Integer(1)),
            protecting(),
            protecting(digest),
            protecting(tagged(1, rsa)),
            protecting(digest, rsa),
            protecting(digest, tagged(2, rsa)),
            protecting(digest, tagged(1, new ASN1Integer(1))),
            protecting(new ASN1Integer(1), tagged(1, rsa)),
            protecting(digest, tagged(1, rsa), tagged(2, rsa)),
            protecting(rsa, tagged(1, rsa)),
            protecting(digest, tagged(1, digest)))) {
      assertInvalid(with(wrong));
    }
  }

  /** RFC 5754, section 2: writers differ. */
  @Test
  void c3_absentParametersAndNull_areTheSame_andOthersAreNot() throws Exception {
    AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption);
    AlgorithmIdentifier withNull =
        new AlgorithmIdentifier(HostileSignature.SHA256.getAlgorithm(), DERNull.INSTANCE);
    AlgorithmIdentifier withMore =
        new AlgorithmIdentifier(
            HostileSignature.SHA256.getAlgorithm(), new DEROctetString(new byte[0]));
    assertTrusted(with(protecting(withNull, tagged(1, rsa))));
    assertInvalid(with(protecting(withMore, tagged(1, rsa))));

    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.signature = "SHA256withRSAandMGF1";
    signature.signatureAlgorithm = pss(32);
    signature.attributes.add(protecting(HostileSignature.SHA256, tagged(1, pss(32))));
    assertTrusted(only(VERIFIER.verify(ByteSource.of(signature.opaque()))));
    signature.attributes.set(2, protecting(HostileSignature.SHA256, tagged(1, pss(20))));
    assertInvalid(only(VERIFIER.verify(ByteSource.of(signature.opaque()))));
  }

  private static AlgorithmIdentifier pss(int salt) {
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_RSASSA_PSS,
        new RSASSAPSSparams(
            HostileSignature.SHA256,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, HostileSignature.SHA256),
            new ASN1Integer(salt),
            RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
  }

  private static ASN1Encodable v2(ASN1Encodable value) {
    return attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, value);
  }

  private static ASN1Encodable v1(ASN1Encodable value) {
    return attribute(PKCSObjectIdentifiers.id_aa_signingCertificate, value);
  }

  private static ASN1Encodable named(GeneralName... issuer) throws Exception {
    X509Certificate mine = ALICE.certificate();
    return v2(
        new SigningCertificateV2(
            new ESSCertIDv2(
                null,
                HostileSignature.digest("SHA-256", mine.getEncoded()),
                new IssuerSerial(
                    new GeneralNames(issuer), new ASN1Integer(mine.getSerialNumber())))));
  }

  @Test
  void c7_theIssuerInSigningCertificate_isOneName_howeverItsStringsAreEncoded() throws Exception {
    GeneralName issuer =
        new GeneralName(
            X500Name.getInstance(ALICE.certificate().getIssuerX500Principal().getEncoded()));
    GeneralName printable =
        new GeneralName(
            new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, new DERPrintableString("smime4j tests"))
                .addRDN(BCStyle.CN, new DERPrintableString("Writing Issuing"))
                .build());
    assertThat(printable.getEncoded()).isNotEqualTo(issuer.getEncoded());
    assertTrusted(with(named(issuer)));
    assertTrusted(with(named(printable)));
    assertInvalid(with(named(issuer, issuer)));
    assertInvalid(with(named()));
    assertInvalid(with(named(new GeneralName(GeneralName.rfc822Name, "Writing Issuing"))));
    assertInvalid(
        with(
            named(
                new GeneralName(
                    new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, "Writing Issuing")
                        .build()))));
  }

  @Test
  void c7_aSigningCertificateThatCannotBeRead_namesNobody_andIsBroken() throws Exception {
    byte[] digest = HostileSignature.digest("SHA-256", ALICE.certificate().getEncoded());
    for (ASN1Encodable wrong :
        List.of(
            v2(new ASN1Integer(1)),
            v2(new DERSequence(new DERSequence(new ASN1Integer(1)))),
            v2(
                new SigningCertificateV2(
                    new ESSCertIDv2(
                        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3")), digest))),
            v1(new ASN1Integer(1)),
            v1(new DERSequence(new DERSequence())))) {
      assertInvalid(with(wrong));
    }
  }

  @Test
  void c7_whereTheCertificateIsNamedByHash_inWhicheverVersion_nothingIsNoted() throws Exception {
    byte[] encoded = ALICE.certificate().getEncoded();
    String absent = "SIGNING_CERTIFICATE_ABSENT";
    for (ASN1Encodable right :
        List.of(
            v2(
                new SigningCertificateV2(
                    new ESSCertIDv2(HostileSignature.digest("SHA-256", encoded)))),
            v1(new SigningCertificate(new ESSCertID(HostileSignature.digest("SHA-1", encoded)))))) {
      assertThat(with(right).notes()).noneMatch(note -> note.code().name().equals(absent));
    }
    assertThat(with().notes()).anyMatch(note -> note.code().name().equals(absent));
  }
}
