package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SimpleAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.sign.SignerTest;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** Attributes of the caller's, written and read, and what a hostile one can do: nothing. */
public class AttributeTest {

  /** The recipients' addresses of Germany's health mail. */
  static final String KIM = "1.2.276.0.76.4.173";

  private static final String OTHER = "1.3.6.1.4.1.32473.1";
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nA finding.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUE = der(new DERUTF8String("bob@example.org"));
  private static final byte[] SECOND = der(new ASN1Integer(7));
  private static final TestPki.Issued ALICE = Signers.RSA;

  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
          .revocation(Revocation.notChecked("not the subject here"))
          .at(TestPki.NOW);
  private static final Verifier VERIFIER = Verifier.trusting(TRUST);
  private static final Signer SIGNER = Signer.with(Signers.identity(ALICE));
  private static final Encryptor ENCRYPTOR =
      Encryptor.unvalidated("made for this test").writingMail().to(ALICE.certificate());
  private static final Decryptor DECRYPTOR = Decryptor.with(KeyHistory.of(Signers.identity(ALICE)));

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Attribute kim(boolean authenticated) {
    return authenticated
        ? new Attribute(KIM, List.of(VALUE), true)
        : new Attribute(KIM, List.of(VALUE), false);
  }

  private static SignerVerdict only(byte[] cms) throws Exception {
    SignatureReport report = VERIFIER.verify(ByteSource.of(cms));
    assertThat(report.signers()).hasSize(1);
    return report.signers().get(0);
  }

  /** Those of the type, as text that tests compare. */
  private static List<String> read(List<Attribute> attributes, String type) {
    List<String> found = new ArrayList<>();
    for (Attribute each : attributes) {
      if (each.type().equals(type)) {
        StringBuilder text = new StringBuilder(each.isAuthenticated() ? "authenticated" : "bare");
        each.values().forEach(value -> text.append(' ').append(Arrays.toString(value)));
        found.add(text.toString());
      }
    }
    return found;
  }

  private static final String AUTHENTICATED = "authenticated " + Arrays.toString(VALUE);
  private static final String BARE = "bare " + Arrays.toString(VALUE);

  // ---- signers -------------------------------------------------------------------------------

  @Test
  void bothPlacesOfASigner_areWritten_andReadByUsAndBouncyCastle() throws Exception {
    byte[] cms =
        SIGNER
            .carrying(kim(true), kim(false))
            .carrying(new Attribute(OTHER, List.of(VALUE, SECOND), true))
            .signOpaque(ByteSource.of(CONTENT));
    SignerVerdict verdict = only(cms);
    assertThat(verdict.state()).as("%s", verdict).isEqualTo(SignerVerdict.State.TRUSTED);
    assertThat(read(verdict.attributes(), KIM)).containsExactly(AUTHENTICATED, BARE);
    assertThat(read(verdict.attributes(), OTHER))
        .containsExactly("authenticated " + Arrays.toString(SECOND) + ' ' + Arrays.toString(VALUE));
    SignerInformation signer = new CMSSignedData(cms).getSignerInfos().iterator().next();
    ASN1ObjectIdentifier kim = new ASN1ObjectIdentifier(KIM);
    assertThat(der(signer.getSignedAttributes().get(kim).getAttrValues().getObjectAt(0)))
        .isEqualTo(VALUE);
    assertThat(der(signer.getUnsignedAttributes().get(kim).getAttrValues().getObjectAt(0)))
        .isEqualTo(VALUE);
  }

  @Test
  void everySignerHasThem_andOneThatIsAddedLaterToo() throws Exception {
    Signer two = SIGNER.carrying(kim(true)).and(Signers.identity(Signers.P256));
    for (SignerVerdict each :
        VERIFIER.verify(ByteSource.of(two.signOpaque(ByteSource.of(CONTENT)))).signers()) {
      assertThat(read(each.attributes(), KIM)).containsExactly(AUTHENTICATED);
    }
  }

