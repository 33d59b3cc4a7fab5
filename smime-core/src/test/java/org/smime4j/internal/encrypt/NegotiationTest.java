package org.smime4j.internal.encrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.encrypt.EncryptorTest.TRUST;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Doors;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.decrypt.DecryptorTest;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.Trusted;

/** What a message is made of, when its recipients say what they open (RFC 8551, section 2.7). */
public class NegotiationTest {

  private static final byte[] CONTENT = new byte[100];

  private static TestPki.Issued capable(String who, String... oids) {
    ASN1EncodableVector list = new ASN1EncodableVector();
    for (String oid : oids) {
      list.add(new DERSequence(new ASN1ObjectIdentifier(oid)));
    }
    return Signers.ISSUING
        .issue(who + "@example.org")
        .keyOf(Signers.RSA)
        .extension(Oids.SMIME_CAPABILITIES, false, new DERSequence(list))
        .build();
  }

  private static EncryptionReport report(AlgorithmPolicy policy, TestPki.Issued... to)
      throws Exception {
    return Encryptor.trusting(TRUST)
        .writingMail()
        .to(Stream.of(to).map(TestPki.Issued::certificate).toList().toArray(new X509Certificate[0]))
        .under(policy)
        .encrypt(ByteSource.of(CONTENT))
        .report();
  }

  static Stream<Arguments> ladder() {
    AlgorithmPolicy standard = AlgorithmPolicy.standard();
    return Stream.of(
        Arguments.of(standard, "256-GCM 128-GCM 256-CBC", "AES_256_GCM"),
        Arguments.of(standard, "128-GCM 256-CBC", "AES_128_GCM"),
        Arguments.of(standard, "CHACHA 128-GCM", "CHACHA20_POLY1305"),
        Arguments.of(standard, "256-CBC 128-CBC", "AES_256_CBC"),
        // The floor holds, whatever a recipient is content with.
        Arguments.of(standard, "128-CBC", "AES_256_CBC"),
        Arguments.of(standard, "", "AES_256_CBC"),
        Arguments.of(standard.downTo(ContentCipher.AES_128_CBC), "128-CBC", "AES_128_CBC"),
        Arguments.of(standard.downTo(ContentCipher.AES_128_CBC), "192-CBC", "AES_192_CBC"),
        Arguments.of(standard.downTo(ContentCipher.AES_128_GCM), "256-CBC", "AES_128_GCM"),
        Arguments.of(AlgorithmPolicy.authenticated(), "256-GCM 256-CBC", "AES_256_GCM"),
        Arguments.of(AlgorithmPolicy.authenticated(), "256-CBC", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.authenticatedOnly(), "128-GCM 256-CBC", "AES_128_GCM"),
        Arguments.of(AlgorithmPolicy.authenticatedOnly(), "256-CBC", "AES_256_GCM"),
        Arguments.of(AlgorithmPolicy.outlook(), "256-GCM 256-CBC", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.outlook(), "128-CBC", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.outlook(), "256-GCM", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.outlook(), "128-GCM CHACHA", "AES_256_CBC"),
        Arguments.of(
            AlgorithmPolicy.outlook().downTo(ContentCipher.AES_128_CBC),
            "256-GCM 128-CBC",
            "AES_128_CBC"),
        Arguments.of(
            AlgorithmPolicy.outlook().downTo(ContentCipher.AES_256_GCM), "256-GCM", "AES_256_CBC"),
        Arguments.of(
            AlgorithmPolicy.postQuantum().downTo(ContentCipher.AES_128_CBC),
            "128-CBC",
            "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.authenticated(), "128-GCM 256-CBC", "AES_128_GCM"),
        Arguments.of(AlgorithmPolicy.outlook(), "", "AES_256_CBC"),
        Arguments.of(standard.writing(ContentCipher.AES_256_CBC), "128-CBC", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.postQuantum(), "128-GCM 256-CBC", "AES_256_CBC"),
        Arguments.of(AlgorithmPolicy.postQuantum(), "CHACHA 128-GCM 256-CBC", "CHACHA20_POLY1305"),
        Arguments.of(standard.writing(ContentCipher.AES_128_GCM), "256-GCM", "AES_256_GCM"));
  }

  private static String[] oids(String words) {
    return Stream.of(words.split(" "))
        .filter(word -> !word.isEmpty())
        .map(
            word ->
                word.equals("CHACHA")
                    ? Oids.CHACHA20_POLY1305
                    : CipherForm.of(ContentCipher.valueOf("AES_" + word.replace('-', '_'))).oid())
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("ladder")
  void theStrongestThatIsUnderstood_andNeverBelowTheFloor(
      AlgorithmPolicy policy, String capabilities, ContentCipher expected) throws Exception {
    TestPki.Issued bob = capable("bob", oids(capabilities));
    EncryptionReport report = report(policy, bob);
    assertThat(report.contentCipher()).isEqualTo(expected);
    assertThat(report.reason()).startsWith(expected.label());
    if (expected != Doors.rules(policy).contentCipher()) {
      assertThat(report.reason())
          .contains("in place of " + Doors.rules(policy).contentCipher().label())
          .contains("bob");
    }
    boolean understood = List.of(oids(capabilities)).contains(CipherForm.of(expected).oid());
    boolean oaep =
        Doors.rules(policy).assumes(KeyTransport.RSA_OAEP_SHA256)
            && !policy.toString().startsWith("outlook");
    assertThat(report.notes().stream().anyMatch(n -> n.code().name().equals("MAY_NOT_OPEN")))
        .isEqualTo(!understood || oaep);
  }

  @Test
  void ofSeveral_whatAllUnderstand() throws Exception {
    TestPki.Issued one = capable("one", oids("256-GCM 128-GCM 256-CBC"));
    TestPki.Issued two = capable("two", oids("CHACHA 128-GCM"));
    TestPki.Issued silent = Signers.P256;
    assertThat(report(AlgorithmPolicy.authenticated(), one, two, silent).contentCipher())
        .isEqualTo(ContentCipher.AES_128_GCM);
    assertThat(report(AlgorithmPolicy.standard(), one, two).contentCipher())
        .isEqualTo(ContentCipher.AES_128_GCM);
    assertThat(report(AlgorithmPolicy.standard(), one, two, silent))
        .satisfies(
            report -> {
              assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_CBC);
              assertThat(report.reason())
                  .contains("two@example.org", "of which nothing is known at", "p256@example.org")
                  .doesNotContain("one@");
            });
    assertThat(
            report(AlgorithmPolicy.authenticated(), two, silent, capable("old", oids("256-CBC"))))
        .satisfies(
            report -> {
              assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_CBC);
              assertThat(report.reason()).contains("two").contains("old").doesNotContain("P256");
            });
  }

