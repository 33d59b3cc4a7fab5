package org.smime4j.internal.encrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.sign.SignerTest.assertIsDer;
import static org.smime4j.internal.sign.SignerTest.random;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.PKIXRecipientId;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Envelope;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** What {@link Encryptor} writes, read by Bouncy Castle's CMS parser. */
public class EncryptorTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] CONTENT = random(1000, 11);
  private static final TestPki.Issued BOB = Signers.RSA;
  private static final TestPki.Issued CAROL = Signers.P256;

  public static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
          .intermediates(List.of(Signers.ISSUING.certificate()))
          .revocation(Revocation.notChecked("these tests are about writing"))
          .at(TestPki.NOW);

  private static Encryptor to(X509Certificate... recipients) {
    return Encryptor.unvalidated("made for this test").to(recipients);
  }

  static Stream<ContentCipher> writable() {
    return Arrays.stream(ContentCipher.values()).filter(ContentCipher::isWritable);
  }

  static Stream<Integer> sizes() {
    return Stream.of(0, 1, 15, 16, 17, 127, 128, 255, 256, 16_383, 16_384, 65_535, 65_536, 1 << 20);
  }

  @ParameterizedTest
  @MethodSource("writable")
  void everyCipherForEveryKindOfRecipient_opensWithBouncyCastle(ContentCipher cipher)
      throws Exception {
    for (TestPki.Issued recipient :
        List.of(Signers.RSA, Signers.P256, Signers.P384, Signers.P521, Signers.X25519)) {
      Encryptor encryptor =
          to(recipient.certificate()).under(AlgorithmPolicy.authenticated().writing(cipher));
      Envelope envelope = encryptor.encrypt(ByteSource.of(CONTENT));
      assertIsDer(envelope.bytes());
      assertThat(open(envelope.bytes(), recipient)).isEqualTo(CONTENT);
      assertThat(envelope.report().contentCipher()).isEqualTo(cipher);
      assertThat(encryptor.smimeType())
          .isEqualTo(cipher.isAead() ? "authEnveloped-data" : "enveloped-data");
    }
  }

  @ParameterizedTest
  @EnumSource(value = KeyTransport.class, mode = EnumSource.Mode.EXCLUDE, names = "RSA_KEM")
  void everyKeyTransport_opensWithBouncyCastle(KeyTransport transport) throws Exception {
    Envelope envelope =
        to(BOB.certificate())
            .under(AlgorithmPolicy.authenticated().writing(transport))
            .encrypt(ByteSource.of(CONTENT));
    assertThat(open(envelope.bytes(), BOB)).isEqualTo(CONTENT);
    assertThat(envelope.report().keyManagement())
        .containsExactly(transport.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everySizeInEveryForm_opensWithBouncyCastle(int size) throws Exception {
    byte[] content = random(size, size);
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      Encryptor encryptor = to(CAROL.certificate()).under(policy);
      byte[] whole = encryptor.encrypt(ByteSource.of(content)).bytes();
      assertIsDer(whole);
      assertThat(open(whole, CAROL)).isEqualTo(content);
      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      encryptor.encrypt(TestSource.unsized(content), streamed);
      assertThat(open(streamed.toByteArray(), CAROL)).isEqualTo(content);
      ByteArrayOutputStream pushed = new ByteArrayOutputStream();
      CmsOutput<EncryptionReport> out = encryptor.into(pushed);
      int half = size / 2;
      out.write(content, 0, half);
      if (size > 0) {
        out.write(content[half]);
        out.write(content, half + 1, size - half - 1);
      }
      out.finish();
      assertThat(open(pushed.toByteArray(), CAROL)).isEqualTo(content);
    }
  }

  @Test
  void authenticated_isAes256GcmAndOaepWithSha256() throws Exception {
    Envelope envelope =
        to(BOB.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of(CONTENT));
    ContentInfo info = ContentInfo.getInstance(envelope.bytes());
    assertThat(info.getContentType()).isEqualTo(CMSObjectIdentifiers.authEnvelopedData);
    AuthEnvelopedData data = AuthEnvelopedData.getInstance(info.getContent());
    assertThat(data.getVersion().getValue()).isZero();
    assertThat(data.getMac().getOctets()).hasSize(16);
    AlgorithmIdentifier cipher = data.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm();
    assertThat(cipher.getAlgorithm().getId())
        .isEqualTo(CipherForm.of(ContentCipher.AES_256_GCM).oid());
    GCMParameters parameters = GCMParameters.getInstance(cipher.getParameters());
    assertThat(parameters.getNonce()).as("A5").hasSize(12);
    assertThat(parameters.getIcvLen()).as("A5").isEqualTo(16);
    assertThat(data.getAuthEncryptedContentInfo().getContentType())
        .isEqualTo(CMSObjectIdentifiers.data);
    assertThat(envelope.report().keyManagement()).containsExactly("rsa-oaep-sha256");
    assertThat(data.getAuthAttrs()).isNull();
    assertThat(data.getUnauthAttrs()).isNull();
  }

  @Test
  void whereNothingIsKnown_itIsAes256CbcAndPkcs1_asUnderOutlook() throws Exception {
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.standard(), AlgorithmPolicy.archive(), AlgorithmPolicy.outlook())) {
      assertAes256CbcAndPkcs1(to(BOB.certificate()).under(policy).encrypt(ByteSource.of(CONTENT)));
    }
    assertAes256CbcAndPkcs1(to(BOB.certificate()).writingMail().encrypt(ByteSource.of(CONTENT)));
  }

  private static void assertAes256CbcAndPkcs1(Envelope envelope) {
    ContentInfo info = ContentInfo.getInstance(envelope.bytes());
    assertThat(info.getContentType()).isEqualTo(CMSObjectIdentifiers.envelopedData);
    EnvelopedData data = EnvelopedData.getInstance(info.getContent());
    assertThat(data.getVersion().getValue()).isZero();
    assertThat(
            data.getEncryptedContentInfo().getContentEncryptionAlgorithm().getAlgorithm().getId())
        .isEqualTo(CipherForm.of(ContentCipher.AES_256_CBC).oid());
    assertThat(envelope.report().keyManagement()).containsExactly("rsa-pkcs1");
    assertThat(envelope.report().notes())
        .extracting(note -> note.code().name())
        .contains("NOT_AUTHENTICATED");
  }

  @Test
  void a21_keyWrapIsAsWideAsTheContentKey() throws Exception {
    for (ContentCipher cipher : writable().toList()) {
      Envelope envelope =
          to(CAROL.certificate())
              .under(AlgorithmPolicy.authenticated().writing(cipher))
              .encrypt(ByteSource.of(CONTENT));
      KeyAgreeRecipientInfo info =
          KeyAgreeRecipientInfo.getInstance(recipientInfos(envelope.bytes()).get(0).getInfo());
      String wrap =
          AlgorithmIdentifier.getInstance(info.getKeyEncryptionAlgorithm().getParameters())
              .getAlgorithm()
              .getId();
      assertThat(wrap)
          .as("RFC 8551, 2.7")
          .isEqualTo(
              switch (CipherForm.of(cipher).keyOctets()) {
                case 16 -> "2.16.840.1.101.3.4.1.5";
                case 24 -> "2.16.840.1.101.3.4.1.25";
                default -> "2.16.840.1.101.3.4.1.45";
              });
    }
  }

  @Test
  void a21_nonces_areDistinctInAHundredThousandMessages() throws Exception {
    Encryptor encryptor = to(CAROL.certificate()).under(AlgorithmPolicy.authenticated());
    // The nonce comes from the same place for every message; a public operation each is enough.
    Set<List<Byte>> nonces = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      byte[] algorithm =
          org.smime4j.internal.content.ContentEncryption.of(
                  ContentCipher.AES_256_GCM, org.smime4j.internal.provider.Providers.standard())
              .algorithmIdentifier();
      nonces.add(boxed(nonce(algorithm)));
    }
    assertThat(nonces).hasSize(100_000);
    assertThat(nonce(contentEncryptionAlgorithm(encryptor.encrypt(ByteSource.of(CONTENT)).bytes())))
        .isNotEqualTo(
            nonce(contentEncryptionAlgorithm(encryptor.encrypt(ByteSource.of(CONTENT)).bytes())));
  }

  private static byte[] contentEncryptionAlgorithm(byte[] message) throws IOException {
    return AuthEnvelopedData.getInstance(ContentInfo.getInstance(message).getContent())
        .getAuthEncryptedContentInfo()
        .getContentEncryptionAlgorithm()
        .getEncoded();
  }

  private static byte[] nonce(byte[] algorithm) {
    return GCMParameters.getInstance(AlgorithmIdentifier.getInstance(algorithm).getParameters())
        .getNonce();
  }

  private static List<Byte> boxed(byte[] octets) {
    List<Byte> list = new ArrayList<>();
    for (byte octet : octets) {
      list.add(octet);
    }
    return list;
  }

  @Test
  void a21_nothingPublicTakesAKeyOrANonce() {
    Set<String> names = new HashSet<>();
    for (java.lang.reflect.Method method : Encryptor.class.getMethods()) {
      if (method.getDeclaringClass() == Encryptor.class) {
        names.add(method.getName());
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "trusting",
            "unvalidated",
            "to",
            "toAddresses",
            "andMyself",
            "under",
            "within",
            "using",
            "reporting",
            "smimeType",
            "encrypt",
            "encryptAgain",
            "writingMail",
            "into",
            "namingKeyIdentifiers",
            "carrying",
            "plan");
  }

  @Test
  void severalRecipientsAndMyself_eachOpens_nobodyIsNamedTwice() throws Exception {
    Envelope envelope =
        to(BOB.certificate(), CAROL.certificate(), BOB.certificate())
            .to(CAROL.certificate(), Signers.P384.certificate())
            .andMyself(Signers.identity(Signers.P521))
            .andMyself(Signers.identity(BOB))
            .encrypt(ByteSource.of(CONTENT));
    assertThat(envelope.report().recipients())
        .containsExactly(
            BOB.certificate(),
            CAROL.certificate(),
            Signers.P384.certificate(),
            Signers.P521.certificate());
    assertThat(recipientInfos(envelope.bytes())).hasSize(4);
    assertIsDer(envelope.bytes());
    for (TestPki.Issued who : List.of(BOB, CAROL, Signers.P384, Signers.P521)) {
      assertThat(open(envelope.bytes(), who)).isEqualTo(CONTENT);
    }
  }

  @Test
  void versionOfEnvelopedData_followsTheRecipients() throws Exception {
    assertThat(version(to(BOB.certificate()))).isZero();
    assertThat(version(to(BOB.certificate(), CAROL.certificate()))).isEqualTo(2);
  }

  private static int version(Encryptor encryptor) throws Exception {
    return EnvelopedData.getInstance(
            ContentInfo.getInstance(
                    encryptor
                        .under(AlgorithmPolicy.outlook())
                        .encrypt(ByteSource.of(CONTENT))
                        .bytes())
                .getContent())
        .getVersion()
        .intValueExact();
  }

  @Test
  void a20_everyCertificateIsJudged_andTheRefusalNamesWhom() throws Exception {
    Encryptor good = Encryptor.trusting(TRUST).to(BOB.certificate());
    assertThat(open(good.encrypt(ByteSource.of(CONTENT)).bytes(), BOB)).isEqualTo(CONTENT);
    TestPki.Authority stranger = TestPki.authority("Stranger");
    Duration year = Duration.ofDays(365);
    List<TestPki.Issued> bad =
        List.of(
            Signers.ISSUING
                .issue("expired@example.org")
                .validity(TestPki.NOW.minus(year), TestPki.NOW.minus(Duration.ofDays(1)))
                .build(),
            Signers.ISSUING
                .issue("early@example.org")
                .validity(TestPki.NOW.plus(Duration.ofDays(1)), TestPki.NOW.plus(year))
                .build(),
            Signers.ISSUING.issue("usage@example.org").keyUsage(KeyUsage.digitalSignature).build(),
            Signers.ISSUING
                .issue("purpose@example.org")
                .extendedKeyUsage(KeyPurposeId.id_kp_serverAuth)
                .build(),
            stranger.issue("stranger@example.org").build());
    for (TestPki.Issued somebody : bad) {
      Encryptor encryptor = Encryptor.trusting(TRUST).to(BOB.certificate(), somebody.certificate());
      ByteArrayOutputStream nothing = new ByteArrayOutputStream();
      assertThatThrownBy(() -> encryptor.encrypt(ByteSource.of(CONTENT), nothing))
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              refused -> assertThat(refused.rule().name()).isEqualTo("RECIPIENT_CERTIFICATE"))
          .hasMessageContaining(somebody.certificate().getSerialNumber().toString(16));
      assertThat(nothing.size()).isZero();
      assertThatThrownBy(() -> encryptor.into(nothing)).isInstanceOf(SmimeException.Refused.class);
      assertThatThrownBy(
              () -> good.andMyself(Signers.identity(somebody)).encrypt(ByteSource.of(CONTENT)))
          .isInstanceOf(SmimeException.Refused.class);
      assertThat(open(to(somebody.certificate()).encrypt(ByteSource.of(CONTENT)).bytes(), somebody))
          .as("unless a reason is given")
          .isEqualTo(CONTENT);
    }
  }

  @Test
  void a20_aRevokedCertificate_isRefused() throws Exception {
    TrustPolicy withCrls =
        TRUST.revocation(
            Revocation.crls(List.of(Signers.ROOT.crl(), Signers.ISSUING.crl(BOB.certificate()))));
    assertThatThrownBy(
            () ->
                Encryptor.trusting(withCrls).to(BOB.certificate()).encrypt(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("REVOKED");
    assertThat(
            open(
                Encryptor.trusting(withCrls)
                    .to(CAROL.certificate())
                    .encrypt(ByteSource.of(CONTENT))
                    .bytes(),
                CAROL))
        .isEqualTo(CONTENT);
  }

  @Test
  void a20_addresses_areCheckedOnRequest() throws Exception {
    CertificateBook book = CertificateBook.empty().and(List.of(BOB.certificate()));
    Encryptor encryptor = Encryptor.trusting(TRUST).andMyself(Signers.identity(CAROL));
    byte[] cms =
        encryptor.toAddresses(book, "rsa@EXAMPLE.org").encrypt(ByteSource.of(CONTENT)).bytes();
    assertThat(open(cms, BOB)).isEqualTo(CONTENT);
    assertThatThrownBy(() -> encryptor.toAddresses(book, "mallory@example.org"))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageContaining("mallory@example.org");
  }

  @Test
  void nobody_isNoRecipient() {
    assertThatThrownBy(() -> Encryptor.trusting(TRUST).to())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encryptor.unvalidated(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyThatCannotReceive_isATypedFailure() {
    assertThatThrownBy(() -> to(Signers.ED25519.certificate()).encrypt(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.class);
  }

  @Test
  void tooManyRecipients_areALimit() {
    assertThatThrownBy(
            () ->
                to(BOB.certificate(), CAROL.certificate())
                    .within(Limits.standard().allowing(Limit.RECIPIENTS, 1))
                    .encrypt(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  @Test
  void mayNotOpen_isSaidWhereNothingIsKnown() throws Exception {
    Encryptor encryptor =
        to(BOB.certificate(), CAROL.certificate()).under(AlgorithmPolicy.authenticated());
    List<Finding> notes = encryptor.encrypt(ByteSource.of(CONTENT)).report().notes();
    assertThat(notes)
        .extracting(note -> note.code().name())
        .containsSubsequence("MAY_NOT_OPEN", "OTHER_KEY_BESIDE_RSA");
    assertThat(notes)
        .filteredOn(note -> note.code() == Finding.Code.MAY_NOT_OPEN)
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("AlgorithmPolicy.standard()", "rsa@example.org", "p256@example.org");
  }

  @Test
  void a19_capabilitiesInAVerifiedCertificate_decide() throws Exception {
    TestPki.Issued modern =
        withCapabilities(
            "modern", CipherForm.of(ContentCipher.AES_256_GCM).oid(), "1.2.840.113549.1.1.7");
    TestPki.Issued old =
        withCapabilities(
            "old",
            CipherForm.of(ContentCipher.AES_256_CBC).oid(),
            CipherForm.of(ContentCipher.DES_EDE3_CBC).oid());
    EncryptionReport report =
        Encryptor.trusting(TRUST)
            .writingMail()
            .to(modern.certificate())
            .encrypt(ByteSource.of(CONTENT))
            .report();
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(report.notes()).extracting(Finding::code).doesNotContain(Finding.Code.MAY_NOT_OPEN);

    Encryptor mixed =
        Encryptor.trusting(TRUST).writingMail().to(modern.certificate(), old.certificate());
    assertThat(mixed.smimeType()).isEqualTo("enveloped-data");
    Envelope fallen = mixed.encrypt(ByteSource.of(CONTENT));
    assertThat(fallen.report().contentCipher())
        .as("never below AES-256-CBC, whatever it lists")
        .isEqualTo(ContentCipher.AES_256_CBC);
    assertThat(fallen.report().notes())
        .extracting(note -> note.code().name())
        .contains("CBC_FOR_RECIPIENT");
    assertThat(open(fallen.bytes(), old)).isEqualTo(CONTENT);

    assertThat(
            mixed
                .under(AlgorithmPolicy.authenticatedOnly())
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .contentCipher())
        .isEqualTo(ContentCipher.AES_256_GCM);
    EncryptionReport unverified =
        to(old.certificate())
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of(CONTENT))
            .report();
    assertThat(unverified.contentCipher())
        .as("an unverified certificate has no say")
        .isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(unverified.notes()).extracting(note -> note.code().name()).contains("MAY_NOT_OPEN");
    assertThat(
            to(modern.certificate())
                .writingMail()
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .contentCipher())
        .as("an unverified certificate has no say")
        .isEqualTo(ContentCipher.AES_256_CBC);
  }

  @Test
  void aFile_isWrittenSoThatDecryptOpensIt_andMailAsMailProgramsOpenIt() throws Exception {
    Encryptor encryptor = to(BOB.certificate());
    Decryptor bob = Decryptor.with(KeyHistory.of(People.identity(BOB)));
    ByteArrayOutputStream cms = new ByteArrayOutputStream();
    EncryptionReport report = encryptor.encrypt(new ByteArrayInputStream(CONTENT), cms);
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    ByteArrayOutputStream back = new ByteArrayOutputStream();
    assertThat(bob.decrypt(new ByteArrayInputStream(cms.toByteArray()), back).isAuthenticated())
        .isTrue();
    assertThat(back.toByteArray()).isEqualTo(CONTENT);
    byte[] mail = encryptor.writingMail().encrypt(ByteSource.of(CONTENT)).bytes();
    assertThatThrownBy(
            () -> bob.decrypt(new ByteArrayInputStream(mail), OutputStream.nullOutputStream()))
        .isInstanceOf(SmimeException.Refused.class)
        .hasMessageMatching(".*AES-GCM.*releasingUnauthenticated.*");
    assertThat(encryptor.under(AlgorithmPolicy.outlook()).smimeType()).isEqualTo("enveloped-data");
    assertThat(
            Outgoing.of("From: a@example.org\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII))
                .encryptedBy(encryptor)
                .seal()
                .report()
                .contentCipher())
        .contains(ContentCipher.AES_256_CBC);
  }

  private static TestPki.Issued withCapabilities(String who, String... oids) {
    ASN1EncodableVector list = new ASN1EncodableVector();
    for (String oid : oids) {
      list.add(new DERSequence(new ASN1ObjectIdentifier(oid)));
    }
    return Signers.ISSUING
        .issue(who + "@example.org")
        .extension("1.2.840.113549.1.9.15", false, new DERSequence(list))
        .build();
  }

  @Test
  void closeWithoutFinish_leavesWhatNobodyOpens() throws Exception {
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      for (int size : new int[] {0, 1000, 100_000}) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        CmsOutput<EncryptionReport> out = to(CAROL.certificate()).under(policy).into(target);
        out.write(random(size, 5));
        out.flush();
        out.close();
        assertThatThrownBy(() -> open(target.toByteArray(), CAROL)).isInstanceOf(Exception.class);
        assertThatThrownBy(out::finish).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aWriteThatFailed_cannotBeFinished() throws Exception {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          private int left = 50_000;

          @Override
          public void write(int octet) throws IOException {
            if (left-- == 0) {
              throw new IOException("full");
            }
            kept.write(octet);
          }
        };
    CmsOutput<EncryptionReport> out = to(CAROL.certificate()).into(full);
    assertThatThrownBy(() -> out.write(new byte[200_000])).hasMessage("full");
    assertThatThrownBy(out::finish).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> out.write(new byte[200_000])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> open(kept.toByteArray(), CAROL)).isInstanceOf(Exception.class);
  }

  @Test
  void afterFinish_nothingIsAdded() throws Exception {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (CmsOutput<EncryptionReport> out = to(CAROL.certificate()).into(target)) {
      out.write(CONTENT);
      out.finish();
      assertThatThrownBy(out::finish).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    }
    assertThat(open(target.toByteArray(), CAROL)).isEqualTo(CONTENT);
  }

  @Test
  void fileToFile(@TempDir Path folder) throws Exception {
    byte[] content = random(300_000, 9);
    Path source = Files.write(folder.resolve("big"), content);
    Path target = folder.resolve("big.p7m");
    to(CAROL.certificate()).encrypt(source, target);
    assertIsDer(Files.readAllBytes(target));
    assertThat(open(Files.readAllBytes(target), CAROL)).isEqualTo(content);
  }

  @Test
  void aFileThatIsMissing_leavesTheTargetAsItWas(@TempDir Path folder) throws Exception {
    Path target = Files.writeString(folder.resolve("message.p7m"), "as before");
    assertThatThrownBy(() -> to(CAROL.certificate()).encrypt(folder.resolve("missing"), target))
        .isInstanceOf(IOException.class);
    assertThat(Files.readString(target)).isEqualTo("as before");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void addressedToNobody_nothingIsEncrypted() throws Exception {
    Encryptor nobody = Encryptor.trusting(TRUST);
    ByteArrayOutputStream nothing = new ByteArrayOutputStream();
    for (ThrowingCallable each :
        List.<ThrowingCallable>of(
            () -> nobody.encrypt(ByteSource.of(CONTENT)),
            () -> nobody.encrypt(ByteSource.of(CONTENT)),
            () -> nobody.encrypt(ByteSource.of(CONTENT), nothing),
            () -> nobody.into(nothing))) {
      assertThatThrownBy(each).isInstanceOf(IllegalStateException.class);
    }
    assertThat(nothing.size()).isZero();
    assertThatThrownBy(() -> nobody.to()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void b17_anEnvelope_isTheSameEachTime() throws Exception {
    Envelope envelope = to(BOB.certificate()).encrypt(ByteSource.of(CONTENT));
    assertThat(envelope.bytes()).isEqualTo(envelope.bytes());
    byte[] copy = envelope.bytes();
    copy[0] = 0;
    assertThat(envelope.bytes()[0]).isEqualTo((byte) 0x30);
  }

  @Test
  void withers_leaveTheOriginalAsItWas() throws Exception {
    Encryptor encryptor = to(BOB.certificate()).under(AlgorithmPolicy.authenticated());
    encryptor.to(CAROL.certificate());
    encryptor.under(AlgorithmPolicy.outlook());
    encryptor.andMyself(Signers.identity(CAROL));
    EncryptionReport report = encryptor.encrypt(ByteSource.of(CONTENT)).report();
    assertThat(report.recipients()).containsExactly(BOB.certificate());
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
  }

  /** The RecipientInfos of a message. */
  private static List<RecipientInfo> recipientInfos(byte[] message) throws IOException {
    ContentInfo info = ContentInfo.getInstance(message);
    ASN1Sequence data = ASN1Sequence.getInstance(info.getContent());
    List<RecipientInfo> infos = new ArrayList<>();
    for (org.bouncycastle.asn1.ASN1Encodable one :
        org.bouncycastle.asn1.ASN1Set.getInstance(data.getObjectAt(1))) {
      infos.add(RecipientInfo.getInstance(one));
    }
    return infos;
  }

  /** The content, by Bouncy Castle with one person's key. */
  public static byte[] open(byte[] message, TestPki.Issued who) throws Exception {
    boolean authenticated;
    try (ASN1InputStream in = new ASN1InputStream(message)) {
      authenticated =
          ContentInfo.getInstance(in.readObject())
              .getContentType()
              .equals(CMSObjectIdentifiers.authEnvelopedData);
    }
    Iterable<RecipientInformation> recipients =
        authenticated
            ? new CMSAuthEnvelopedData(message).getRecipientInfos()
            : new CMSEnvelopedData(message).getRecipientInfos();
    for (RecipientInformation recipient : recipients) {
      if (((PKIXRecipientId) recipient.getRID())
          .getSerialNumber()
          .equals(who.certificate().getSerialNumber())) {
        try (InputStream in =
            recipient
                .getContentStream(
                    key(who, recipient instanceof KeyAgreeRecipientInformation, authenticated))
                .getContentStream()) {
          return in.readAllBytes();
        }
      }
    }
    throw new IOException("not among the recipients");
  }

  private static Recipient key(TestPki.Issued who, boolean agreement, boolean authenticated) {
    if (agreement) {
      return authenticated
          ? new JceKeyAgreeAuthEnvelopedRecipient(who.privateKey()).setProvider(BC)
          : new JceKeyAgreeEnvelopedRecipient(who.privateKey()).setProvider(BC);
    }
    return authenticated
        ? new JceKeyTransAuthEnvelopedRecipient(who.privateKey()).setProvider(BC)
        : new JceKeyTransEnvelopedRecipient(who.privateKey()).setProvider(BC);
  }

  @Test
  void theReaderOfTheseTests_canFail() throws Exception {
    byte[] message = to(BOB.certificate()).encrypt(ByteSource.of(CONTENT)).bytes();
    // AES-CBC: this changes the last octet of the padding, and nothing else in the last block.
    message[message.length - 17] ^= 1;
    assertThatThrownBy(() -> open(message, BOB)).isInstanceOf(Exception.class);
  }
}
