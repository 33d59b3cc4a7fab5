package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** Which keys a message's recipient identifiers lead to, each step alone and all in their order. */
class KeyMatchingTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Matching");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").rsa(1024).build();
  private static final TestPki.Issued BOB = ROOT.issue("bob@example.org").rsa(1024).build();
  private static final KeyHistory BOTH = history(ALICE).and(history(BOB));

  @Test
  void issuerAndSerial_leadToTheKeyAlone() {
    List<KeyMatch> matches = BOTH.matching(List.of(RecipientIdentifier.of(ALICE.certificate())));
    assertThat(matches)
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.key().publicKey()).isEqualTo(ALICE.publicKey());
              assertThat(match.foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
              assertThat(match.wanted()).isEqualTo(RecipientIdentifier.of(ALICE.certificate()));
            });
  }

  @Test
  void anIdentifier_printsItsIssuer_andEqualsAnotherOfTheSameCertificate() {
    RecipientIdentifier alice = RecipientIdentifier.of(ALICE.certificate());
    assertThat(alice.issuerName().orElseThrow()).contains("CN=Matching");
    assertThat(alice).hasSameHashCodeAs(RecipientIdentifier.of(ALICE.certificate()));
    RecipientIdentifier bob = RecipientIdentifier.of(BOB.certificate());
    assertThat(alice).isNotEqualTo(bob).doesNotHaveSameHashCodeAs(bob);
    assertThat(RecipientIdentifier.of(new byte[20]).issuerName()).isEmpty();
  }

  @Test
  void strangers_leadToNothing() {
    assertThat(
            BOTH.matching(
                List.of(
                    RecipientIdentifier.of(ROOT.issue("eve@example.org").build().certificate()),
                    RecipientIdentifier.of(new byte[20]),
                    RecipientIdentifier.of(new byte[0]),
                    RecipientIdentifier.of(new byte[0], BigInteger.ZERO),
                    RecipientIdentifier.of(new byte[] {4, 0}))))
        .isEmpty();
    assertThat(BOTH.matching(List.of())).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> issuerWrittenInAnotherWay_isTheSameName() {
    X500Name issued =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, new DERPrintableString("Example  Trust"))
            .addRDN(BCStyle.CN, new DERPrintableString("Mail CA 1"))
            .build();
    TestPki.Issued leaf =
        ROOT.issue("carol@example.org").rsa(1024).issuerName(issued).serial(4711).build();
    KeyHistory history = history(leaf);
    return Stream.of(
            new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, new DERUTF8String("Example  Trust"))
                .addRDN(BCStyle.CN, new DERUTF8String("Mail CA 1"))
                .build(),
            new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, new DERUTF8String(" EXAMPLE trust "))
                .addRDN(BCStyle.CN, new DERPrintableString("mail ca 1"))
                .build())
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name.toString(),
                    () ->
                        assertThat(
                                history.matching(
                                    List.of(
                                        RecipientIdentifier.of(
                                            TestPfx.encoded(name), BigInteger.valueOf(4711)))))
                            .extracting(KeyMatch::foundBy)
                            .containsExactly(FoundBy.RECIPIENT_ID)));
  }

  @Test
  void anotherName_isNotTheSame() {
    X500Name other = new X500Name("O=smime4j tests,CN=Matching2");
    assertThat(
            BOTH.matching(
                List.of(
                    RecipientIdentifier.of(
                        TestPfx.encoded(other), ALICE.certificate().getSerialNumber()))))
        .isEmpty();
  }

  @Test
  void serialWhoseLeadingZeroWasLost_isFoundAsUnsigned() {
    BigInteger serial = new BigInteger("00fedcba9876543210", 16);
    TestPki.Issued leaf = ROOT.issue("d@example.org").rsa(1024).serial(serial).build();
    BigInteger stripped = serial.subtract(BigInteger.ONE.shiftLeft(64));
    assertThat(stripped.signum()).isNegative();
    assertThat(
            history(leaf)
                .matching(
                    List.of(
                        RecipientIdentifier.of(PublicKeys.issuer(leaf.certificate()), stripped))))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.RECIPIENT_ID);
  }

  @Test
  void negativeSerial_isFoundAsWritten_andAsUnsigned() {
    BigInteger serial = BigInteger.valueOf(-129); // FF 7F
    TestPki.Issued leaf = ROOT.issue("e@example.org").rsa(1024).serial(serial).build();
    byte[] issuer = PublicKeys.issuer(leaf.certificate());
    for (BigInteger written : List.of(serial, BigInteger.valueOf(0xFF7F))) {
      assertThat(history(leaf).matching(List.of(RecipientIdentifier.of(issuer, written))))
          .hasSize(1);
    }
  }

  @Test
  void subjectWrittenInsteadOfTheIssuer_isFound() {
    RecipientIdentifier mistaken =
        RecipientIdentifier.of(
            PublicKeys.subject(ALICE.certificate()), ALICE.certificate().getSerialNumber());
    assertThat(BOTH.matching(List.of(mistaken)))
        .singleElement()
        .satisfies(match -> assertThat(match.key().publicKey()).isEqualTo(ALICE.publicKey()));
  }

  @TestFactory
  Stream<DynamicTest> everyVariantOfTheKeyIdentifier_isFound() throws Exception {
    byte[] spki = ALICE.publicKey().getEncoded();
    byte[] bits = SubjectPublicKeyInfo.getInstance(spki).getPublicKeyData().getBytes();
    byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(bits);
    byte[] truncated = Arrays.copyOfRange(sha1, 12, 20);
    truncated[0] = (byte) ((truncated[0] & 0x0F) | 0x40);
    byte[] own = {1, 2, 3, 4};
    byte[] wrapped = {4, 4, 1, 2, 3, 4};
    TestPki.Issued custom =
        ROOT.issue("alice@example.org").keyOf(ALICE).subjectKeyIdentifier(own).build();
    TestPki.Issued none =
        ROOT.issue("alice@example.org").keyOf(ALICE).withoutSubjectKeyIdentifier().build();
    return Stream.of(
            new Variant("extension", custom, own),
            new Variant("extension with its tag", custom, wrapped),
            new Variant("SHA-1 of BIT STRING", none, sha1),
            new Variant(
                "SHA-1 of SubjectPublicKeyInfo",
                none,
                MessageDigest.getInstance("SHA-1").digest(spki)),
            new Variant(
                "SHA-256 of SubjectPublicKeyInfo",
                none,
                MessageDigest.getInstance("SHA-256").digest(spki)),
            new Variant("64 bits", none, truncated),
            new Variant(
                "RFC 7093",
                none,
                Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), 20)))
        .map(
            variant ->
                DynamicTest.dynamicTest(
                    variant.name,
                    () ->
                        assertThat(
                                history(variant.issued)
                                    .and(history(BOB))
                                    .matching(List.of(RecipientIdentifier.of(variant.value))))
                            .singleElement()
                            .satisfies(
                                match -> {
                                  assertThat(match.foundBy()).isEqualTo(FoundBy.SKI);
                                  assertThat(match.key().publicKey()).isEqualTo(ALICE.publicKey());
                                })));
  }

  private record Variant(String name, TestPki.Issued issued, byte[] value) {}

  @Test
  void keyWithoutCertificate_isFoundByTheIdentifiersOfItsKey(@TempDir Path folder)
      throws Exception {
    Path file = Files.write(folder.resolve("key"), ALICE.privateKey().getEncoded());
    KeyHistory alone = KeyHistory.read(PasswordSource.of(), file);
    byte[] identifier = Certificates.subjectKeyIdentifier(ALICE.certificate());
    assertThat(alone.matching(List.of(RecipientIdentifier.of(identifier))))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.SKI);
    assertThat(alone.matching(List.of(RecipientIdentifier.of(ALICE.certificate())))).isEmpty();
  }

  @Test
  void anotherCertificateWithTheSameKey_leadsToIt_andSaysSo(@TempDir Path folder) throws Exception {
    TestPki.Issued renewed =
        TestPki.authority("Another").issue("alice@example.org").keyOf(ALICE).build();
    KeyHistory certificateAlone =
        KeyHistory.read(
            PasswordSource.of(),
            Files.write(folder.resolve("old.cer"), renewed.certificate().getEncoded()));
    RecipientIdentifier wanted = RecipientIdentifier.of(renewed.certificate());
    assertThat(BOTH.matching(List.of(wanted))).isEmpty();
    assertThat(BOTH.and(certificateAlone).matching(List.of(wanted)))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.foundBy()).isEqualTo(FoundBy.SAME_KEY);
              assertThat(match.key().publicKey()).isEqualTo(ALICE.publicKey());
            });
    assertThat(certificateAlone.and(BOTH).matching(List.of(wanted)))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.SAME_KEY);
  }

  @Test
  void keyAndCertificateInTwoFiles_belongTogether(@TempDir Path folder) throws Exception {
    Path key = Files.write(folder.resolve("key"), ALICE.privateKey().getEncoded());
    Path certificate = Files.write(folder.resolve("certificate"), ALICE.certificate().getEncoded());
    KeyHistory history = KeyHistory.read(PasswordSource.of(), key, certificate);
    assertThat(history.matching(List.of(RecipientIdentifier.of(ALICE.certificate()))))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.RECIPIENT_ID);
  }

  @Test
  void fourKeysWithIdenticalIssuerAndSerial_areAllOffered_newestFirst() {
    KeyHistory history = KeyHistory.of();
    RecipientIdentifier wanted = null;
    for (int year = 0; year < 4; year++) {
      TestPki.Issued generation =
          ROOT.issue("four@example.org")
              .rsa(1024)
              .serial(1)
              .validity(TestPki.NOW.plusSeconds(year * 1000L), TestPki.NOW.plusSeconds(1_000_000))
              .build();
      wanted = RecipientIdentifier.of(generation.certificate());
      history = history.and(history(generation));
    }
    List<KeyMatch> matches = history.matching(List.of(wanted));
    assertThat(matches).hasSize(4);
    assertThat(matches)
        .extracting(match -> match.key().certificates().get(0).getNotBefore())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void order_isIssuerAndSerial_thenKeyIdentifier_thenSameKey(@TempDir Path folder)
      throws Exception {
    TestPki.Issued carol = ROOT.issue("carol@example.org").ec("P-256").build();
    TestPki.Issued cross =
        TestPki.authority("Cross").issue("carol@example.org").keyOf(carol).build();
    KeyHistory history =
        BOTH.and(history(carol))
            .and(
                KeyHistory.read(
                    PasswordSource.of(),
                    Files.write(folder.resolve("c"), cross.certificate().getEncoded())));
    List<KeyMatch> matches =
        history.matching(
            List.of(
                RecipientIdentifier.of(cross.certificate()),
                RecipientIdentifier.of(Certificates.subjectKeyIdentifier(BOB.certificate())),
                RecipientIdentifier.of(ALICE.certificate())));
    assertThat(matches)
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.RECIPIENT_ID, FoundBy.SKI, FoundBy.SAME_KEY);
    assertThat(matches)
        .extracting(match -> match.key().publicKey())
        .containsExactly(ALICE.publicKey(), BOB.publicKey(), carol.publicKey());
  }

  @Test
  void remaining_areOfTheKindAlone_newestFirst() {
    TestPki.Issued newer =
        ROOT.issue("alice@example.org")
            .rsa(1024)
            .newKey()
            .validity(TestPki.NOW, TestPki.NOW.plusSeconds(1000))
            .build();
    TestPki.Issued curve = ROOT.issue("c@example.org").ec("P-256").build();
    TestPki.Issued agreeing = ROOT.issue("c@example.org").x25519().build();
    KeyHistory history =
        history(ALICE).and(history(newer)).and(history(curve)).and(history(agreeing));
    assertThat(history.remaining(KeyKind.rsa(1024).toString()))
        .extracting(DecryptionKey::publicKey)
        .containsExactly(newer.publicKey(), ALICE.publicKey());
    assertThat(history.remaining(KeyKind.rsa(2048).toString())).isEmpty();
    assertThat(history.remaining(KeyKind.ec("1.2.840.10045.3.1.7").toString())).hasSize(1);
    assertThat(history.remaining(KeyKind.X25519.toString())).hasSize(1);
    assertThat(KeyKind.rsa(2047).toString())
        .isEqualTo(KeyKind.rsa(2048).toString())
        .isNotEqualTo(KeyKind.rsa(2049).toString());
  }

  @Test
  void expiredKeys_areOfferedLikeAnyOther() {
    TestPki.Issued expired =
        ROOT.issue("x@example.org")
            .rsa(1024)
            .validity(TestPki.NOW.minusSeconds(1000), TestPki.NOW.minusSeconds(500))
            .build();
    assertThat(history(expired).matching(List.of(RecipientIdentifier.of(expired.certificate()))))
        .hasSize(1);
  }

  @Test
  void c15_hostileNames_arePrintedHarmlessly() {
    String hostile = "a\u202Egpj.exe\u0007\n\u001b[31m";
    byte[] name =
        TestPfx.encoded(
            new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, new DERUTF8String(hostile + "x".repeat(100_000)))
                .build());
    String shown = RecipientIdentifier.of(name, BigInteger.TEN).toString();
    assertThat(shown)
        .hasSizeLessThan(5000)
        .startsWith("serial a of CN=a")
        .matches("[\\x20-\\x7E\u2026]*");
    assertThat(RecipientIdentifier.of(new byte[] {1, 2}, BigInteger.ONE).toString())
        .isEqualTo("serial 1 of #0102");
  }

  private static KeyHistory history(TestPki.Issued issued) {
    return KeyHistory.of(
        Credential.of(
            issued.privateKey(),
            issued.certificate(),
            issued.chain().stream().skip(1).toArray(X509Certificate[]::new)));
  }
}