  @Test
  void aDerivedKey_isForThoseWhoAreNotKnownToLackIt() throws Exception {
    AlgorithmPolicy deriving = AlgorithmPolicy.authenticated().derivingContentKeys();
    TestPki.Issued can = capable("can", Oids.AES256_GCM, Oids.CEK_HKDF_SHA256, Oids.RSAES_OAEP);
    TestPki.Issued cannot = capable("cannot", Oids.AES256_GCM, Oids.RSAES_OAEP);
    byte[] marker = new ASN1ObjectIdentifier(Oids.CEK_HKDF_SHA256).getEncoded();
    for (List<TestPki.Issued> all : List.of(List.of(can), List.of(can, cannot))) {
      byte[] message =
          Encryptor.trusting(TRUST)
              .writingMail()
              .to(
                  all.stream()
                      .map(TestPki.Issued::certificate)
                      .toList()
                      .toArray(new X509Certificate[0]))
              .under(deriving)
              .encrypt(ByteSource.of(CONTENT))
              .bytes();
      assertThat(HexFormat.of().formatHex(message).contains(hex(marker)))
          .isEqualTo(all.size() == 1);
    }
    assertThat(report(deriving, can).notes())
        .extracting(Finding::code)
        .doesNotContain(Finding.Code.CONTENT_KEY_NOT_DERIVED);
  }

