package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.smime4j.testing.HostileEnvelopes.random;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Doors;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** Opening what honest writers wrote, by every way in which a key can be found. */
public class DecryptorTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final TestPki.Authority CA = TestPki.authority("Reading");
  private static final TestPki.Issued BOB = CA.issue("bob@example.org").rsa(2048).build();
  private static final TestPki.Issued EVE = CA.issue("eve@example.org").rsa(2048).build();
  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nThe treasure is under the oak.\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  public static KeyHistory keys(TestPki.Issued... issued) {
    return KeyHistory.of(
        Stream.of(issued)
            .map(each -> Credential.of(each.privateKey(), each.certificate()))
            .toArray(Credential[]::new));
  }

  private static Encryptor to(TestPki.Issued... recipients) {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(Stream.of(recipients).map(TestPki.Issued::certificate).toArray(X509Certificate[]::new));
  }

  public static ByteSource content(Decryption decryption) {
    return decryption.fold(whole -> whole, UnauthenticatedContent::unauthenticated);
  }

  private static List<Finding.Code> deviations(Decryption decryption) {
    return decryption.layer().deviations().stream().map(Finding::code).toList();
  }

  static Stream<ContentCipher> writable() {
    return Arrays.stream(ContentCipher.values()).filter(ContentCipher::isWritable);
  }

  @ParameterizedTest
  @MethodSource("writable")
  void whatWeWrite_opensForEveryKindOfKey(ContentCipher cipher) throws Exception {
    for (TestPki.Issued each :
        List.of(Signers.RSA, Signers.P256, Signers.P384, Signers.P521, Signers.X25519)) {
      for (KeyTransport transport : KeyTransport.values()) {
        byte[] cms =
            to(each)
                .under(AlgorithmPolicy.authenticated().writing(cipher).writing(transport))
                .encrypt(ByteSource.of(MAIL))
                .bytes();
        Decryption decryption = Decryptor.with(keys(each)).decrypt(ByteSource.of(cms));
        assertThat(content(decryption).bytes()).isEqualTo(MAIL);
        assertThat(Decrypted.isUnauthenticated(decryption)).isEqualTo(!cipher.isAead());
        EncryptedLayer layer = decryption.layer();
        assertThat(layer.cipher()).isEqualTo(cipher);
        assertThat(layer.isAuthenticated()).isEqualTo(cipher.isAead());
        assertThat(layer.toString())
            .startsWith(cipher.isAead() ? "AuthEnvelopedData " : "EnvelopedData ");
        assertThat(layer.key().orElseThrow().foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
        assertThat(layer.key().orElseThrow().certificate()).contains(each.certificate());
        assertThat(layer.deviations()).isEmpty();
        if (each != Signers.RSA) {
          break;
        }
        assertThat(layer.keyManagement())
            .startsWith(transport.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 63, 64, 65, 255, 8191, 100_000, 300_000})
  void everySizeByEveryDoor_inMemoryAndStreamed(int size, @TempDir Path folder) throws Exception {
    byte[] content = Arrays.copyOf(MAIL, size);
    for (int i = MAIL.length; i < size; i++) {
      content[i] = (byte) (i * 31 + i / 257);
    }
    Limits streaming = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 1000);
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      byte[] cms = to(BOB).under(policy).encrypt(ByteSource.of(content)).bytes();
      for (Limits limits : List.of(Limits.standard(), streaming)) {
        Decryptor decryptor = Decryptor.with(keys(BOB)).within(limits).releasingUnauthenticated();
        assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(content);

        Path source = Files.write(folder.resolve("source"), cms);
        Path target = folder.resolve("target");
        decryptor.decrypt(source, target);
        assertThat(target).hasBinaryContent(content);
        ByteSource again = content(decryptor.decrypt(ByteSource.of(source)));
        assertThat(again.bytes()).isEqualTo(content);
        assertThat(again.bytes()).isEqualTo(content);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EncryptedLayer layer = decryptor.decrypt(new ByteArrayInputStream(cms), out);
        assertThat(out.toByteArray()).isEqualTo(content);
        assertThat(layer.isAuthenticated()).isEqualTo(Doors.rules(policy).contentCipher().isAead());
      }
    }
  }

  @Test
  void aTargetThatExists_isReplacedAsAWhole_orNotAtAll(@TempDir Path folder) throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "as it was");
    byte[] cms = to(BOB).encrypt(ByteSource.of(MAIL)).bytes();
    // AES-CBC: this changes the last octet of the padding, and nothing else in the last block.
    cms[cms.length - 17] ^= 1;
    Path source = Files.write(folder.resolve("source"), cms);
    Decryptor decryptor = Decryptor.with(keys(BOB)).releasingUnauthenticated();
    assertThatThrownBy(() -> decryptor.decrypt(source, target))
        .isInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(target).hasContent("as it was");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(2);
    }
    cms[cms.length - 17] ^= 1;
    Files.write(source, cms);
    decryptor.decrypt(source, target);
    assertThat(target).hasBinaryContent(MAIL);
  }

  @Test
  void a2_contentWithoutAuthentication_isWrittenOnlyIfTheCallerSaysSo(@TempDir Path folder)
      throws Exception {
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryptor decryptor = Decryptor.with(keys(BOB)).using(counting);
    byte[] cbc = to(BOB).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(MAIL)).bytes();
    byte[] altered = cbc.clone();
    altered[altered.length - 17] ^= 1;
    Path target = folder.resolve("target");
    for (byte[] cms : List.of(cbc, altered)) {
      Path source = Files.write(folder.resolve("source"), cms);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (ThrowingCallable writing :
          List.<ThrowingCallable>of(
              () -> decryptor.decrypt(source, target),
              () -> decryptor.decrypt(new ByteArrayInputStream(cms), out),
              () -> decryptor.under(AlgorithmPolicy.archive()).decrypt(source, target))) {
        assertThatThrownBy(writing)
            .isInstanceOfSatisfying(
                SmimeException.Refused.class,
                e -> assertThat(e.rule()).isEqualTo(SmimeException.Refused.Rule.UNAUTHENTICATED))
            .hasMessageContaining("Decryptor.releasingUnauthenticated");
      }
      assertThat(out.size()).isZero();
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(source);
      }
    }
    // Right padding and wrong padding have the same outcome, because no key is used.
    assertThat(counting.operations()).isZero();
    Path source = Files.write(folder.resolve("source"), cbc);
    assertThat(decryptor.releasingUnauthenticated().decrypt(source, target).isAuthenticated())
        .isFalse();
    assertThat(target).hasBinaryContent(MAIL);
    byte[] gcm =
        to(BOB).under(AlgorithmPolicy.authenticated()).encrypt(ByteSource.of(MAIL)).bytes();
    Files.write(source, gcm);
    assertThat(decryptor.decrypt(source, target).isAuthenticated()).isTrue();
  }

  // ---- finding the key -----------------------------------------------------------------------

  @Test
  void theKeyIsFoundByItsIdentifier_amongOthersWithOneOperation() throws Exception {
    KeyHistory history = keys(BOB);
    for (int i = 0; i < 20; i++) {
      history = history.and(keys(CA.issue("other" + i + "@example.org").rsa(2048).build()));
    }
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryption decryption =
        Decryptor.with(history)
            .using(counting)
            .decrypt(
                ByteSource.of(
                    to(EVE, BOB)
                        .under(AlgorithmPolicy.outlook())
                        .encrypt(ByteSource.of(MAIL))
                        .bytes()));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(counting.operations()).isOne();
  }

  @Test
  void aRenewedCertificateWithTheSameKey_opens() throws Exception {
    TestPki.Issued old = CA.issue("old@example.org").rsa(2048).build();
    TestPki.Issued renewed = CA.issue("old@example.org").keyOf(old).serial(4711).build();
    byte[] cms = to(old).encrypt(ByteSource.of(MAIL)).bytes();
    Decryption decryption = Decryptor.with(keys(renewed)).decrypt(ByteSource.of(cms));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.TRIAL);
    assertThat(deviations(decryption)).containsExactly(Finding.Code.RECIPIENT_BY_TRIAL);

    // With the old certificate at hand, even alone, the way is known.
    KeyHistory both = keys(old, renewed);
    Decryption known = Decryptor.with(both).decrypt(ByteSource.of(cms));
    assertThat(known.layer().key().orElseThrow().foundBy())
        .isIn(FoundBy.RECIPIENT_ID, FoundBy.SAME_KEY);
  }

  @ParameterizedTest
  @MethodSource("writable")
  void a9_aHistoricKeyThatNoIdentifierNames_isFoundByTrial(ContentCipher cipher) throws Exception {
    for (String kind : List.of("RSA", "P-256", "X25519")) {
      List<TestPki.Issued> history = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        history.add(issue("historic" + i, kind));
      }
      for (TestPki.Issued right : history) {
        // A certificate for the key that nobody kept.
        TestPki.Issued lost = CA.issue("lost@example.org").keyOf(right).serial(99).build();
        for (KeyTransport transport :
            List.of(KeyTransport.RSA_PKCS1, KeyTransport.RSA_OAEP_SHA256)) {
          byte[] cms =
              to(lost)
                  .under(AlgorithmPolicy.authenticated().writing(cipher).writing(transport))
                  .encrypt(ByteSource.of(MAIL))
                  .bytes();
          Decryption decryption =
              Decryptor.with(keys(history.toArray(TestPki.Issued[]::new)))
                  .decrypt(ByteSource.of(cms));
          assertThat(content(decryption).bytes()).isEqualTo(MAIL);
          KeyMatch key = decryption.layer().key().orElseThrow();
          assertThat(key.foundBy()).isEqualTo(FoundBy.TRIAL);
          assertThat(key.certificate()).contains(right.certificate());
        }
      }
    }
  }

  private static TestPki.Issued issue(String name, String kind) {
    TestPki.Builder builder = CA.issue(name + "@example.org");
    return switch (kind) {
      case "RSA" -> builder.rsa(2048).build();
      case "X25519" -> builder.x25519().build();
      default -> builder.ec(kind).build();
    };
  }

  @Test
  void a9_aNamedKeyThatIsWrong_doesNotHideTheRightOne() throws Exception {
    // Issuer and serial number that two certificates share, as a test CA once did every year.
    TestPki.Issued first = CA.issue("one@example.org").rsa(2048).serial(40).build();
    TestPki.Issued second = CA.issue("two@example.org").rsa(2048).serial(40).build();
    for (TestPki.Issued each : List.of(first, second)) {
      for (AlgorithmPolicy policy :
          List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
        byte[] cms = to(each).under(policy).encrypt(ByteSource.of(MAIL)).bytes();
        for (KeyHistory history : List.of(keys(first, second), keys(second, first))) {
          assertThat(content(Decryptor.with(history).decrypt(ByteSource.of(cms))).bytes())
              .isEqualTo(MAIL);
        }
      }
    }
    // The wrong one alone is named, and the right one has another name: by trial.
    TestPki.Issued renamed = CA.issue("two@example.org").keyOf(second).serial(41).build();
    // Of CBC, the wrong key's content has right padding once in 256 times and is handed out.
    byte[] gcm =
        to(second).under(AlgorithmPolicy.authenticated()).encrypt(ByteSource.of(MAIL)).bytes();
    byte[] cbc = to(second).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(MAIL)).bytes();
    Decryptor decryptor = Decryptor.with(keys(first, renamed));
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(gcm)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    for (byte[] cms : List.of(gcm, cbc)) {
      Decryption decryption = decryptor.tryingOtherKeys().decrypt(ByteSource.of(cms));
      assertThat(decryption.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.TRIAL);
    }
  }

  @Test
  void a9_oneOperationForEachKeyThatFits_andNoneForOthers() throws Exception {
    KeyHistory history = KeyHistory.of();
    for (int i = 0; i < 5; i++) {
      history = history.and(keys(CA.issue("trial" + i + "@example.org").rsa(2048).build()));
    }
    // Neither another size nor another kind is tried.
    history = history.and(keys(CA.issue("small@example.org").rsa(1024).build(), Signers.P256));
    // An encrypted value of nearly nothing is below every modulus.
    byte[] value = new byte[256];
    value[255] = 7;
    byte[] cms =
        HostileEnvelopes.enveloped(
            HostileEnvelopes.withEncryptedKey(
                HostileEnvelopes.recipient(EVE.certificate(), new byte[16], KeyTransport.RSA_PKCS1),
                value),
            HostileEnvelopes.aesCbc(16),
            random(4096, 1));
    CountingProvider counting = CountingProvider.ofRawRsa();
    // No padding of these random octets proves a key.
    Decryptor decryptor = Decryptor.with(history).using(counting).expectingMail();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(counting.operations()).isEqualTo(5);
    // One past every modulus of this size is not even tried.
    Arrays.fill(value, (byte) 0xFF);
    byte[] past =
        HostileEnvelopes.enveloped(
            HostileEnvelopes.withEncryptedKey(
                HostileEnvelopes.recipient(EVE.certificate(), new byte[16], KeyTransport.RSA_PKCS1),
                value),
            HostileEnvelopes.aesCbc(16),
            random(4096, 1));
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(past)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(counting.operations()).isEqualTo(5);
  }

  @Test
  void a9_privateKeyMillis_atTheLimitAndJustOver() throws Exception {
    TestPki.Issued lost = CA.issue("bound@example.org").keyOf(BOB).serial(77).build();
    KeyHistory history = keys(BOB);
    for (int i = 0; i < 4; i++) {
      history = history.and(keys(CA.issue("bound" + i + "@example.org").ec("P-256").build()));
    }
    TestPki.Issued lostEc = CA.issue("lostEc@example.org").ec("P-256").serial(78).build();
    byte[] cms = to(lostEc).encrypt(ByteSource.of(MAIL)).bytes();
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryptor decryptor = Decryptor.with(history).using(counting);
    assertThatThrownBy(
            () ->
                decryptor
                    .within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 2))
                    .decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    SmimeException.LimitExceeded over =
        catchThrowableOfType(
            SmimeException.LimitExceeded.class,
            () ->
                decryptor
                    .within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 1))
                    .decrypt(ByteSource.of(cms)));
    assertThat(over.limit()).isEqualTo(Limit.PRIVATE_KEY_MILLIS);
    // The one RSA key opens what is for it, whatever else is held.
    assertThat(
            content(
                    decryptor
                        .within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 1))
                        .decrypt(ByteSource.of(to(lost).encrypt(ByteSource.of(MAIL)).bytes())))
                .bytes())
        .isEqualTo(MAIL);
  }

  @Test
  void noMatchingKey_namesWhoIsWantedAndWhatWasRemoved() throws Exception {
    byte[] cms = to(BOB, EVE).encrypt(ByteSource.of(MAIL)).bytes();
    SmimeException.NoMatchingKey none =
        catchThrowableOfType(
            SmimeException.NoMatchingKey.class,
            () -> Decryptor.with(KeyHistory.of()).decrypt(ByteSource.of(cms)));
    assertThat(none.wanted()).hasSize(2);
    assertThat(none.wanted().get(0)).contains("CN=Reading", "serial ");
    assertThat(none).hasMessageNotContaining("a removed one is named");
    SmimeException.NoMatchingKey removed =
        catchThrowableOfType(
            SmimeException.NoMatchingKey.class,
            () ->
                Decryptor.with(keys(BOB, Signers.P256).without(BOB.certificate().getPublicKey()))
                    .decrypt(ByteSource.of(cms)));
    assertThat(removed)
        .hasMessageContaining(
            "a removed one is named: " + RecipientIdentifier.of(BOB.certificate()));
  }

  @Test
  void anAeadOnlyKey_neverOpensCbc_andIsNotEvenUsed() throws Exception {
    KeyHistory history = keys(BOB).aeadOnly(BOB.certificate());
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryptor decryptor = Decryptor.with(history).using(counting);
    byte[] cbc = to(BOB).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(MAIL)).bytes();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cbc)))
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            refused -> assertThat(refused.rule().name()).isEqualTo("AEAD_ONLY_KEY"));
    TestPki.Issued lost = CA.issue("lost2@example.org").keyOf(BOB).serial(55).build();
    byte[] byTrial = to(lost).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(MAIL)).bytes();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(byTrial)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(counting.operations()).isZero();
    assertThat(
            content(
                    decryptor.decrypt(
                        ByteSource.of(
                            to(BOB)
                                .under(AlgorithmPolicy.authenticated())
                                .encrypt(ByteSource.of(MAIL))
                                .bytes())))
                .bytes())
        .isEqualTo(MAIL);
  }

  @Test
  void shortRsaKeys_openOnlyWhatThePolicyReads() throws Exception {
    for (int bits : new int[] {512, 768, 1024}) {
      TestPki.Issued old = CA.issue("rsa" + bits + "@example.org").rsa(bits).build();
      byte[] cms =
          HostileEnvelopes.enveloped(
              HostileEnvelopes.recipient(old.certificate(), new byte[16], KeyTransport.RSA_PKCS1),
              HostileEnvelopes.aesCbc(16),
              HostileEnvelopes.cbc(new byte[16], HostileEnvelopes.padded(MAIL)));
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryptor decryptor = Decryptor.with(keys(old)).using(counting);
      assertThat(
              content(decryptor.under(AlgorithmPolicy.archive()).decrypt(ByteSource.of(cms)))
                  .bytes())
          .isEqualTo(MAIL);
      assertThat(counting.operations()).isOne();
      if (bits < 1024) {
        assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
            .isInstanceOfSatisfying(
                SmimeException.Refused.class,
                refused -> assertThat(refused.rule().name()).isEqualTo("RSA_KEY_TOO_SHORT"));
        assertThat(counting.operations()).isOne();
      } else {
        assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(MAIL);
      }
    }
  }

  // ---- passwords and shared keys -------------------------------------------------------------

  private static byte[] generate(
      ASN1ObjectIdentifier cipher, org.bouncycastle.cms.RecipientInfoGenerator... recipients)
      throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    for (org.bouncycastle.cms.RecipientInfoGenerator each : recipients) {
      generator.addRecipientInfoGenerator(each);
    }
    return generator
        .generate(
            new CMSProcessableByteArray(MAIL),
            new JceCMSContentEncryptorBuilder(cipher).setProvider(BC).build())
        .getEncoded();
  }

  private static JcePasswordRecipientInfoGenerator password(String password, int iterations) {
    JcePasswordRecipientInfoGenerator generator =
        new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, password.toCharArray());
    generator.setProvider(BC);
    generator.setPasswordConversionScheme(PasswordRecipient.PKCS5_SCHEME2_UTF8);
    generator.setSaltAndIterationCount(new byte[16], iterations);
    return generator;
  }

  @Test
  void aPasswordOpens_triedAmongSeveral() throws Exception {
    byte[] cms = generate(CMSAlgorithm.AES256_CBC, password("gr\u00fcn", 1000));
    Decryption decryption =
        Decryptor.with(KeyHistory.of())
            .withRecipientPassword(
                PasswordSource.of("blau".toCharArray(), "gr\u00fcn".toCharArray()))
            .decrypt(ByteSource.of(cms));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().keyManagement()).isEqualTo("password");
    assertThat(decryption.layer().key()).isEmpty();
    assertThatThrownBy(() -> Decryptor.with(KeyHistory.of()).decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class)
        .hasMessageContaining("a password");
    assertThatThrownBy(
            () ->
                Decryptor.with(KeyHistory.of())
                    .withRecipientPassword(PasswordSource.of("rot".toCharArray()))
                    .decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  @Test
  void a17_iterationsPastTheLimit_areRefusedBeforeAnyIsDone() throws Exception {
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, 1000);
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of())
            .withRecipientPassword(PasswordSource.of("one".toCharArray()))
            .within(limits);
    byte[] atTheLimit = generate(CMSAlgorithm.AES256_CBC, password("one", 1000));
    assertThat(content(decryptor.decrypt(ByteSource.of(atTheLimit))).bytes()).isEqualTo(MAIL);
    byte[] over = generate(CMSAlgorithm.AES256_CBC, password("one", 1001));
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(over)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    // Two recipients cost what both cost.
    byte[] twice = generate(CMSAlgorithm.AES256_CBC, password("one", 600), password("two", 600));
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(twice)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  @Test
  void a17_manyPasswords_costWhatAllOfThemCost_andOneAlwaysWorks() throws Exception {
    byte[] cms = generate(CMSAlgorithm.AES256_CBC, password("one", 200));
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, 1000);
    Decryptor decryptor = Decryptor.with(KeyHistory.of()).within(limits);
    // Two blocks of HMAC-SHA-1 take 304 nanoseconds, and 1,000 iterations allow 340,000.
    for (int wrong : List.of(0, 4)) {
      assertThat(
              content(
                      decryptor
                          .withRecipientPassword(passwords(wrong, "one"))
                          .decrypt(ByteSource.of(cms)))
                  .bytes())
          .isEqualTo(MAIL);
    }
    for (int wrong : List.of(5, 1_000)) {
      assertThatThrownBy(
              () ->
                  decryptor
                      .withRecipientPassword(passwords(wrong, "one"))
                      .decrypt(ByteSource.of(cms)))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              over -> assertThat(over.limit()).isEqualTo(Limit.KDF_ITERATIONS));
    }
  }

  private static PasswordSource passwords(int wrong, String right) {
    char[][] all = new char[wrong + 1][];
    for (int i = 0; i < wrong; i++) {
      all[i] = ("wrong" + i).toCharArray();
    }
    all[wrong] = right.toCharArray();
    return PasswordSource.of(all);
  }

  @Test
  void aSharedKeyOpens_byItsIdentifier() throws Exception {
    byte[] kek = random(16, 5);
    byte[] id = {1, 2, 3};
    byte[] cms =
        generate(
            CMSAlgorithm.AES128_CBC,
            new JceKEKRecipientInfoGenerator(id, new javax.crypto.spec.SecretKeySpec(kek, "AES"))
                .setProvider(BC));
    Decryptor empty = Decryptor.with(KeyHistory.of());
    Decryption decryption = empty.withKek(id, kek).decrypt(ByteSource.of(cms));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().keyManagement()).startsWith("kek-");
    // Of several keys of one identifier each is tried, whatever their order.
    Decryptor replaced = empty.withKek(id, kek).withKek(id, random(16, 6));
    assertThat(content(replaced.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(MAIL);
    Decryptor kept = empty.withKek(id, random(16, 6)).withKek(id, kek);
    assertThat(content(kept.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(MAIL);
    assertThatThrownBy(() -> empty.withKek(id, random(16, 6)).decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
    assertThatThrownBy(() -> empty.withKek(id, random(32, 6)).decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
    Decryptor other = empty.withKek(new byte[] {9}, kek);
    assertThatThrownBy(() -> other.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class)
        .hasMessageContaining("010203");
    assertThat(other.diagnose(ByteSource.of(cms)).prospect()).isEqualTo(Diagnosis.Prospect.NO_KEY);
    assertThat(kept.diagnose(ByteSource.of(cms)).prospect()).isEqualTo(Diagnosis.Prospect.KEY_HELD);
  }

  @Test
  void theOtherRecipientsOfAMessage_areNoHindrance() throws Exception {
    byte[] cms =
        generate(
            CMSAlgorithm.AES256_CBC,
            password("one", 1000),
            new JceKEKRecipientInfoGenerator(
                    new byte[] {1}, new javax.crypto.spec.SecretKeySpec(new byte[16], "AES"))
                .setProvider(BC),
            new JceKeyTransRecipientInfoGenerator(BOB.certificate()).setProvider(BC));
    assertThat(content(Decryptor.with(keys(BOB)).decrypt(ByteSource.of(cms))).bytes())
        .isEqualTo(MAIL);
  }

  // ---- what old mail holds -------------------------------------------------------------------

  @Test
  void tripleDesAndRc2_areReadAsWeak_andDesOnlyFromArchives() throws Exception {
    for (ASN1ObjectIdentifier cipher :
        List.of(CMSAlgorithm.DES_EDE3_CBC, CMSAlgorithm.RC2_CBC, CMSAlgorithm.DES_CBC)) {
      byte[] cms =
          generate(
              cipher, new JceKeyTransRecipientInfoGenerator(BOB.certificate()).setProvider(BC));
      Decryptor decryptor = Decryptor.with(keys(BOB));
      if (cipher.equals(CMSAlgorithm.DES_CBC)) {
        assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
            .isInstanceOf(SmimeException.Refused.class);
      } else {
        assertThat(content(decryptor.decrypt(ByteSource.of(cms))).bytes()).isEqualTo(MAIL);
      }
      Decryption decryption =
          decryptor.under(AlgorithmPolicy.archive()).decrypt(ByteSource.of(cms));
      assertThat(content(decryption).bytes()).isEqualTo(MAIL);
      assertThat(deviations(decryption)).containsExactly(Finding.Code.WEAK_CIPHER);
    }
  }

  @Test
  void contentInOneMoreOctetString_isUnwrapped_inMemoryAndStreamed(@TempDir Path folder)
      throws Exception {
    byte[] content = Arrays.copyOf(MAIL, 5000);
    byte[] primitive = new org.bouncycastle.asn1.DEROctetString(content).getEncoded();
    byte[] segmented = new org.bouncycastle.asn1.BEROctetString(content, 700).getEncoded("BER");
    for (byte[] wrapped : List.of(primitive, segmented)) {
      byte[] cms = to(BOB).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(wrapped)).bytes();
      Path file = Files.write(folder.resolve("wrapped"), cms);
      Decryptor decryptor = Decryptor.with(keys(BOB));
      for (Decryption decryption :
          List.of(
              decryptor.decrypt(ByteSource.of(cms)),
              decryptor
                  .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 100))
                  .decrypt(ByteSource.of(file)))) {
        assertThat(content(decryption).bytes()).isEqualTo(content);
        assertThat(deviations(decryption)).containsExactly(Finding.Code.CONTENT_IN_OCTET_STRING);
      }
    }
  }

  @Test
  void a12_aKeyThatTheMessageDoesNotName_provesMailByMoreThanPadding() throws Exception {
    byte[] binary = random(1000, 3);
    TestPki.Issued lost = CA.issue("lost3@example.org").keyOf(BOB).serial(56).build();
    byte[] cms = to(lost).under(AlgorithmPolicy.outlook()).encrypt(ByteSource.of(binary)).bytes();
    assertThat(content(Decryptor.with(keys(BOB)).decrypt(ByteSource.of(cms))).bytes())
        .isEqualTo(binary);
    assertThatThrownBy(() -> Decryptor.with(keys(BOB)).expectingMail().decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  @Test
  void a12_whereTheSchemeChecksItself_bareCmsOfAnyFormOpens() throws Exception {
    byte[] binary = random(1000, 4);
    for (TestPki.Issued each : List.of(BOB, Signers.P256, Signers.X25519)) {
      byte[] cms =
          to(each)
              .under(AlgorithmPolicy.authenticated().writing(ContentCipher.AES_256_CBC))
              .encrypt(ByteSource.of(binary))
              .bytes();
      Decryption decryption = Decryptor.with(keys(each)).decrypt(ByteSource.of(cms));
      assertThat(content(decryption).bytes()).isEqualTo(binary);
      assertThat(deviations(decryption)).isEmpty();
      assertThatThrownBy(
              () -> Decryptor.with(keys(each)).expectingMail().decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  // ---- before any key is used ----------------------------------------------------------------

  @Test
  void a15_everyPrefix_isMalformed_andNoKeyIsUsed() throws Exception {
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryptor decryptor = Decryptor.with(keys(BOB)).using(counting);
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      ByteArrayOutputStream ber = new ByteArrayOutputStream();
      to(BOB).under(policy).encrypt(TestSource.unsized(MAIL), ber);
      for (byte[] cms :
          List.of(to(BOB).under(policy).encrypt(ByteSource.of(MAIL)).bytes(), ber.toByteArray())) {
        for (int end = 0; end < cms.length; end++) {
          byte[] prefix = Arrays.copyOf(cms, end);
          assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(prefix)))
              .as("prefix of %d", end)
              .isInstanceOf(SmimeException.Malformed.class);
        }
      }
    }
    assertThat(counting.operations()).isZero();
  }

  @Tag("thorough")
  @Test
  void octetsFlipped_giveATypedOutcome() throws Exception {
    Decryptor decryptor = Decryptor.with(keys(BOB, Signers.P256)).under(AlgorithmPolicy.archive());
    for (TestPki.Issued each : List.of(BOB, Signers.P256)) {
      for (AlgorithmPolicy policy :
          List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
        byte[] cms = to(each).under(policy).encrypt(ByteSource.of(MAIL)).bytes();
        for (int i = 0; i < cms.length; i++) {
          byte[] flipped = cms.clone();
          flipped[i] ^= (byte) (1 << i % 8);
          try {
            Decryption decryption = decryptor.decrypt(ByteSource.of(flipped));
            if (!Decrypted.isUnauthenticated(decryption)) {
              assertThat(Decrypted.authenticated(decryption).bytes()).isEqualTo(MAIL);
            }
          } catch (SmimeException e) {
            // What nobody foresaw ends like this.
            assertThat(e).hasMessageNotContaining("cannot be read");
          }
        }
      }
    }
  }

  @Test
  void whatIsNoEncryptedMessage_isMalformed() {
    Decryptor decryptor = Decryptor.with(keys(BOB));
    for (byte[] cms :
        List.of(new byte[0], MAIL, new byte[] {0x30, 0}, new byte[] {0x30, (byte) 0x80, 0, 0})) {
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  @Test
  void trailingData_isToleratedAndReported() throws Exception {
    byte[] cms = to(BOB).encrypt(ByteSource.of(MAIL)).bytes();
    Decryption decryption =
        Decryptor.with(keys(BOB)).decrypt(ByteSource.of(Arrays.copyOf(cms, cms.length + 3)));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(deviations(decryption)).containsExactly(Finding.Code.TRAILING_DATA);
  }

  @Test
  void anOutputThatBreaks_staysThePlainFailureThatItIs() throws Exception {
    byte[] cms = to(BOB).encrypt(ByteSource.of(MAIL)).bytes();
    IOException full = new IOException("the disk is full");
    assertThatThrownBy(
            () ->
                Decryptor.with(keys(BOB))
                    .releasingUnauthenticated()
                    .decrypt(
                        new ByteArrayInputStream(cms),
                        new java.io.OutputStream() {
                          @Override
                          public void write(int octet) throws IOException {
                            throw full;
                          }
                        }))
        .isSameAs(full);
  }
}
