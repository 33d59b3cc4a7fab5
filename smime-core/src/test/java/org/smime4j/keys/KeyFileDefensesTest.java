package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keyfile.Password;
import org.smime4j.internal.keys.KeyFileReader;
import org.smime4j.internal.keys.KeyMaterial;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** What goes wrong with files of keys: each time one kind of failure, with a sentence. */
class KeyFileDefensesTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Defenses");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").ec("P-256").build();
  private static final TestPki.Issued BOB = ROOT.issue("bob@example.org").ec("P-256").build();

  @TempDir Path folder;

  @Test
  void c16_moreKeysThanTheirFileMayCost_areSkipped_andTheSentenceNamesTheLimit() throws Exception {
    TestPfx pfx = TestPfx.modern("right");
    for (int i = 0; i < 20; i++) {
      pfx = pfx.key(TestPki.generate("brainpoolP256r1").getPrivate());
    }
    Path file = Files.write(folder.resolve("many.p12"), pfx.build());
    PasswordSource right = PasswordSource.of("right".toCharArray());
    KeyHistory some =
        KeyHistory.read(
            Limits.standard().allowing(Limit.WORK, 5 * 4_500), right, KeyHistory.of(), file);
    assertThat(some.size()).isBetween(5, 6);
    assertThat(some.skipped()).hasSize(20 - some.size());
    assertThat(some.skipped().values().iterator().next()).contains("raise Limit.WORK");
    assertThat(KeyHistory.read(right, file).size()).isEqualTo(20);
  }

  @Test
  void wrongPassword_isSaidInASentence() {
    for (TestPfx pfx : new TestPfx[] {TestPfx.legacy("right"), TestPfx.modern("right")}) {
      byte[] octets = pfx.key(ALICE.privateKey()).certificate(ALICE.certificate()).build();
      KeyFile failure = failure(octets, "wrong", "wronger");
      assertThat(failure.reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
      assertThat(failure).hasMessageContaining("file: none of the passwords opens it").hasNoCause();
      assertThat(failure(octets).reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
    }
  }

  @Test
  void wrongPassword_withoutMac_isTold() {
    byte[] octets =
        TestPfx.legacy("right")
            .key(ALICE.privateKey())
            .certificate(ALICE.certificate())
            .withoutMac()
            .build();
    // Padding fits a wrong password once in 256 times.
    for (int i = 0; i < Samples.times(150); i++) {
      assertThat(failure(octets, "wrong" + i).reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
    }
  }

  @Test
  void eachPasswordIsTriedOnEachFile_andOnEachEntry() throws Exception {
    byte[] octets =
        TestPfx.modern("file")
            .key(ALICE.privateKey(), "a", null, "of a")
            .key(BOB.privateKey(), "b", null, "of b")
            .certificate(ALICE.certificate())
            .build();
    KeyHistory history = read(octets, "zero", "of b", "file", "of a");
    assertThat(history.size()).isEqualTo(2);
    KeyHistory one = read(octets, "file", "of a");
    assertThat(one.size()).isOne();
    assertThat(one.skipped().values())
        .singleElement()
        .asString()
        .contains("has a password of its own");
  }

  @Test
  void emptyPasswordAndNone_areBothTried() throws Exception {
    byte[] octets =
        TestPfx.legacy("").key(ALICE.privateKey()).certificate(ALICE.certificate()).build();
    assertThat(read(octets, "").size()).isOne();
    assertThat(read(octets).size()).isOne();
    assertThat(read(octets, "other").size()).isOne();
  }

  @Test
  void passwordsBeyondAscii_openBothKinds() throws Exception {
    String password = "Grüße \u20ac \ud83d\udd11";
    for (TestPfx pfx : new TestPfx[] {TestPfx.legacy(password), TestPfx.modern(password)}) {
      byte[] octets = pfx.key(ALICE.privateKey()).certificate(ALICE.certificate()).build();
      assertThat(read(octets, password).size()).isOne();
    }
  }

  @Test
  void utf8OctetsTakenForCharacters_asOldOpenSslWroteThem_open() throws Exception {
    String widened =
        new String("Grüße".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    byte[] octets = TestPfx.legacy(widened).key(ALICE.privateKey()).build();
    assertThat(read(octets, "Grüße").size()).isOne();
  }

  @Test
  void withoutMac_opensWhatDecrypts() throws Exception {
    byte[] octets =
        TestPfx.modern("pw")
            .key(ALICE.privateKey())
            .certificate(ALICE.certificate())
            .withoutMac()
            .build();
    assertThat(read(octets, "pw").keys())
        .singleElement()
        .satisfies(key -> assertThat(key.certificates()).hasSize(1));
  }

  @Test
  void changedOctet_breaksTheMac() {
    byte[] octets = TestPfx.modern("pw").key(ALICE.privateKey()).build();
    octets[octets.length / 2] ^= 1;
    assertThat(failure(octets, "pw")).isNotNull();
  }

  @Test
  void berWithIndefiniteLengths_isRead() throws Exception {
    Pfx pfx =
        Pfx.getInstance(
            TestPfx.modern("pw").key(ALICE.privateKey()).certificate(ALICE.certificate()).build());
    byte[] octets =
        TestPfx.encoded(
            new BERSequence(
                new ASN1Encodable[] {
                  new org.bouncycastle.asn1.ASN1Integer(3),
                  new BERSequence(
                      new ASN1Encodable[] {
                        pfx.getAuthSafe().getContentType(),
                        new org.bouncycastle.asn1.BERTaggedObject(
                            0,
                            new org.bouncycastle.asn1.BEROctetString(
                                org.bouncycastle.asn1.ASN1OctetString.getInstance(
                                        pfx.getAuthSafe().getContent())
                                    .getOctets(),
                                100))
                      }),
                  pfx.getMacData()
                }));
    assertThat(octets[1]).isEqualTo((byte) 0x80);
    assertThat(read(octets, "pw").size()).isOne();
  }

  @Test
  void a15_everyPrefix_isAKeyFileFailure() {
    for (byte[] whole :
        new byte[][] {
          TestPfx.legacy("pw")
              .iterations(1)
              .key(ALICE.privateKey())
              .certificate(ALICE.certificate())
              .build(),
          TestPfx.modern("pw")
              .iterations(1)
              .key(ALICE.privateKey())
              .certificate(ALICE.certificate())
              .build(),
          ALICE.privateKey().getEncoded()
        }) {
      for (int length = 0; length < whole.length; length++) {
        assertThat(failure(Arrays.copyOf(whole, length), "pw").reason())
            .isIn(KeyFile.Reason.DAMAGED, KeyFile.Reason.NOT_A_KEY_FILE);
      }
    }
  }

  @Test
  void alteredOctets_giveKeysOrAKeyFileFailure_neverAnythingElse() throws IOException {
    Random random = new Random(20_240_817);
    byte[] whole =
        TestPfx.legacy("pw")
            .iterations(1)
            .key(ALICE.privateKey())
            .certificate(ALICE.certificate())
            .withoutMac()
            .build();
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, 1000);
    int failed = 0;
    for (int i = 0; i < Samples.times(1_000); i++) {
      byte[] altered = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      }
      try {
        new KeyFileReader(passwords("pw"), limits).read(altered, "altered");
      } catch (KeyFile expected) {
        failed++;
      }
    }
    assertThat(failed).isPositive();
  }

  @Test
  void damagedCertificate_doesNotLoseTheOthers() throws Exception {
    byte[] octets =
        TestPfx.modern("pw")
            .key(ALICE.privateKey())
            .certificate(ALICE.certificate())
            .bag(
                PKCSObjectIdentifiers.certBag,
                new CertBag(
                    PKCSObjectIdentifiers.x509Certificate, new DEROctetString(new byte[] {1, 2})))
            .bag(PKCSObjectIdentifiers.certBag, DERNull.INSTANCE)
            .certificate(BOB.certificate())
            .build();
    KeyHistory history = read(octets, "pw");
    assertThat(history.size()).isOne();
    assertThat(history.certificates()).hasSize(2);
    assertThat(history.skipped()).hasSize(2);
  }

  @Test
  void a17_moreIterationsThanTheLimit_failBeforeAnyWork() {
    byte[] octets = TestPfx.modern("pw").iterations(11).key(ALICE.privateKey()).build();
    Limits ten = Limits.standard().allowing(Limit.KDF_ITERATIONS, 10);
    KeyFile failure =
        catchThrowableOfType(
            KeyFile.class, () -> new KeyFileReader(passwords("pw"), ten).read(octets, "bomb"));
    assertThat(failure.reason()).isEqualTo(KeyFile.Reason.UNSUPPORTED);
    assertThat(failure).hasMessageContaining("KDF_ITERATIONS");
  }

  @Test
  void a17_aBombOfAnyKind_failsWithin10Milliseconds() throws Exception {
    byte[] mac = bomb(TestPfx.modern("pw").iterations(65_537).key(ALICE.privateKey()));
    byte[] bag = bomb(TestPfx.legacy("pw").iterations(65_537).key(ALICE.privateKey()).withoutMac());
    byte[] part =
        bomb(TestPfx.modern("pw").iterations(65_537).certificate(ALICE.certificate()).withoutMac());
    for (byte[] octets : new byte[][] {mac, bag, part}) {
      KeyFile failure = null;
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 50 && best >= 10_000_000; i++) {
        long start = System.nanoTime();
        failure = failure(octets, "pw");
        best = Math.min(best, System.nanoTime() - start);
      }
      assertThat(failure.reason()).isEqualTo(KeyFile.Reason.UNSUPPORTED);
      assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(10));
    }
  }

  /** Made with 65,537 iterations, then every such number changed to 8,388,607. */
  private static byte[] bomb(TestPfx pfx) {
    byte[] octets = pfx.build();
    byte[] made = {2, 3, 1, 0, 1};
    for (int i = 0; i + made.length <= octets.length; i++) {
      if (Arrays.equals(octets, i, i + made.length, made, 0, made.length)) {
        octets[i + 2] = 0x7F;
        octets[i + 3] = (byte) 0xFF;
        octets[i + 4] = (byte) 0xFF;
      }
    }
    return octets;
  }

  @Test
  void a17_manySmallDerivationsAreCountedTogether() throws Exception {
    TestPfx pfx = TestPfx.modern("pw").iterations(1000);
    for (int i = 0; i < 40; i++) {
      pfx.key(ROOT.issue("k@example.org").ec("P-256").build().privateKey());
    }
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, 1000);
    KeyMaterial some = new KeyFileReader(passwords("pw"), limits).read(pfx.build(), "many");
    assertThat(some.paired().size()).isBetween(1, 5);
    assertThat(some.skipped().values())
        .isNotEmpty()
        .allSatisfy(skipped -> assertThat(skipped).contains("KDF_ITERATIONS"));
  }

  @Test
  void c14_nestingBeyondTheLimit_isAKeyFileFailure() {
    byte[] deep = new byte[200_000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    assertThat(failure(deep).reason()).isEqualTo(KeyFile.Reason.UNSUPPORTED);
    assertThat(failure(TestPfx.modern("pw").key(ALICE.privateKey()).nested(9).build(), "pw"))
        .isNotNull();
  }

  @Test
  void whatIsNoKeyFile_isSaidToBeNone() {
    Stream.of(
            "",
            "Hello, this is a text.\n",
            "0123456789",
            "-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n",
            "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
            "\u0000\u0001\u0002\u0003\u0004\u0005",
            "-----BEGIN ")
        .forEach(
            text ->
                assertThat(failure(text.getBytes(StandardCharsets.ISO_8859_1)).reason())
                    .as(text)
                    .isEqualTo(KeyFile.Reason.NOT_A_KEY_FILE));
  }

  @Test
  void missingFile_isAFailureOfTheMedium() {
    assertThatExceptionOfType(java.nio.file.NoSuchFileException.class)
        .isThrownBy(() -> KeyHistory.read(PasswordSource.of(), folder.resolve("nothing")));
  }

  @Test
  void d2_noSecretInAnyText() throws Exception {
    String canary = "c4n4ry-p4ssw0rd";
    byte[] octets =
        TestPfx.modern(canary).key(ALICE.privateKey()).certificate(ALICE.certificate()).build();
    PasswordSource source = passwords(canary);
    KeyHistory history = read(octets, canary);
    KeyFile failure = failure(octets, canary + "x");
    String secret = ((java.security.interfaces.ECPrivateKey) ALICE.privateKey()).getS().toString();
    String secretHex =
        ((java.security.interfaces.ECPrivateKey) ALICE.privateKey()).getS().toString(16);
    java.io.StringWriter trace = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(trace));
    for (Object shown :
        new Object[] {
          source,
          source.candidates("file"),
          history,
          history.keys(),
          history.identities(),
          history.matching(java.util.List.of(RecipientIdentifier.of(ALICE.certificate()))),
          new Password(canary.toCharArray()),
          trace
        }) {
      assertThat(shown.toString())
          .doesNotContain("c4n4ry")
          .doesNotContain(secret)
          .doesNotContainIgnoringCase(secretHex);
    }
  }

  @Test
  void d2_candidatesAreZeroedAfterUse() throws Exception {
    char[] mine = "pw".toCharArray();
    byte[] octets = TestPfx.modern("pw").key(ALICE.privateKey()).build();
    Path file = Files.write(folder.resolve("file"), octets);
    assertThat(KeyHistory.read(subject -> java.util.List.of(mine), file).size()).isOne();
    assertThat(mine).containsOnly('\0');
  }

  private KeyHistory read(byte[] octets, String... passwords) throws IOException {
    return KeyHistory.read(passwords(passwords), Files.write(folder.resolve("file"), octets));
  }

  private static KeyFile failure(byte[] octets, String... passwords) {
    return catchThrowableOfType(
        KeyFile.class,
        () ->
            new KeyFileReader(passwords(passwords), Limits.standard())
                .read(octets.clone(), "file"));
  }

  private static PasswordSource passwords(String... passwords) {
    return PasswordSource.of(Stream.of(passwords).map(String::toCharArray).toArray(char[][]::new));
  }
}