  @Test
  void eachRsaRecipient_getsTheKeyAsItIsKnownToOpenIt() throws Exception {
    TestPki.Issued oaep = capable("oaep", Oids.AES256_GCM, Oids.RSAES_OAEP);
    TestPki.Issued noOaep = capable("no-oaep", Oids.AES256_GCM);
    EncryptionReport report = report(AlgorithmPolicy.standard(), oaep, noOaep);
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(report.keyManagement()).containsExactly("rsa-oaep-sha256", "rsa-pkcs1");
    assertThat(report.notes()).extracting(Finding::code).doesNotContain(Finding.Code.MAY_NOT_OPEN);
    assertThat(report(AlgorithmPolicy.authenticated(), oaep, noOaep).keyManagement())
        .containsExactly("rsa-oaep-sha256", "rsa-oaep-sha256");
  }

  @Test
  void ourselvesAreKnown_andBringNobodyElseToWhatIsNotKnown() throws Exception {
    TestPki.Issued bob = capable("bob", Oids.AES256_GCM, Oids.RSAES_OAEP);
    Encryptor known = Encryptor.trusting(TRUST).writingMail().to(bob.certificate());
    EncryptionReport report =
        known.andMyself(Signers.identity(Signers.RSA)).encrypt(ByteSource.of(CONTENT)).report();
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(report.keyManagement()).containsExactly("rsa-oaep-sha256", "rsa-oaep-sha256");
    assertThat(report.notes()).extracting(Finding::code).doesNotContain(Finding.Code.MAY_NOT_OPEN);
    EncryptionReport unknown =
        Encryptor.trusting(TRUST)
            .writingMail()
            .to(Signers.RSA.certificate())
            .andMyself(Signers.identity(bob))
            .encrypt(ByteSource.of(CONTENT))
            .report();
    assertThat(unknown.contentCipher()).isEqualTo(ContentCipher.AES_256_CBC);
    assertThat(unknown.keyManagement()).containsExactly("rsa-pkcs1", "rsa-oaep-sha256");
    // Beside AES-CBC, a sender who states nothing gets a copy that every program opens.
    EncryptionReport own =
        Encryptor.trusting(TRUST)
            .writingMail()
            .to(Signers.P256.certificate())
            .andMyself(Signers.identity(Signers.RSA))
            .encrypt(ByteSource.of(CONTENT))
            .report();
    assertThat(own.contentCipher()).isEqualTo(ContentCipher.AES_256_CBC);
    assertThat(own.keyManagement().get(1)).isEqualTo("rsa-pkcs1");
  }

