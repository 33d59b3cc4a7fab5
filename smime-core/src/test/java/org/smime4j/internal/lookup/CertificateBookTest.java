package org.smime4j.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Doors;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.Envelope;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Whose certificate is found for an address, and what is learnt from signed mail. */
public class CertificateBookTest {

  private static final Instant NOW = TestPki.NOW;
  private static final TestPki.Authority CA = TestPki.authority("Book");
  private static final TestPki.Authority STRANGER = TestPki.authority("Nobody");
  private static final byte[] CONTENT = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(CA.certificate()))
          .at(NOW)
          .revocation(Revocation.notChecked("made for this test"));

  private static TestPki.Builder bob() {
    return CA.issue("bob@example.org").ec("P-256");
  }

  private static TestPki.Issued bobFrom(Duration ago) {
    return bob().validity(NOW.minus(ago), NOW.plus(Duration.ofDays(700))).build();
  }

  private static CertificateBook book(TestPki.Issued... all) {
    return CertificateBook.empty()
        .and(Arrays.stream(all).map(TestPki.Issued::certificate).toList());
  }

  private static X509Certificate found(CertificateBook book) {
    return TRUST
        .find(book, "bob@example.org")
        .certificate()
        .map(RecipientCertificate::certificate)
        .orElse(null);
  }

  private static SignatureReport report(byte[] cms) throws Exception {
    return Verifier.trusting(TRUST)
        .expecting(ExpectedSigner.anyone("made for this test"))
        .verify(ByteSource.of(cms));
  }

  private static Signer signer(TestPki.Issued by, Instant at) {
    return Signer.with(Credential.of(by.privateKey(), by.certificate())).signingAt(at);
  }

  @Test
  void a20_theNewestThatMayBeEncryptedToIsFound() {
    TestPki.Issued good = bobFrom(Duration.ofDays(100));
    TestPki.Issued older = bobFrom(Duration.ofDays(300));
    TestPki.Issued expired =
        bob().validity(NOW.minus(Duration.ofDays(90)), NOW.minus(Duration.ofDays(1))).build();
    TestPki.Issued future =
        bob().validity(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9))).build();
    TestPki.Issued signsOnly = bob().keyUsage(KeyUsage.digitalSignature).build();
    TestPki.Issued forServers = bob().extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build();
    TestPki.Issued untrusted = STRANGER.issue("bob@example.org").ec("P-256").build();
    TestPki.Issued another = CA.issue("carol@example.org").ec("P-256").build();
    CertificateBook all =
        book(older, expired, future, signsOnly, forServers, untrusted, another, good, CA);
    assertThat(found(all)).isEqualTo(good.certificate());
    assertThat(found(book(expired, future, signsOnly, forServers, untrusted, another, CA)))
        .isNull();
    assertThat(all).hasToString("Book of 2 addresses");
  }

  @Test
  void addressIsComparedAsRfc8550Says() {
    CertificateBook book = book(bob().build());
    assertThat(TRUST.find(book, "bob@EXAMPLE.org").certificate()).isPresent();
    assertThat(TRUST.find(book, "bob@example.org.evil.com").certificate()).isEmpty();
    assertThat(TRUST.find(book, "no address").certificate()).isEmpty();
    TestPki.Issued two = bob().addresses("bob@example.org", "robert@example.org").build();
    assertThat(TRUST.find(book(two), "robert@example.org").certificate()).isPresent();
  }

  @Test
  void filesAndDirectoryValues_areRead_whateverElseIsAmongThem(@TempDir Path folder)
      throws Exception {
    TestPki.Issued certified = bob().build();
    CMSSignedDataGenerator bag = new CMSSignedDataGenerator();
    bag.addCertificates(new JcaCertStore(List.of(certified.certificate(), CA.certificate())));
    byte[] p7c = bag.generate(new CMSProcessableByteArray(new byte[0])).getEncoded();
    Path file = Files.write(folder.resolve("bob.p7c"), p7c);
    assertThat(
            found(
                CertificateBook.empty()
                    .and(CertificateFiles.readCertificates(file).certificates())))
        .isEqualTo(certified.certificate());
    byte[] garbage = {1, 2, 3};
    byte[] der = certified.certificate().getEncoded();
    byte[] signed = signer(certified, NOW).signOpaque(ByteSource.of(CONTENT));
    for (List<List<byte[]>> values :
        List.of(
            List.of(List.of(garbage, der), List.<byte[]>of()),
            List.of(List.<byte[]>of(), List.of(garbage, p7c)),
            List.of(List.<byte[]>of(), List.of(signed, new byte[0])))) {
      CertificateBook book =
          CertificateBook.empty()
              .and(
                  CertificateBook.ofDirectoryValues(
                          values.get(0), values.get(1), "a directory", note -> {})
                      .stream()
                      .map(RecipientCertificate::certificate)
                      .toList());
      assertThat(found(book)).isEqualTo(certified.certificate());
      assertThat(book.certificates(List.of("bob@example.org"), any -> {}).get(0).capabilities())
          .isEmpty();
    }
  }

  @Test
  void harvest_takesTheCertificateAndCapabilitiesOfATrustedSigner() throws Exception {
    TestPki.Issued encryption = bob().keyUsage(KeyUsage.keyAgreement).build();
    TestPki.Issued signing = bob().keyUsage(KeyUsage.digitalSignature).build();
    byte[] cms =
        signer(signing, NOW)
            .preferringEncryptionTo(encryption.certificate())
            .signOpaque(ByteSource.of(CONTENT));
    CertificateBook book = Doors.harvest(CertificateBook.empty(), report(cms), NOW);
    RecipientCertificate entry = TRUST.find(book, "bob@example.org").orElseThrow();
    assertThat(entry.certificate()).isEqualTo(encryption.certificate());
    assertThat(entry.capabilities().orElseThrow()).contains(Oids.AES256_GCM, Oids.RSAES_OAEP);
    assertThat(entry.statedAt()).contains(NOW);
    Envelope envelope = Encryptor.trusting(TRUST).to(entry).encrypt(ByteSource.of(CONTENT));
    assertThat(envelope.report().contentCipher()).isEqualTo(ContentCipher.AES_256_GCM);
    assertThat(envelope.report().notes())
        .extracting(Finding::code)
        .doesNotContain(Finding.Code.MAY_NOT_OPEN);
    // The same certificate without the signer's word: whether it opens AES-GCM is not known.
    assertThat(
            Encryptor.trusting(TRUST)
                .to(entry.certificate())
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .notes())
        .isNotEmpty();
  }

  @Test
  void harvest_theNewerSigningTimeWins_inWhateverOrderMailArrives() throws Exception {
    TestPki.Issued one = bob().build();
    TestPki.Issued two = bob().build();
    SignatureReport older =
        report(signer(one, NOW.minus(Duration.ofDays(2))).signOpaque(ByteSource.of(CONTENT)));
    SignatureReport newer =
        report(signer(two, NOW.minus(Duration.ofDays(1))).signOpaque(ByteSource.of(CONTENT)));
    CertificateBook empty = CertificateBook.empty();
    assertThat(found(Doors.harvest(Doors.harvest(empty, older, NOW), newer, NOW)))
        .isEqualTo(two.certificate());
    assertThat(found(Doors.harvest(Doors.harvest(empty, newer, NOW), older, NOW)))
        .isEqualTo(two.certificate());
    SignatureReport again = report(signer(one, NOW).signOpaque(ByteSource.of(CONTENT)));
    assertThat(found(Doors.harvest(Doors.harvest(empty, newer, NOW), again, NOW)))
        .isEqualTo(one.certificate());
  }

  @Test
  void a19_nothingIsHarvested_fromWhoIsNotTrusted_fromBrokenMail_orFromTheFuture()
      throws Exception {
    TestPki.Issued bob = bob().build();
    TestPki.Issued stranger = STRANGER.issue("bob@example.org").ec("P-256").build();
    byte[] broken = signer(bob, NOW).signOpaque(ByteSource.of(CONTENT));
    broken[new String(broken, StandardCharsets.ISO_8859_1).indexOf("hello")] ^= 1;
    List<byte[]> all = new ArrayList<>();
    all.add(signer(stranger, NOW).signOpaque(ByteSource.of(CONTENT)));
    all.add(broken);
    all.add(signer(bob, NOW.plus(Duration.ofHours(2))).signOpaque(ByteSource.of(CONTENT)));
    for (byte[] cms : all) {
      assertThat(Doors.harvest(CertificateBook.empty(), report(cms), NOW))
          .hasToString("Book of 0 addresses");
    }
    assertThat(report(all.get(2)).worst())
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void a19_aSignerCannotSpeakForSomebodyElse() throws Exception {
    TestPki.Issued mallory = CA.issue("mallory@example.org").ec("P-256").build();
    TestPki.Issued bob = bob().build();
    byte[] cms =
        signer(mallory, NOW)
            .preferringEncryptionTo(bob.certificate())
            .signOpaque(ByteSource.of(CONTENT));
    assertThat(report(cms).worst()).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(Doors.harvest(CertificateBook.empty(), report(cms), NOW))
        .hasToString("Book of 0 addresses");
  }

  @Test
  void a19_capabilitiesThatStandThereTwice_orAreNone_sayNothing() throws Exception {
    TestPki.Issued bob = bob().build();
    DERSequence gcm = new DERSequence(new DERSequence(new ASN1ObjectIdentifier(Oids.AES256_GCM)));
    ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(Oids.SMIME_CAPABILITIES);
    for (DERSet values :
        List.of(
            new DERSet(new org.bouncycastle.asn1.ASN1Encodable[] {gcm, new DERSequence()}),
            new DERSet(),
            new DERSet(new DEROctetString(new byte[3])))) {
      AttributeTable table = new AttributeTable(new Attribute(type, values));
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSimpleSignerInfoGeneratorBuilder()
              .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(table))
              .build("SHA256withECDSA", bob.privateKey(), bob.certificate()));
      generator.addCertificates(new JcaCertStore(List.of(bob.certificate())));
      byte[] cms = generator.generate(new CMSProcessableByteArray(CONTENT), true).getEncoded();
      SignatureReport report =
          Verifier.trusting(TRUST)
              .expecting(ExpectedSigner.anyone("made for this test"))
              .verify(ByteSource.of(cms));
      CertificateBook book = Doors.harvest(CertificateBook.empty(), report, Instant.now());
      assertThat(book.certificates(List.of("bob@example.org"), any -> {}))
          .singleElement()
          .satisfies(entry -> assertThat(entry.capabilities()).isEmpty());
    }
  }

  @Test
  void anAddressHasRoomForTheNewest() {
    List<X509Certificate> many = new ArrayList<>();
    for (int i = 0; i < Doors.MOST_OF_AN_ADDRESS + 4; i++) {
      many.add(bobFrom(Duration.ofDays(10 + i)).certificate());
    }
    List<RecipientCertificate> entries =
        CertificateBook.empty().and(many).certificates(List.of("bob@example.org"), any -> {});
    assertThat(entries)
        .extracting(RecipientCertificate::certificate)
        .containsExactlyElementsOf(many.subList(0, Doors.MOST_OF_AN_ADDRESS));
  }

  @Test
  void a19_certificatesOfStrangers_pushOutNoneThatATrustedSignerPreferred() throws Exception {
    TestPki.Issued bob = bob().build();
    CertificateBook book =
        Doors.harvest(
            CertificateBook.empty(),
            report(signer(bob, NOW).signOpaque(ByteSource.of(CONTENT))),
            NOW);
    List<X509Certificate> strangers = new ArrayList<>();
    for (int i = 0; i < Doors.MOST_OF_AN_ADDRESS + 4; i++) {
      strangers.add(
          STRANGER
              .issue("bob@example.org")
              .ec("P-256")
              .validity(NOW.plus(Duration.ofDays(300)), NOW.plus(Duration.ofDays(600 + i)))
              .build()
              .certificate());
    }
    CertificateBook more = book.and(strangers);
    assertThat(more.certificates(List.of("bob@example.org"), any -> {}))
        .hasSize(Doors.MOST_OF_AN_ADDRESS);
    assertThat(found(more)).isEqualTo(bob.certificate());
  }

  @Test
  void aBookInAFile_isTheSame_withWhatSignedMailStated(@TempDir Path folder) throws Exception {
    TestPki.Issued carol = CA.issue("Carol@Example.org").ec("P-256").build();
    TestPki.Issued domain = CA.issue("gate").ec("P-256").addresses("@clinic.example").build();
    TestPki.Issued bob = bobFrom(Duration.ofDays(9));
    byte[] signed =
        Signer.with(Credential.of(bob.privateKey(), bob.certificate()))
            .signingAt(NOW)
            .signOpaque(ByteSource.of(CONTENT));
    CertificateBook book =
        book(carol, domain).harvest(Verifier.trusting(TRUST).verify(ByteSource.of(signed)));
    Path file = folder.resolve("book");
    book.writeTo(file);
    book.writeTo(file);
    CertificateBook again = CertificateBook.read(file);
    for (String address :
        List.of("bob@example.org", "carol@example.org", "@clinic.example", "dora@example.org")) {
      assertThat(again.certificates(List.of(address), any -> {}))
          .hasSameSizeAs(book.certificates(List.of(address), any -> {}));
      for (int i = 0; i < book.certificates(List.of(address), any -> {}).size(); i++) {
        RecipientCertificate one = book.certificates(List.of(address), any -> {}).get(i);
        assertThat(again.certificates(List.of(address), any -> {}).get(i))
            .returns(one.certificate(), RecipientCertificate::certificate)
            .returns(one.capabilities(), RecipientCertificate::capabilities)
            .returns(one.statedAt(), RecipientCertificate::statedAt);
      }
    }
    assertThat(again).hasToString("Book of 3 addresses");
    CertificateBook.empty().writeTo(file);
    assertThat(CertificateBook.read(file)).hasToString("Book of 0 addresses");
  }

  @Test
  void aBookThatWasCutOrAltered_isRefused_withTheLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("book");
    book(bobFrom(Duration.ofDays(9))).writeTo(file);
    String text = Files.readString(file);
    for (int end = 0; end < text.length() - 1; end++) {
      Files.writeString(file, text.substring(0, end));
      assertThatThrownBy(() -> CertificateBook.read(file))
          .isInstanceOf(SmimeException.Malformed.class);
    }
    for (String altered :
        List.of(
            text.replace(" bob@example.org", " eve@example.org"),
            text.replace(" - - ", " - =1.2,x "),
            text.replace(" - - ", " -  "),
            text.replace(" - - ", " yesterday - "),
            text.replace(" - - ", " "),
            text.replaceFirst("\nM", "\n*"),
            text.replace("end 1", "end 2"),
            text + text,
            text.replace(" bob@", " b\u00e9b@"))) {
      assertThat(altered).isNotEqualTo(text);
      Files.write(file, altered.getBytes(StandardCharsets.ISO_8859_1));
      assertThatThrownBy(() -> CertificateBook.read(file))
          .isInstanceOf(SmimeException.Malformed.class)
          .hasMessageContaining("line ");
    }
  }
}
