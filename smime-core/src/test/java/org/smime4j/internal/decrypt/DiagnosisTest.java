package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.Diagnosis.Prospect;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** What the result tells, and what is told where there is none. */
public class DiagnosisTest {

  private static final TestPki.Authority CA = TestPki.authority("CA X");
  private static final TestPki.Issued WANTED =
      CA.issue("me@example.org").rsa(1024).newKey().serial(0x4711).build();
  private static final TestPki.Issued NEAR =
      CA.issue("me@example.org").rsa(1024).newKey().serial(0x4712).build();
  private static final TestPki.Issued FAR =
      CA.issue("me@example.org")
          .rsa(1024)
          .newKey()
          .serial(0x9999)
          .validity(TestPki.NOW.minus(Duration.ofDays(500)), TestPki.NOW.plus(Duration.ofDays(500)))
          .build();
  private static final TestPki.Issued CURVE =
      CA.issue("me@example.org").ec("P-256").newKey().serial(0x4713).build();
  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nwhatever".getBytes(StandardCharsets.US_ASCII);

  private static byte[] to(TestPki.Issued... recipients) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(
            Arrays.stream(recipients)
                .map(TestPki.Issued::certificate)
                .toArray(java.security.cert.X509Certificate[]::new))
        .under(AlgorithmPolicy.authenticated())
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  /** A message whose encrypted key is below the modulus of all these keys, as most are not. */
  private static byte[] fitting(TestPki.Issued to, TestPki.Issued... others) throws Exception {
    while (true) {
      byte[] cms =
          Encryptor.unvalidated("made for this test")
              .writingMail()
              .to(to.certificate())
              .under(AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1))
              .encrypt(ByteSource.of(MAIL))
              .bytes();
      if (Decryptor.with(keys(others)).diagnose(ByteSource.of(cms)).toTry() == others.length) {
        return cms;
      }
    }
  }

  private static Diagnosis diagnose(KeyHistory history, byte[] cms) throws Exception {
    CountingProvider counting = CountingProvider.ofRawRsa();
    PasswordSource nobodyAsks =
        file -> {
          throw new AssertionError("asked for a password");
        };
    Diagnosis diagnosis =
        Decryptor.with(history)
            .using(counting)
            .withRecipientPassword(nobodyAsks)
            .diagnose(ByteSource.of(cms));
    assertThat(counting.operations()).isZero();
    assertThat(diagnosis).hasToString(diagnosis.sentence());
    return diagnosis;
  }

  @Test
  void keysThatTheMessageDoesNotName_areCountedIfTheyFit() throws Exception {
    Diagnosis diagnosis = diagnose(keys(FAR, NEAR, CURVE), fitting(WANTED, FAR, NEAR));
    assertThat(diagnosis.prospect()).isEqualTo(Prospect.KEYS_TO_TRY);
    assertThat(diagnosis.recipients())
        .containsExactly(RecipientIdentifier.of(WANTED.certificate()));
    assertThat(diagnosis.toTry()).isEqualTo(2);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The message is for serial 4711 of CN=CA X,O=smime4j tests; it names none of the 3 keys"
                + " at hand: 2 fit and are tried, 1 does not fit and is not tried. Tried: 1024-bit"
                + " RSA key (serial 4712 of CN=CA X,O=smime4j tests) from identity; 1024-bit RSA"
                + " key (serial 9999 of CN=CA X,O=smime4j tests) from identity. Look for the key"
                + " file of a certificate that the message names");
  }

  @Test
  void aKeyThatFitsSeveralRecipients_isOneKey() throws Exception {
    TestPki.Issued[] others = new TestPki.Issued[3];
    for (int i = 0; i < others.length; i++) {
      others[i] = CA.issue("curve" + i + "@example.org").ec("P-256").newKey().build();
    }
    Diagnosis diagnosis = diagnose(keys(CURVE, NEAR), to(others));
    assertThat(diagnosis.toTry()).isEqualTo(1);
    assertThat(diagnosis.sentence())
        .contains(
            "it names none of the 2 keys at hand: 1 fits and is tried, 1 does not fit and is not");
    assertThat(diagnose(keys(CURVE), to(others)).sentence())
        .contains("it does not name the one key at hand, which fits and is tried. Tried: ");
    // The named key would be tried for the other recipient too: it is no other key.
    TestPki.Issued[] mine = {CURVE, others[0]};
    assertThat(diagnose(keys(CURVE), to(mine)).toTry()).isZero();
    assertThat(diagnose(keys(CURVE, others[1]), to(mine)).toTry()).isZero();
    Decryptor asked = Decryptor.with(keys(CURVE, others[1])).tryingOtherKeys();
    assertThat(asked.diagnose(ByteSource.of(to(mine))).toTry()).isEqualTo(1);
  }

  @Test
  void severalKeysThatTheMessageNames_areCountedOnce() throws Exception {
    assertThat(diagnose(keys(WANTED, CURVE), to(WANTED, CURVE)).sentence())
        .endsWith("; 2 keys that it names are held. Only decrypting shows which is the right one");
    TestPki.Issued renewed = CA.issue("me@example.org").keyOf(WANTED).serial(0x4714).build();
    assertThat(diagnose(keys(WANTED, renewed), to(WANTED, renewed)).sentence())
        .endsWith("; its key is held. Only decrypting shows whether it is the right one");
  }

  /** The owner of the right key is not told that the message was changed, nor anything untrue. */
  @Test
  void theRightKeyIsHeld_andTheContentIsNotAccepted() throws Exception {
    byte[] latin1 = "Subject: Gr\u00fc\u00dfe\r\n\r\nHallo".getBytes(StandardCharsets.ISO_8859_1);
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(WANTED.certificate())
            .under(AlgorithmPolicy.outlook())
            .encrypt(ByteSource.of(latin1))
            .bytes();
    Decryptor decryptor = Decryptor.with(keys(WANTED)).expectingMail();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(decryptor.diagnose(ByteSource.of(cms)).sentence())
        .isEqualTo(
            "The message is for serial 4711 of CN=CA X,O=smime4j tests; its key is held. Only"
                + " decrypting shows whether it is the right one");
    assertThat(decryptor.under(AlgorithmPolicy.archive()).decrypt(ByteSource.of(cms))).isNotNull();
  }

  @Test
  void aRemovedKey_isCalledRemoved() throws Exception {
    KeyHistory history = keys(WANTED, NEAR).without(WANTED.certificate().getPublicKey());
    Diagnosis diagnosis = diagnose(history, to(WANTED));
    assertThat(diagnosis.prospect()).isEqualTo(Prospect.KEY_REMOVED);
    assertThat(diagnosis.removed()).hasSize(1);
    assertThat(diagnosis.sentence()).contains("its key was removed: ").contains("serial 4711");
  }

  @Test
  void noKeyAtAll_andNoneOfTheKind_areToldApart() throws Exception {
    Diagnosis none = diagnose(KeyHistory.of(), to(WANTED));
    assertThat(none.prospect()).isEqualTo(Prospect.NO_KEY);
    assertThat(none.sentence())
        .contains("no key is at hand")
        .endsWith("Look for the key file of a certificate that the message names");
    Diagnosis curve = diagnose(keys(CURVE), to(WANTED));
    assertThat(curve.prospect()).isEqualTo(Prospect.NO_KEY);
    assertThat(curve.sentence())
        .contains("the one key at hand, which does not fit and is not tried. Look for");
  }

  @Test
  void aKeyThatIsHeld_isNamed() throws Exception {
    Diagnosis diagnosis = diagnose(keys(WANTED, FAR), to(CURVE, WANTED));
    assertThat(diagnosis.prospect()).isEqualTo(Prospect.KEY_HELD);
    assertThat(diagnosis.sentence())
        .contains("serial 4713", "serial 4711", "; its key is held. Only decrypting shows");
  }

  @Test
  void manyRecipients_areCounted() throws Exception {
    assertThat(diagnose(KeyHistory.of(), to(WANTED, NEAR, FAR, CURVE)).sentence())
        .contains(" and 1 more");
  }

  @Test
  void moreKeysThanMayBeTried_areNoReasonToFail() throws Exception {
    Diagnosis diagnosis =
        Decryptor.with(keys(NEAR, FAR))
            .within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 0))
            .diagnose(ByteSource.of(fitting(WANTED, NEAR, FAR)));
    assertThat(diagnosis.prospect()).isEqualTo(Prospect.KEYS_TO_TRY);
    assertThat(diagnosis.sentence())
        .contains(
            "2 keys at hand: 0 fit and are tried. Limit.PRIVATE_KEY_MILLIS ends the search at")
        .contains(" at recipient 1 of 1: other keys are not tried for it. Look for ");
  }

  @Test
  void whatALimitLeavesUntried_isSaid_afterTheFirstKeysWereTried() throws Exception {
    TestPki.Issued[] mine = new TestPki.Issued[2];
    TestPki.Issued[] others = new TestPki.Issued[4];
    Arrays.setAll(mine, i -> CA.issue("mine@example.org").ec("P-256").newKey().build());
    Arrays.setAll(others, i -> CA.issue("o" + i + "@example.org").ec("P-256").newKey().build());
    byte[] cms = to(others);
    byte[] lost =
        to(
            CA.issue("lost1@example.org").keyOf(mine[0]).build(),
            CA.issue("lost2@example.org").keyOf(mine[1]).build(),
            CA.issue("lost3@example.org").keyOf(mine[0]).build(),
            CA.issue("lost4@example.org").keyOf(mine[1]).build());
    // 380 microseconds for each key and recipient, 948 from the third recipient on: both for two
    // recipients, and one for the third.
    Decryptor limited =
        Decryptor.with(keys(mine)).within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 3));
    assertThat(limited.decrypt(ByteSource.of(lost)).layer().othersTried()).isEqualTo(5);
    assertThat(limited.diagnose(ByteSource.of(cms)).sentence())
        .contains(
            "; it names none of the 2 keys at hand: 2 fit and are tried. Limit.PRIVATE_KEY_MILLIS"
                + " ends the search at recipient 3 of 4: other keys are not tried for it, and none"
                + " for the recipients after it. Tried: ");
    assertThatThrownBy(() -> limited.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    // So where a key is held that does not open it, if others are asked for.
    byte[] altered = to(mine[0], others[0], others[1], others[2], others[3]);
    altered[altered.length - 1] ^= 1;
    assertThatThrownBy(() -> limited.tryingOtherKeys().decrypt(ByteSource.of(altered)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    assertThatThrownBy(() -> limited.decrypt(ByteSource.of(altered)))
        .isInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(limited.diagnose(ByteSource.of(altered)).sentence())
        .endsWith("; its key is held. Only decrypting shows whether it is the right one");
    assertThat(limited.tryingOtherKeys().diagnose(ByteSource.of(altered)).sentence())
        .contains("; its key is held. Only decrypting shows whether it is the right one. Limit.")
        .contains(" of 5: other keys are not tried for it, and none for the recipients after it");
  }

  @Test
  void keyOfTwoSources_isCountedOnce() throws Exception {
    byte[] cms = to(WANTED);
    for (KeySource chain :
        List.of(
            KeyHistory.chain(keys(CURVE), keys(CURVE)),
            KeyHistory.chain(
                keys(CURVE), KeyHistory.changing(() -> keys(CURVE)), KeyHistory.chain(keys())))) {
      Diagnosis diagnosis = Decryptor.with(chain).diagnose(ByteSource.of(cms));
      assertThat(diagnosis.sentence())
          .contains("; it does not name the one key at hand, which does not fit");
    }
  }

  /** The failure may reach the sender, who learns no name of a file from it. */
  @Test
  void filesThatMayHaveTheKey_areNamedInTheDiagnosis_andCountedInTheFailure(@TempDir Path folder)
      throws Exception {
    byte[] cms = to(WANTED);
    for (String name : List.of("a.pfx", "b.pfx", "c.pfx", "d.pfx")) {
      Files.write(
          folder.resolve(name),
          TestPfx.modern("another")
              .iterations(1)
              .key(WANTED.privateKey())
              .certificate(WANTED.certificate())
              .build());
    }
    Files.writeString(folder.resolve("0-notes.txt"), "no key");
    KeyHistory history = KeyHistory.read(PasswordSource.of(), folder);
    KeySource indexed = KeyDirectory.open(folder, PasswordSource.of()).keys();
    for (KeySource held :
        List.of(
            history,
            history.and(keys(CURVE)).without(CURVE.certificate().getPublicKey()),
            KeyHistory.changing(() -> history),
            indexed,
            KeyHistory.chain(KeyHistory.of(), indexed),
            KeyHistory.chain(indexed, history))) {
      Decryptor decryptor = Decryptor.with(held);
      Diagnosis diagnosis = decryptor.diagnose(ByteSource.of(cms));
      assertThat(diagnosis.unopened()).hasSize(4);
      assertThat(diagnosis.unopened().keySet()).allMatch(name -> name.endsWith(".pfx"));
      assertThat(diagnosis.sentence())
          .contains("; no key is at hand. Not opened: " + folder.resolve("a.pfx") + ": none of the")
          .contains("c.pfx: none of the passwords opens it")
          .endsWith(
              " and 1 more. Open that first: it may have the key. Otherwise look for the key file"
                  + " of a certificate that the message names")
          .doesNotContain("notes");
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NoMatchingKey.class)
          .hasMessageContaining(". Not opened: 4 key files or entries, which the diagnosis names.")
          .hasMessageNotContaining(folder.toString())
          .hasMessageNotContaining("pfx");
    }
  }

  @Test
  void fileThatIsNotAskedForByName_isNoPlaceToLook_whereTheKeyIsHeld(@TempDir Path folder)
      throws Exception {
    Files.write(
        folder.resolve("a.pfx"),
        TestPfx.modern("another")
            .iterations(1)
            .key(CURVE.privateKey())
            .certificate(CURVE.certificate())
            .build());
    KeyHistory held = KeyHistory.read(PasswordSource.of(), folder).and(keys(WANTED));
    Diagnosis diagnosis = diagnose(held, to(WANTED));
    assertThat(diagnosis.unopened()).hasSize(1);
    assertThat(diagnosis.sentence()).doesNotContain("a.pfx");
  }

  @Test
  void whatNoKeyWillBeUsedOn_saysWhy() throws Exception {
    byte[] cbc =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(WANTED.certificate())
            .under(AlgorithmPolicy.outlook())
            .encrypt(ByteSource.of(MAIL))
            .bytes();
    Decryptor strict = Decryptor.with(keys(WANTED)).under(AlgorithmPolicy.authenticatedOnly());
    assertThat(strict.diagnose(ByteSource.of(cbc)).prospect()).isEqualTo(Prospect.NOT_READ);
    assertThat(strict.diagnose(ByteSource.of(cbc)).sentence()).startsWith("UNAUTHENTICATED: ");
    KeyHistory marked = keys(WANTED).aeadOnly(WANTED.certificate());
    assertThat(diagnose(marked, cbc).sentence()).startsWith("AEAD_ONLY_KEY: ");
    for (byte[] nothing : List.of(new byte[0], MAIL, Arrays.copyOf(cbc, cbc.length / 2))) {
      Diagnosis diagnosis = diagnose(keys(WANTED), nothing);
      assertThat(diagnosis.prospect()).isEqualTo(Prospect.NOT_READ);
      assertThat(diagnosis.sentence()).isNotBlank();
    }
  }

  @Test
  void itSaysTheSame_whateverTheSecretsAre() throws Exception {
    byte[] cms = to(WANTED);
    KeyHistory history = keys(WANTED);
    Diagnosis honest = diagnose(history, cms);
    byte[] altered = cms.clone();
    altered[altered.length - 1] ^= 1;
    altered[altered.length - 40] ^= 1;
    assertThat(diagnose(history, altered)).usingRecursiveComparison().isEqualTo(honest);
  }

  @Test
  void aSharedKey_isHeldOrNot() throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKEKRecipientInfoGenerator(
                new byte[] {1, 2}, new javax.crypto.spec.SecretKeySpec(new byte[16], "AES"))
            .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider()));
    byte[] cms =
        generator
            .generate(
                new CMSProcessableByteArray(MAIL),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                    .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                    .build())
            .getEncoded();
    Decryptor decryptor = Decryptor.with(KeyHistory.of());
    assertThat(decryptor.diagnose(ByteSource.of(cms)).prospect()).isEqualTo(Prospect.NO_KEY);
    assertThat(
            decryptor
                .withKek(new byte[] {1, 2}, new byte[16])
                .diagnose(ByteSource.of(cms))
                .prospect())
        .isEqualTo(Prospect.KEY_HELD);
  }

  @Test
  void aPassword_isGivenOrNot_andIsNotAskedFor() throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES128_CBC, "secret".toCharArray())
            .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider()));
    byte[] cms =
        generator
            .generate(
                new CMSProcessableByteArray(MAIL),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                    .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                    .build())
            .getEncoded();
    assertThat(Decryptor.with(KeyHistory.of()).diagnose(ByteSource.of(cms)).prospect())
        .isEqualTo(Prospect.NO_KEY);
    Diagnosis diagnosis = diagnose(KeyHistory.of(), cms);
    assertThat(diagnosis.prospect()).isEqualTo(Prospect.KEY_HELD);
    assertThat(diagnosis.sentence())
        .contains("which was given. Only decrypting shows whether it is the right one");
  }

  // ---- the result ----------------------------------------------------------------------------

  @Test
  void theResult_saysWhichEntryOpened_andHowManyKeysWereTried() throws Exception {
    byte[] cms = to(CURVE, NEAR, WANTED);
    EncryptedLayer named = Decryptor.with(keys(WANTED, FAR)).decrypt(ByteSource.of(cms)).layer();
    assertThat(
            KeyTransRecipientInfo.getInstance(
                    RecipientInfo.getInstance(
                            HostileEnvelopes.parts(cms)
                                .getRecipientInfos()
                                .getObjectAt(named.recipient()))
                        .getInfo())
                .getRecipientIdentifier()
                .toASN1Primitive())
        .isEqualTo(
            new IssuerAndSerialNumber(Certificate.getInstance(WANTED.certificate().getEncoded()))
                .toASN1Primitive());
    assertThat(named.namedTried()).isEqualTo(1);
    assertThat(named.othersTried()).isZero();

    TestPki.Issued lost = CA.issue("lost@example.org").keyOf(WANTED).serial(5).build();
    byte[] small = fitting(lost, WANTED, FAR, NEAR);
    EncryptedLayer tried =
        Decryptor.with(keys(WANTED, FAR, NEAR, CURVE)).decrypt(ByteSource.of(small)).layer();
    assertThat(tried.recipient()).isZero();
    assertThat(tried.namedTried()).isZero();
    assertThat(tried.othersTried()).isEqualTo(3);
    KeyMatch key = tried.key().orElseThrow();
    assertThat(key.foundBy()).isEqualTo(FoundBy.TRIAL);
    assertThat(key.certificate()).contains(WANTED.certificate());
  }

  @Test
  void theResult_saysWhetherTheCertificateHadExpired() throws Exception {
    Instant now = Instant.now();
    Duration year = Duration.ofDays(365);
    TestPki.Issued old =
        CA.issue("old@example.org")
            .rsa(1024)
            .newKey()
            .validity(now.minus(year.multipliedBy(2)), now.minus(year))
            .build();
    TestPki.Issued renewed =
        CA.issue("old@example.org").keyOf(old).validity(now.minus(year), now.plus(year)).build();
    TestPki.Issued future =
        CA.issue("new@example.org")
            .rsa(1024)
            .newKey()
            .validity(now.plus(year), now.plus(year.multipliedBy(2)))
            .build();
    assertThat(validity(keys(old), old)).isEqualTo(KeyValidity.EXPIRED);
    // The certificate that the message names counts, not the newest of the key.
    assertThat(validity(keys(old, renewed), old)).isEqualTo(KeyValidity.EXPIRED);
    assertThat(validity(keys(old, renewed), renewed)).isEqualTo(KeyValidity.VALID);
    assertThat(validity(keys(future), future)).isEqualTo(KeyValidity.NOT_YET_VALID);
    DecryptionKey bare =
        DecryptionKey.of(old.privateKey(), old.publicKey(), List.of(), "without certificate");
    assertThat(KeyValidity.of(bare.certificates().stream().findFirst(), now))
        .isEqualTo(KeyValidity.NO_CERTIFICATE);
    assertThat(Decryptor.with(keys(old)).diagnose(ByteSource.of(to(old))).sentence())
        .contains("it has expired, which does not matter");
  }

  private static KeyValidity validity(KeyHistory history, TestPki.Issued to) throws Exception {
    KeyMatch key =
        Decryptor.with(history).decrypt(ByteSource.of(to(to))).layer().key().orElseThrow();
    assertThat(key.certificate()).contains(to.certificate());
    return KeyValidity.of(key.certificate(), SystemTime.now());
  }

  @Test
  void c16_whatIsLookedAt_isBoundedByTheWorkOfTheMessage() throws Exception {
    byte[] cms = fitting(WANTED, FAR, NEAR);
    KeyHistory history = keys(FAR, NEAR);
    for (int i = 0; i < 15; i++) {
      history = history.and(keys(CA.issue("me@example.org").rsa(1024).newKey().build()));
    }
    KeyHistory held = history;
    List<String> sentences = new ArrayList<>();
    for (long work = 0; work < 60; work++) {
      sentences.add(
          Decryptor.with(held)
              .within(Limits.standard().allowing(Limit.WORK, work))
              .diagnose(ByteSource.of(Arrays.copyOf(cms, cms.length)))
              .sentence());
    }
    assertThat(sentences.get(0)).contains("Limit.WORK");
    assertThat(sentences)
        .anyMatch(each -> each.contains("; not all of them were examined (Limit.WORK)"));
    assertThat(sentences.get(59)).isEqualTo(diagnose(held, cms).sentence());
  }

  @Test
  void c16_allThatIsAskedOfOneMail_drawsOnOneBudget() throws Exception {
    String mail =
        "From: a@example.org\r\nContent-Type: application/pkcs7-mime\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(to(WANTED));
    Limits limits = Limits.standard().allowing(Limit.WORK, 60);
    Decryptor decryptor = Decryptor.with(keys(FAR, NEAR)).within(limits);
    try (OpenedMail opened =
        MailReader.with(
                decryptor,
                Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")).within(limits))
            .open(ByteSource.of(mail.getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(opened.diagnosis().orElseThrow().sentence()).doesNotContain("Limit.WORK");
      for (int i = 0; i < 20; i++) {
        opened.diagnosis();
      }
      assertThat(opened.diagnosis().orElseThrow().sentence()).contains("Limit.WORK");
    }
  }
}