  @Test
  void whatBouncyCastleWrote_isRead() throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    JcaSignerInfoGeneratorBuilder builder =
        new JcaSignerInfoGeneratorBuilder(
            new JcaDigestCalculatorProviderBuilder().setProvider(BC).build());
    builder.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(table()));
    builder.setUnsignedAttributeGenerator(new SimpleAttributeTableGenerator(table()));
    generator.addSignerInfoGenerator(
        builder.build(
            new JcaContentSignerBuilder("SHA256withRSA").setProvider(BC).build(ALICE.privateKey()),
            new org.bouncycastle.cert.jcajce.JcaX509CertificateHolder(ALICE.certificate())));
    for (var certificate : ALICE.chain()) {
      generator.addCertificate(
          new org.bouncycastle.cert.jcajce.JcaX509CertificateHolder(certificate));
    }
    SignerVerdict verdict =
        only(generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded());
    assertThat(verdict.state()).as("%s", verdict).isEqualTo(SignerVerdict.State.TRUSTED);
    assertThat(read(verdict.attributes(), KIM)).containsExactly(AUTHENTICATED, BARE);
  }

  private static AttributeTable table() throws Exception {
    Hashtable<ASN1ObjectIdentifier, Object> table = new Hashtable<>();
    ASN1ObjectIdentifier kim = new ASN1ObjectIdentifier(KIM);
    table.put(
        kim,
        new org.bouncycastle.asn1.cms.Attribute(
            kim, new DERSet(ASN1Primitive.fromByteArray(VALUE))));
    return new AttributeTable(table);
  }

  private static HostileSignature hostile() throws Exception {
    HostileSignature signature = new HostileSignature(ALICE, CONTENT);
    signature.attributes.add(
        HostileSignature.attribute(
            new ASN1ObjectIdentifier(KIM), ASN1Primitive.fromByteArray(VALUE)));
    return signature;
  }

  @Test
  void c2_signedAttributesOfAnAlteredMessage_areNotGivenOut() throws Exception {
    assertThat(read(only(hostile().opaque()).attributes(), KIM)).containsExactly(AUTHENTICATED);
    byte[] altered = hostile().opaque();
    byte[] text = "A finding".getBytes(StandardCharsets.US_ASCII);
    int at = new String(altered, StandardCharsets.ISO_8859_1).indexOf("A finding");
    assertThat(Arrays.copyOfRange(altered, at, at + text.length)).isEqualTo(text);
    altered[at] ^= 1;
    SignerVerdict verdict = only(altered);
    assertThat(verdict.state()).isEqualTo(SignerVerdict.State.BROKEN);
    assertThat(verdict.attributes()).isEmpty();
    // Changed itself, it is no better.
    byte[] other = hostile().opaque();
    at = new String(other, StandardCharsets.ISO_8859_1).indexOf("bob@example.org");
    other[at] ^= 1;
    assertThat(only(other).state()).isEqualTo(SignerVerdict.State.BROKEN);
    assertThat(only(other).attributes()).isEmpty();
    // Nor are those of a signer whom nobody knows.
    TestPki.Issued stranger =
        TestPki.authority("Stranger").issue("rsa@example.org").rsa(2048).build();
    byte[] unknown =
        Signer.with(Signers.identity(stranger))
            .carrying(kim(true))
            .signOpaque(ByteSource.of(CONTENT));
    assertThat(only(unknown).findings()).isNotEmpty();
    assertThat(only(unknown).attributes()).isEmpty();
  }

  @Test
  void c2_unsignedAttributes_changeNoVerdict_whateverTheyAre() throws Exception {
    ASN1ObjectIdentifier kim = new ASN1ObjectIdentifier(KIM);
    for (ASN1Encodable hostile :
        List.<ASN1Encodable>of(
            new DERUTF8String("no attribute"),
            new DERSequence(kim),
            HostileSignature.attribute(kim),
            HostileSignature.attribute(CMSAttributes.cmsAlgorithmProtect, new ASN1Integer(1)),
            HostileSignature.attribute(
                org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new ASN1Integer(1)))) {
      HostileSignature signature = hostile();
      signature.unsignedAttributes =
          new DLSet(
              new ASN1Encodable[] {
                HostileSignature.attribute(kim, ASN1Primitive.fromByteArray(SECOND)), hostile
              });
      SignerVerdict verdict = only(signature.opaque());
      assertThat(verdict.state()).as("%s", verdict).isEqualTo(SignerVerdict.State.TRUSTED);
      // The signed one stays what it is, and the other is never taken for it.
      assertThat(read(verdict.attributes(), KIM))
          .startsWith(AUTHENTICATED, "bare " + Arrays.toString(SECOND));
      assertThat(verdict.attributes().stream().filter(Attribute::isAuthenticated)).hasSize(3);
    }
  }

  @Test
  void attributesPastTheLimit_endTheReadingOfTheMessage() throws Exception {
    byte[] cms = SIGNER.carrying(kim(true), kim(false)).signOpaque(ByteSource.of(CONTENT));
    assertThatThrownBy(
            () ->
                VERIFIER
                    .within(Limits.standard().allowing(Limit.ATTRIBUTES, 5))
                    .verify(ByteSource.of(cms)))
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            e -> assertThat(e.limit()).isEqualTo(Limit.ATTRIBUTES));
  }

  @Test
  void whatTheLibraryWritesOrJudges_isRefusedByName() {
    Map<String, String> reserved =
        Map.of(
            "1.2.840.113549.1.9.3", "contentType",
            "1.2.840.113549.1.9.4", "messageDigest",
            "1.2.840.113549.1.9.5", "signingTime",
            "1.2.840.113549.1.9.6", "countersignature",
            "1.2.840.113549.1.9.52", "CMSAlgorithmProtection",
            "1.2.840.113549.1.9.15", "SMIMECapabilities",
            "1.2.840.113549.1.9.16.2.47", "signingCertificateV2",
            "1.2.840.113549.1.9.16.2.14", "timeStampToken",
            "1.2.840.113549.1.9.16.2.1", "receiptRequest",
            "1.2.840.113549.1.9.16.2.2", "ESSSecurityLabel");
    reserved.forEach(
        (type, name) -> {
          Attribute signed = new Attribute(type, List.of(VALUE), true);
          assertThatThrownBy(() -> SIGNER.carrying(signed))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(name);
          Attribute unsigned = new Attribute(type, List.of(VALUE), false);
          assertThatThrownBy(() -> ENCRYPTOR.carrying(unsigned))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(name);
        });
  }

  @Test
  void whatIsNoAttribute_isRefused() {
    byte[] indefinite = {0x30, (byte) 0x80, 0, 0};
    byte[] behind = {5, 0, 0};
    Attribute named = new Attribute("kim", List.of(VALUE), true);
    assertThatThrownBy(() -> SIGNER.carrying(named)).isInstanceOf(IllegalArgumentException.class);
    Attribute empty = new Attribute(KIM, List.of(), true);
    assertThatThrownBy(() -> ENCRYPTOR.carrying(empty))
        .isInstanceOf(IllegalArgumentException.class);
    for (byte[] value : List.of(indefinite, behind, new byte[0], new byte[] {0x30, 3, 2, 1})) {
      Attribute odd = new Attribute(KIM, List.of(value), true);
      assertThatThrownBy(() -> SIGNER.carrying(odd)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> SIGNER.carrying(kim(true), kim(true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ENCRYPTOR.carrying(kim(true)).carrying(kim(true)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void values_areCopies() throws Exception {
    byte[] value = VALUE.clone();
    Attribute attribute = new Attribute(KIM, List.of(value), true);
    value[2] ^= 1;
    attribute.values().get(0)[2] ^= 1;
    assertThat(attribute.values().get(0)).isEqualTo(VALUE);
    assertThat(attribute).hasToString("Authenticated " + KIM + " with 1 value");
  }

  // ---- left out ------------------------------------------------------------------------------

  @Test
  void whatIsLeftOut_isNotThere_andAllElseIs() throws Exception {
    byte[] cms =
        SIGNER
            .withoutAlgorithmProtection()
            .withoutCapabilities()
            .and(Signers.identity(Signers.P256))
            .signOpaque(ByteSource.of(CONTENT));
    for (SignerInformation signer : new CMSSignedData(cms).getSignerInfos()) {
      assertThat(signer.getSignedAttributes().get(CMSAttributes.cmsAlgorithmProtect)).isNull();
      assertThat(read(signer)).containsExactlyInAnyOrder("9.3", "9.4", "9.5", "2.47");
    }
    assertThat(VERIFIER.verify(ByteSource.of(cms)).worst().state())
        .isEqualTo(SignerVerdict.State.TRUSTED);
    SignerInformation usual =
        new CMSSignedData(SIGNER.signOpaque(ByteSource.of(CONTENT)))
            .getSignerInfos()
            .iterator()
            .next();
    assertThat(read(usual)).contains("9.52", "9.15");
  }

  /** The last two numbers of each type. */
  private static List<String> read(SignerInformation signer) {
    List<String> types = new ArrayList<>();
    for (var each : signer.getSignedAttributes().toASN1Structure().getAttributes()) {
      types.add(each.getAttrType().getId().replaceFirst(".*\\.(\\d+\\.\\d+)$", "$1"));
    }
    return types;
  }

  @Test
  void withoutCertificates_theRecipientNeedsThem() throws Exception {
    byte[] cms = SIGNER.withoutCertificates().signOpaque(ByteSource.of(CONTENT));
    assertThat(new CMSSignedData(cms).getCertificates().getMatches(null)).isEmpty();
    assertThat(only(cms).findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.CERTIFICATE_MISSING);
    TrustPolicy holding =
        TRUST.intermediates(List.of(ALICE.certificate(), Signers.ISSUING.certificate()));
    assertThat(Verifier.trusting(holding).verify(ByteSource.of(cms)).worst().state())
        .isEqualTo(SignerVerdict.State.TRUSTED);
  }

  // ---- envelopes -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"AES_256_GCM", "CHACHA20_POLY1305"})
  void bothPlacesOfAuthEnvelopedData_areWritten_andRead(ContentCipher cipher) throws Exception {
    Encryptor encryptor =
        ENCRYPTOR
            .under(AlgorithmPolicy.authenticated().writing(cipher))
            .carrying(kim(true), kim(false));
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    CmsOutput<EncryptionReport> out = encryptor.into(streamed);
    out.write(CONTENT);
    out.finish();
    for (byte[] cms :
        List.of(encryptor.encrypt(ByteSource.of(CONTENT)).bytes(), streamed.toByteArray())) {
      Decryption opened = DECRYPTOR.decrypt(ByteSource.of(cms));
      assertThat(opened.layer().isAuthenticated()).isTrue();
      assertThat(read(opened.layer().attributes(), KIM)).containsExactly(AUTHENTICATED, BARE);
      if (cipher == ContentCipher.AES_256_GCM) {
        CMSAuthEnvelopedData theirs = new CMSAuthEnvelopedData(cms);
        ASN1ObjectIdentifier kim = new ASN1ObjectIdentifier(KIM);
        assertThat(theirs.getAuthAttrs().get(kim)).isNotNull();
        assertThat(theirs.getUnauthAttrs().get(kim)).isNotNull();
        RecipientInformation recipient =
            theirs.getRecipientInfos().getRecipients().iterator().next();
        assertThat(
                recipient.getContent(
                    new JceKeyTransAuthEnvelopedRecipient(ALICE.privateKey()).setProvider(BC)))
            .isEqualTo(CONTENT);
      }
    }
  }

  @Test
  void a10_anAuthenticatedAttributeThatWasChanged_opensNothing() throws Exception {
    byte[] cms =
        ENCRYPTOR
            .under(AlgorithmPolicy.authenticated())
            .carrying(kim(true))
            .encrypt(ByteSource.of(CONTENT))
            .bytes();
    int at = new String(cms, StandardCharsets.ISO_8859_1).indexOf("bob@example.org");
    cms[at] ^= 1;
    assertThatThrownBy(() -> DECRYPTOR.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  @Test
  void unprotectedAttributes_areReadAsThat_andAnAuthenticatedOneNeedsATag() throws Exception {
    Encryptor cbc = ENCRYPTOR.under(AlgorithmPolicy.outlook());
    byte[] cms = cbc.carrying(kim(false)).encrypt(ByteSource.of(CONTENT)).bytes();
    assertThat(read(DECRYPTOR.decrypt(ByteSource.of(cms)).layer().attributes(), KIM))
        .containsExactly(BARE);
    CMSEnvelopedData theirs = new CMSEnvelopedData(cms);
    assertThat(theirs.getUnprotectedAttributes().get(new ASN1ObjectIdentifier(KIM))).isNotNull();
    assertThat(
            org.bouncycastle.asn1.cms.EnvelopedData.getInstance(
                    theirs.toASN1Structure().getContent())
                .getVersion()
                .intValueExact())
        .as("RFC 5652, 6.1")
        .isEqualTo(2);
    SignerTest.assertIsDer(cms);
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    assertThatThrownBy(() -> cbc.carrying(kim(true)).encrypt(ByteSource.of(CONTENT), target))
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> assertThat(e.rule()).isEqualTo(SmimeException.Refused.Rule.UNAUTHENTICATED));
    assertThat(target.size()).isZero();
  }

  @Test
  void attributesThatBouncyCastleWrote_areRead() throws Exception {
    CMSEnvelopedDataGenerator enveloped = new CMSEnvelopedDataGenerator();
    enveloped.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(ALICE.certificate()).setProvider(BC));
    enveloped.setUnprotectedAttributeGenerator(new SimpleAttributeTableGenerator(table()));
    byte[] cbc =
        enveloped
            .generate(
                new CMSProcessableByteArray(CONTENT),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(BC).build())
            .getEncoded();
    assertThat(read(DECRYPTOR.decrypt(ByteSource.of(cbc)).layer().attributes(), KIM))
        .containsExactly(BARE);
    CMSAuthEnvelopedDataGenerator authenticated = new CMSAuthEnvelopedDataGenerator();
    authenticated.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(ALICE.certificate()).setProvider(BC));
    authenticated.setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(table()));
    authenticated.setUnauthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(table()));
    byte[] gcm =
        authenticated
            .generate(
                new CMSProcessableByteArray(CONTENT),
                (OutputAEADEncryptor)
                    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                        .setProvider(BC)
                        .build())
            .getEncoded();
    Decryption opened = DECRYPTOR.decrypt(ByteSource.of(gcm));
    assertThat(read(opened.layer().attributes(), KIM)).containsExactly(AUTHENTICATED, BARE);
    assertThat(opened.layer().deviations())
        .extracting(Finding::code)
        .doesNotContain(Finding.Code.ATTRIBUTES_TAG);
  }

  // ---- one more signature --------------------------------------------------------------------

  private static byte[] added(Signer signer, byte[] cms, byte[] content) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    signer.addSignature(ByteSource.of(content), ByteSource.of(cms), out);
    return out.toByteArray();
  }

  @Test
  void aSignatureIsAdded_andTheFirstStaysOctetForOctet() throws Exception {
    Signer second = Signer.with(Signers.identity(Signers.P384)).carrying(kim(true));
    byte[] one = SIGNER.signOpaque(ByteSource.of(CONTENT));
    byte[] both = added(second, one, CONTENT);
    SignatureReport report = VERIFIER.verify(ByteSource.of(both));
    assertThat(report.signers())
        .extracting(SignerVerdict::state)
        .containsExactly(SignerVerdict.State.TRUSTED, SignerVerdict.State.TRUSTED);
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(report.signers().get(1).addresses()).containsExactly("p384@example.org");
    assertThat(read(report.signers().get(1).attributes(), KIM)).containsExactly(AUTHENTICATED);
    byte[] first =
        new CMSSignedData(one).getSignerInfos().iterator().next().toASN1Structure().getEncoded();
    assertThat(new String(both, StandardCharsets.ISO_8859_1))
        .contains(new String(first, StandardCharsets.ISO_8859_1));
    byte[] detached = added(second, SIGNER.signDetached(ByteSource.of(CONTENT)), CONTENT);
    SignatureReport apart =
        VERIFIER.verifyDetached(ByteSource.of(CONTENT), ByteSource.of(detached));
    assertThat(apart.signers())
        .extracting(SignerVerdict::state)
        .containsExactly(SignerVerdict.State.TRUSTED, SignerVerdict.State.TRUSTED);
    // The same signer again brings no certificate twice.
    byte[] twice = added(SIGNER, one, CONTENT);
    assertThat(new CMSSignedData(twice).getCertificates().getMatches(null))
        .hasSameSizeAs(new CMSSignedData(one).getCertificates().getMatches(null));
  }

  @Test
  void toContentThatIsRead_inPieces() throws Exception {
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    byte[] large = SignerTest.random(200_000, 5);
    SIGNER.signOpaque(TestSource.unsized(large), streamed);
    byte[] both = added(Signer.with(Signers.identity(Signers.P256)), streamed.toByteArray(), large);
    assertThat(VERIFIER.verify(ByteSource.of(both)).requireTrusted().bytes()).isEqualTo(large);
  }

  @Test
  void anotherContentThanTheCallerKnows_isNotSigned() throws Exception {
    byte[] one = SIGNER.signOpaque(ByteSource.of(CONTENT));
    byte[] longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);
    byte[] shorter = Arrays.copyOf(CONTENT, CONTENT.length - 1);
    byte[] altered = CONTENT.clone();
    altered[3] ^= 1;
    for (byte[] other : List.of(longer, shorter, altered, new byte[0])) {
      assertRefused(one, other);
    }
  }

  @Test
  void whatIsNoSignatureOverData_getsNone() throws Exception {
    assertRefused(ENCRYPTOR.encrypt(ByteSource.of(CONTENT)).bytes(), CONTENT);
    HostileSignature stamp = new HostileSignature(ALICE, CONTENT);
    stamp.eContentType = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.1.4");
    assertRefused(stamp.opaque(), CONTENT);
    byte[] nobody =
        HostileSignature.signedData(
            new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"), CONTENT, ALICE.chain(), List.of());
    assertRefused(nobody, CONTENT);
    byte[] one = SIGNER.signOpaque(ByteSource.of(CONTENT));
    assertRefused(Arrays.copyOf(one, one.length + 1), CONTENT);
    assertRefused(Arrays.copyOf(one, one.length - 1), CONTENT);
    byte[] many =
        HostileSignature.signedData(
            new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"),
            CONTENT,
            ALICE.chain(),
            java.util.Collections.nCopies(500, hostile().signerInfo()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> SIGNER.addSignature(ByteSource.of(CONTENT), ByteSource.of(many), out))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    assertThat(out.size()).isZero();
  }

  private static void assertRefused(byte[] cms, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> SIGNER.addSignature(ByteSource.of(content), ByteSource.of(cms), out))
        .isInstanceOf(SmimeException.Malformed.class);
    assertThat(out.size()).isZero();
  }
}