  @Test
  void aKeyOfAnotherKindBesideRsa_isNoted_andAloneItIsNot() throws Exception {
    assertThat(report(AlgorithmPolicy.standard(), Signers.RSA, Signers.P256).notes())
        .filteredOn(note -> note.code().name().equals("OTHER_KEY_BESIDE_RSA"))
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains("p256@example.org", "sealEach")
        .doesNotContain("rsa@example.org");
    for (TestPki.Issued alone : List.of(Signers.RSA, Signers.P256)) {
      assertThat(report(AlgorithmPolicy.standard(), alone).notes())
          .extracting(note -> note.code().name())
          .doesNotContain("OTHER_KEY_BESIDE_RSA");
    }
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  @Test
  void rsaKem_isForThoseWhoAreNotKnownToLackIt_andOaepForTheOthers() throws Exception {
    TestPki.Issued can = capable("can", Oids.AES256_GCM, Oids.RSA_KEM);
    TestPki.Issued cannot = capable("cannot", Oids.AES256_GCM, Oids.RSAES_OAEP);
    EncryptionReport report =
        report(AlgorithmPolicy.standard().writing(KeyTransport.RSA_KEM), can, cannot);
    assertThat(report.keyManagement()).hasSize(2);
    assertThat(report.keyManagement().get(0)).startsWith("rsa-kem");
    assertThat(report.keyManagement().get(1)).isEqualTo("rsa-oaep-sha256");
    assertThat(report.notes()).extracting(Finding::code).doesNotContain(Finding.Code.MAY_NOT_OPEN);
  }

  @Test
  void whatWeSay_isWhatWeOpen() throws Exception {
    CertificateBook book =
        Doors.harvest(
            CertificateBook.empty(),
            Verifier.trusting(TRUST)
                .verify(
                    ByteSource.of(
                        Signer.with(Signers.identity(Signers.RSA))
                            .signOpaque(ByteSource.of(CONTENT)))),
            Instant.now().plusSeconds(60));
    RecipientCertificate entry = TRUST.find(book, "rsa@example.org").orElseThrow();
    EncryptionReport report =
        Encryptor.trusting(TRUST)
            .writingMail()
            .to(entry)
            .under(AlgorithmPolicy.standard().derivingContentKeys())
            .encrypt(ByteSource.of(CONTENT))
            .report();
    assertThat(report.contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(report.notes())
        .as("all of it is known")
        .extracting(Finding::code)
        .doesNotContain(Finding.Code.MAY_NOT_OPEN, Finding.Code.CONTENT_KEY_NOT_DERIVED);
    assertThat(entry.capabilities().orElseThrow())
        .contains(Oids.CEK_HKDF_SHA256, Oids.CHACHA20_POLY1305, Oids.ML_KEM_768);
  }

  @Test
  void whatIsReadOnly_isNoFloorAndNoWish() {
    for (ContentCipher cipher : List.of(ContentCipher.DES_EDE3_CBC, ContentCipher.AES_128_CCM)) {
      assertThatThrownBy(() -> AlgorithmPolicy.standard().downTo(cipher))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> AlgorithmPolicy.standard().writing(cipher))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void postQuantum_putsMlKemBesideACurve_andNamesWhoseKeyWillNotKeepTheSecret() throws Exception {
    TestPki.Issued curve = Signers.ISSUING.issue("pair@example.org").ec("P-256").build();
    TestPki.Issued kem = Signers.ISSUING.issue("pair@example.org").only("ML-KEM-768").build();
    Encryptor encryptor =
        Encryptor.trusting(TRUST)
            .writingMail()
            .to(curve.certificate(), kem.certificate())
            .under(AlgorithmPolicy.postQuantum());
    Envelope envelope = encryptor.encrypt(ByteSource.of(CONTENT));
    assertThat(envelope.report().keyManagement()).hasSize(2);
    assertThat(envelope.report().keyManagement().get(0)).startsWith("ecdh-");
    assertThat(envelope.report().keyManagement().get(1)).startsWith("ml-kem-768-");
    assertThat(envelope.report().notes())
        .filteredOn(note -> note.code().name().equals("CLASSICAL_KEY"))
        .singleElement()
        .extracting(Finding::sentence)
        .asString()
        .contains(curve.certificate().getSerialNumber().toString(16))
        .doesNotContain(kem.certificate().getSerialNumber().toString(16));
    for (TestPki.Issued who : List.of(curve, kem)) {
      assertThat(
              DecryptorTest.content(
                      Decryptor.with(KeyHistory.of(Signers.identity(who)))
                          .decrypt(ByteSource.of(envelope.bytes())))
                  .bytes())
          .isEqualTo(CONTENT);
    }
    assertThat(
            Encryptor.trusting(TRUST)
                .writingMail()
                .to(kem.certificate())
                .under(AlgorithmPolicy.postQuantum())
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .notes())
        .extracting(note -> note.code().name())
        .doesNotContain("CLASSICAL_KEY");
  }

  @Test
  void theNewestPair_signsWithMlDsaBesideAClassicalKey() throws Exception {
    TestPki.Issued rsa = Signers.ISSUING.issue("two@example.org").keyOf(Signers.RSA).build();
    TestPki.Issued lattice = Signers.ISSUING.issue("two@example.org").only("ML-DSA-65").build();
    KeyHistory mine = KeyHistory.of(Signers.identity(rsa), Signers.identity(lattice));
    List<Credential> pair = mine.newest(Purpose.SIGNING);
    Signer both = Signer.with(pair.get(0)).and(pair.get(1));
    byte[] signed = both.signOpaque(ByteSource.of(CONTENT));
    SignatureReport report = Verifier.trusting(TRUST).verify(ByteSource.of(signed));
    assertThat(report.signers())
        .extracting(SignerVerdict::scheme)
        .containsExactly("rsa-pkcs1-sha512", "ml-dsa-65");
    assertThat(Trusted.signers(report)).hasSize(2);
    assertThat(
            Verifier.trusting(TRUST)
                .verify(ByteSource.of(Signer.with(mine).signOpaque(ByteSource.of(CONTENT))))
                .signers())
        .hasSize(1);
  }
}
