package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.internal.decrypt.DecryptorTest.content;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.padded;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.recipient;
import static org.smime4j.testing.HostileEnvelopes.withEncryptedKey;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.KeyAgreement;
import org.assertj.core.api.ThrowableAssert;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DLSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.TestPki;

/** Trying every key that fits: by how many threads does not matter, and it is bounded. */
public class KeyTrialTest {

  private static final TestPki.Authority CA = TestPki.authority("Trial");
  private static final byte[] MAIL =
      ("Content-Type: text/plain\r\n\r\n" + "The treasure is under the oak.\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  private static final List<TestPki.Issued> RSA = new ArrayList<>();
  private static KeyHistory mixed = KeyHistory.of();

  @BeforeAll
  static void aHistoryOfManyKinds() {
    for (int year = 0; year < 17; year++) {
      TestPki.Issued rsa =
          CA.issue("alice@example.org")
              .rsa(1024)
              .newKey()
              .validity(TestPki.NOW.plusSeconds(year), TestPki.NOW.plusSeconds(1_000_000))
              .build();
      RSA.add(rsa);
      mixed = mixed.and(keys(rsa));
    }
    for (int i = 0; i < 3; i++) {
      mixed =
          mixed.and(
              keys(
                  CA.issue("p256@example.org").ec("P-256").newKey().build(),
                  CA.issue("p384@example.org").ec("P-384").newKey().build(),
                  CA.issue("x25519@example.org").x25519().newKey().build(),
                  CA.issue("rsa1536@example.org").rsa(1536).newKey().build()));
    }
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("smime4j"));
  }

  private static TestPki.Issued lost(TestPki.Issued key) {
    return CA.issue("lost@example.org").keyOf(key).serial(99).build();
  }

  private static byte[] encrypted(TestPki.Issued to, AlgorithmPolicy policy) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(to.certificate())
        .under(policy)
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  private static String outcome(Decryptor decryptor, byte[] cms) {
    try {
      Decryption decryption = decryptor.decrypt(ByteSource.of(cms));
      return decryption.layer()
          + " "
          + new String(content(decryption).bytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  @Test
  void a9_manyThreads_findWhatOneFinds() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    for (int i : new int[] {0, 3, 8, 16}) {
      for (AlgorithmPolicy policy :
          List.of(
              AlgorithmPolicy.outlook().writing(ContentCipher.AES_128_CBC),
              AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1),
              AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_OAEP_SHA256))) {
        byte[] cms = encrypted(lost(RSA.get(i)), policy);
        messages.add(cms);
        byte[] altered = cms.clone();
        altered[altered.length - 3] ^= 1;
        messages.add(altered);
      }
    }
    messages.add(
        encrypted(
            CA.issue("nobody@example.org").rsa(1024).newKey().build(), AlgorithmPolicy.outlook()));
    messages.add(
        encrypted(
            CA.issue("nobody@example.org").ec("P-256").newKey().build(),
            AlgorithmPolicy.outlook()));
    for (byte[] cms : messages) {
      String serial = outcome(Decryptor.with(mixed).withTrialThreads(1), cms);
      for (int threads : List.of(2, 4, 9)) {
        assertThat(outcome(Decryptor.with(mixed).withTrialThreads(threads), cms)).isEqualTo(serial);
      }
      assertThat(outcome(Decryptor.with(mixed), cms)).isEqualTo(serial);
    }
    assertThatThrownBy(() -> Decryptor.with(mixed).withTrialThreads(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a9_onlyKeysThatFitAreTried_eachOnce_newestFirst() throws Exception {
    // 29 keys, 17 of them RSA-1024: a value below every modulus fits them all.
    byte[] value = new byte[128];
    value[127] = 2;
    byte[] cms =
        enveloped(
            withEncryptedKey(
                recipient(lost(RSA.get(0)).certificate(), new byte[16], KeyTransport.RSA_PKCS1),
                value),
            aesCbc(16),
            random(4096, 1));
    for (int threads : List.of(1, 3)) {
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryptor decryptor =
          Decryptor.with(mixed).using(counting).expectingMail().withTrialThreads(threads);
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NoMatchingKey.class);
      assertThat(counting.operations()).isEqualTo(17);
    }
    List<Candidate> trials =
        CandidateSearch.of(ByteSource.of(cms), new OpeningOptions(mixed).withTrialThreads(1))
            .trials(new KeyTrials(Limits.standard()), () -> {});
    List<DecryptionKey> order = trials.stream().map(each -> each.key().key()).toList();
    assertThat(order)
        .extracting(key -> key.certificates().stream().findFirst().orElseThrow().getNotBefore())
        .hasSize(17)
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(trials).allMatch(each -> each.key().foundBy() == FoundBy.TRIAL && !each.named());
  }

  /** Every kind of recipient that a private key opens, and how many keys of its kind there are. */
  private static Stream<Arguments> schemes() {
    return Stream.of(
        Arguments.of("RSA-1024", 17, KeyTransport.RSA_PKCS1),
        Arguments.of("RSA-1024", 17, KeyTransport.RSA_OAEP_SHA256),
        Arguments.of("RSA-1024", 17, KeyTransport.RSA_KEM),
        Arguments.of("P-256", 5, KeyTransport.RSA_PKCS1),
        Arguments.of("P-384", 5, KeyTransport.RSA_PKCS1),
        Arguments.of("X25519", 5, KeyTransport.RSA_PKCS1),
        Arguments.of("X448", 2, KeyTransport.RSA_PKCS1),
        Arguments.of("ML-KEM-768", 2, KeyTransport.RSA_PKCS1),
        Arguments.of("ML-KEM-1024", 2, KeyTransport.RSA_PKCS1));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void a9_everyScheme_findsItsHistoricKey_andTriesItsKindAlone(
      String kind, int ofThisKind, KeyTransport transport) throws Exception {
    KeyHistory all = mixed;
    TestPki.Issued right = RSA.get(5);
    for (String more : List.of("P-256", "P-384", "X25519", "X448", "ML-KEM-768", "ML-KEM-1024")) {
      for (int i = 0; i < 2; i++) {
        TestPki.Issued another = CA.issue("more@example.org").ec(more).newKey().build();
        all = all.and(keys(another));
        right = more.equals(kind) ? another : right;
      }
    }
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_CBC, ContentCipher.AES_128_GCM)) {
      AlgorithmPolicy policy = AlgorithmPolicy.authenticated().writing(cipher).writing(transport);
      byte[] cms = encrypted(lost(right), policy);
      for (int threads : List.of(1, 3)) {
        Decryption opened =
            Decryptor.with(all).withTrialThreads(threads).decrypt(ByteSource.of(cms));
        assertThat(content(opened).bytes()).isEqualTo(MAIL);
        assertThat(opened.layer().key().orElseThrow().certificate()).contains(right.certificate());
        assertThat(opened.layer().namedTried()).isZero();
        // Of RSA keys those whose modulus is past the value.
        assertThat(opened.layer().othersTried())
            .isBetween(kind.startsWith("RSA") ? 1 : ofThisKind, ofThisKind);
      }
      KeyHistory others = all.without(right.certificate().getPublicKey());
      assertThatThrownBy(() -> Decryptor.with(others).expectingMail().decrypt(ByteSource.of(cms)))
          .isInstanceOf(SmimeException.NoMatchingKey.class);
    }
  }

  @Test
  void a9_privateOperationsAreCounted_namedAndTriedTogether() throws Exception {
    // Two that are named and wrong, fifteen more to try: seventeen in all, and no more than that.
    byte[] value = new byte[128];
    value[127] = 2;
    ASN1EncodableVector recipients = new ASN1EncodableVector();
    for (int i = 0; i < 2; i++) {
      recipients.add(
          ASN1Primitive.fromByteArray(
              withEncryptedKey(
                  recipient(RSA.get(i).certificate(), new byte[16], KeyTransport.RSA_PKCS1),
                  value)));
    }
    byte[] cms = enveloped(new DERSet(recipients), aesCbc(16), random(4096, 2));
    // Either recipient may be for any of the keys: 2 named, 2 * 16 to try.
    int all = 2 + 2 * 16;
    int done = 2;
    CountingProvider counting = CountingProvider.ofRawRsa();
    // As mail: else content that has right padding by chance would open.
    Decryptor namedAlone =
        Decryptor.with(mixed).using(counting).expectingMail().withTrialThreads(3);
    assertThatThrownBy(() -> namedAlone.within(millis(0)).decrypt(ByteSource.of(cms)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(counting.operations()).isEqualTo(done);
    Decryptor decryptor = namedAlone.tryingOtherKeys();
    // 34 looks of a microsecond, and 32 operations of 190.
    assertThatThrownBy(() -> decryptor.within(millis(7)).decrypt(ByteSource.of(cms)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(counting.operations()).isEqualTo(done + all);
    // What is within the limit is tried before the limit is said.
    assertLimit(6, () -> decryptor.within(millis(6)).decrypt(ByteSource.of(cms)));
    assertThat(counting.operations()).isEqualTo(done + all + all - 1);
    assertLimit(0, () -> decryptor.within(millis(0)).decrypt(ByteSource.of(cms)));
    assertThat(counting.operations()).isEqualTo(done + all + all - 1 + 2);
  }

  private static Limits millis(long allowed) {
    return Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, allowed);
  }

  private static void assertLimit(long allowed, ThrowableAssert.ThrowingCallable opening) {
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            over -> {
              assertThat(over.limit()).isEqualTo(Limit.PRIVATE_KEY_MILLIS);
              assertThat(over).hasMessageContaining("the limit of " + allowed + " for ");
            });
  }

  /** So many recipients of a value that is wrong, and among them the right one. */
  private static byte[] among(int recipients, int place, TestPki.Issued right, TestPki.Issued named)
      throws Exception {
    byte[] value = new byte[128];
    value[127] = 2;
    byte[] cek = random(16, 5);
    byte[] wrong =
        withEncryptedKey(
            recipient(named.certificate(), new byte[16], KeyTransport.RSA_PKCS1), value);
    ASN1EncodableVector infos = new ASN1EncodableVector();
    for (int i = 0; i < recipients; i++) {
      infos.add(
          ASN1Primitive.fromByteArray(
              i == place ? recipient(right.certificate(), cek, KeyTransport.RSA_PKCS1) : wrong));
    }
    return enveloped(new DLSet(infos), aesCbc(16), cbc(cek, padded(MAIL)));
  }

  @Test
  void a9_sixteenOperationsWithNamedKeysCostNothing_theOthersAreWithinTheLimit() throws Exception {
    TestPki.Issued held = RSA.get(2);
    CountingProvider counting = CountingProvider.ofRawRsa();
    // As mail: else content that has right padding by chance would open.
    Decryptor decryptor = Decryptor.with(keys(held)).using(counting).expectingMail();
    byte[] none = among(30, -1, held, held);
    assertLimit(0, () -> decryptor.within(millis(0)).decrypt(ByteSource.of(none)));
    assertThat(counting.operations()).isEqualTo(16);
    assertLimit(1, () -> decryptor.within(millis(1)).decrypt(ByteSource.of(none)));
    // 475 microseconds for each from the third recipient on: how many there are, the sender chose.
    assertThat(counting.operations()).isEqualTo(16 + 16 + 2);
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(none)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(counting.operations()).isEqualTo(16 + 16 + 2 + 30);
    for (int place : List.of(0, 15)) {
      Decryption opened =
          decryptor.within(millis(0)).decrypt(ByteSource.of(among(30, place, held, held)));
      assertThat(content(opened).bytes()).isEqualTo(MAIL);
      assertThat(opened.layer().namedTried()).isEqualTo(16);
    }
    byte[] seventeenth = among(30, 16, held, held);
    assertLimit(0, () -> decryptor.within(millis(0)).decrypt(ByteSource.of(seventeenth)));
    assertThat(content(decryptor.within(millis(1)).decrypt(ByteSource.of(seventeenth))).bytes())
        .isEqualTo(MAIL);
  }

  @Test
  void a9_beforeTheLimitIsSaid_theFirstKeysAreTried() throws Exception {
    TestPki.Issued held = RSA.get(2);
    TestPki.Issued lost = lost(held);
    Decryptor decryptor = Decryptor.with(keys(held));
    // 191 microseconds for each of two recipients, 476 for each other: three are a millisecond.
    Decryption opened =
        decryptor.within(millis(1)).decrypt(ByteSource.of(among(900, 2, lost, lost)));
    assertThat(content(opened).bytes()).isEqualTo(MAIL);
    assertThat(opened.layer().othersTried()).isEqualTo(3);
    byte[] fourth = among(900, 3, lost, lost);
    assertLimit(1, () -> decryptor.within(millis(1)).decrypt(ByteSource.of(fourth)));
    assertThat(content(decryptor.decrypt(ByteSource.of(fourth))).bytes()).isEqualTo(MAIL);
  }

  @Test
  void a9_oneOfAThousandHeldKeys_opensByDefault() throws Exception {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    TestPki.Issued right = CA.issue("right@example.org").rsa(2048).newKey().build();
    List<DecryptionKey> thousand = new ArrayList<>();
    for (int i = 0; i < 999; i++) {
      thousand.add(
          DecryptionKey.of(
              // Of no use, at once: what counts is the size of the key.
              new UnusableKey(),
              factory.generatePublic(
                  new RSAPublicKeySpec(
                      BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.valueOf(2 * i + 1)),
                      BigInteger.valueOf(65_537))),
              List.of(),
              "a stand-in"));
    }
    mixed.and(keys(right)).remaining(KeyKind.rsa(2048).toString()).forEach(thousand::add);
    assertThat(thousand).hasSize(1_000);
    byte[] cms = encrypted(lost(right), AlgorithmPolicy.outlook());
    Decryption opened = Decryptor.with(source(thousand)).decrypt(ByteSource.of(cms));
    assertThat(content(opened).bytes()).isEqualTo(MAIL);
    assertThat(opened.layer().othersTried()).isEqualTo(1_000);
    assertLimit(
        966 * 999 / 1_000,
        () ->
            Decryptor.with(source(thousand))
                .within(millis(966 * 999 / 1_000))
                .decrypt(ByteSource.of(cms)));
  }

  /** A key that its token no longer works with. */
  private static final class UnusableKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }
  }

  private static KeySource source(List<DecryptionKey> keys) {
    return new KeySource() {
      @Override
      public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
        return List.of();
      }

      @Override
      public Iterable<DecryptionKey> remaining(String kind) {
        return keys;
      }

      @Override
      public int size() {
        return keys.size();
      }
    };
  }

  @Test
  void a9_c16_layersInOneAnother_shareTheLimit() throws Exception {
    KeyHistory twelve = KeyHistory.of();
    TestPki.Issued oldest = null;
    for (int year = 0; year < 12; year++) {
      TestPki.Issued key =
          CA.issue("alice@example.org")
              .ec("P-256")
              .newKey()
              .validity(TestPki.NOW.plusSeconds(year), TestPki.NOW.plusSeconds(1_000_000))
              .build();
      oldest = oldest == null ? key : oldest;
      twelve = twelve.and(keys(key));
    }
    byte[] inner = encrypted(lost(oldest), AlgorithmPolicy.outlook());
    byte[] head =
        "Content-Type: application/pkcs7-mime\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] outer =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(lost(oldest).certificate())
            .under(AlgorithmPolicy.outlook())
            .encrypt(
                ByteSource.of(
                    ByteBuffer.allocate(head.length + inner.length).put(head).put(inner).array()))
            .bytes();
    // Twelve of 380 microseconds for each layer, and the right one is the last.
    for (int allowed : List.of(4, 9, 10)) {
      MailReader reader =
          MailReader.with(
              Decryptor.with(twelve).within(millis(allowed)),
              Verifier.trusting(TrustPolicy.anchors(List.of(CA.certificate()))));
      try (OpenedMail mail = reader.open(ByteSource.of(outer))) {
        assertThat(mail.layers()).hasSize(allowed / 5);
        assertThat(mail.failure().map(SmimeException::getClass))
            .isEqualTo(
                allowed == 10 ? Optional.empty() : Optional.of(SmimeException.LimitExceeded.class));
      }
      // So do several messages, one after the other, where their reader is told.
      MailReader ofDocument = reader.sharingLimits();
      for (int message = 0; message < 3; message++) {
        try (OpenedMail alone = reader.open(ByteSource.of(inner));
            OpenedMail mail = ofDocument.open(ByteSource.of(inner))) {
          assertThat(alone.layers()).hasSize(allowed == 4 ? 0 : 1);
          assertThat(mail.layers()).hasSize(message < allowed / 5 ? 1 : 0);
        }
      }
    }
  }

  /** One agreement for so many recipients, all of which it names, with one encrypted key each. */
  private static byte[] agreement(X509Certificate to, int recipients, byte[] cek) throws Exception {
    ASN1TaggedObject info =
        ASN1TaggedObject.getInstance(recipient(to, cek, KeyTransport.RSA_PKCS1));
    ASN1Sequence parts = ASN1Sequence.getInstance(info, false);
    ASN1Encodable[] fields = parts.toArray();
    ASN1Encodable right = ASN1Sequence.getInstance(fields[fields.length - 1]).getObjectAt(0);
    ASN1Encodable name = ASN1Sequence.getInstance(right).getObjectAt(0);
    ASN1EncodableVector keys = new ASN1EncodableVector();
    for (int i = 0; i < recipients - 1; i++) {
      keys.add(
          new DERSequence(new ASN1Encodable[] {name, new DEROctetString(random(24, 100 + i))}));
    }
    keys.add(right);
    fields[fields.length - 1] = new DERSequence(keys);
    return enveloped(
        new DERTaggedObject(false, info.getTagNo(), new DERSequence(fields)).getEncoded(),
        aesCbc(16),
        cbc(cek, padded(MAIL)));
  }

  @Test
  void a9_agreement_isMadeOnceForEachKey_howeverManyRecipientsItHas() throws Exception {
    TestPki.Issued key = CA.issue("agreed@example.org").ec("P-256").newKey().build();
    TestPki.Issued other = CA.issue("another@example.org").ec("P-256").newKey().build();
    AtomicInteger agreements = new AtomicInteger();
    PrivateKeyOperations counted =
        new PrivateKeyOperations() {
          @Override
          public byte[] agree(PublicKey with) throws IOException {
            agreements.incrementAndGet();
            try {
              KeyAgreement ecdh = KeyAgreement.getInstance("ECDH");
              ecdh.init(key.privateKey());
              ecdh.doPhase(with, true);
              return ecdh.generateSecret();
            } catch (GeneralSecurityException e) {
              throw new IOException(e);
            }
          }
        };
    byte[] cms = agreement(key.certificate(), 999, random(16, 6));
    for (int threads : List.of(1, 3)) {
      for (TestPki.Issued held : List.of(key, lost(key))) {
        agreements.set(0);
        Decryptor decryptor =
            Decryptor.with(KeyHistory.of(Credential.of(counted, held.certificate())))
                .withTrialThreads(threads);
        Decryption opened = decryptor.decrypt(ByteSource.of(cms));
        assertThat(content(opened).bytes()).isEqualTo(MAIL);
        assertThat(agreements).hasValue(1);
        // 359 microseconds for the agreement, and 20 to unwrap each.
        assertThat(content(decryptor.within(millis(22)).decrypt(ByteSource.of(cms))).bytes())
            .isEqualTo(MAIL);
      }
    }
    assertLimit(
        18, () -> Decryptor.with(keys(other)).within(millis(18)).decrypt(ByteSource.of(cms)));
  }

  @Test
  void a9_positionOfTheRightKey_changesNeitherResultNorWork() throws Exception {
    for (TestPki.Issued right : List.of(RSA.get(0), RSA.get(9), RSA.get(16))) {
      byte[] cek = random(16, 3);
      // Below every modulus of this size, whose first bit is set.
      byte[] cms = null;
      while (cms == null || !fitsAll(cms)) {
        cms =
            enveloped(
                recipient(lost(right).certificate(), cek, KeyTransport.RSA_PKCS1),
                aesCbc(16),
                cbc(cek, padded(MAIL)));
      }
      CountingProvider counting = CountingProvider.ofRawRsa();
      Decryption decryption = Decryptor.with(mixed).using(counting).decrypt(ByteSource.of(cms));
      assertThat(content(decryption).bytes()).isEqualTo(MAIL);
      assertThat(decryption.layer().key().orElseThrow().certificate())
          .contains(right.certificate());
      assertThat(counting.operations()).isEqualTo(17);
    }
  }

  @Test
  void encryptedKeyWithoutItsLeadingZeros_opensWithTheKeyThatIsNamed() throws Exception {
    TestPki.Issued right = RSA.get(3);
    byte[] cek = random(16, 4);
    byte[] shortened = null;
    while (shortened == null) {
      byte[] recipient = recipient(right.certificate(), cek, KeyTransport.RSA_PKCS1);
      byte[] key = encryptedKey(recipient);
      shortened = key[0] == 0 ? withEncryptedKey(recipient, trimmed(key)) : null;
    }
    byte[] cms = enveloped(shortened, aesCbc(16), cbc(cek, padded(MAIL)));
    CountingProvider counting = CountingProvider.ofRawRsa();
    Decryption decryption = Decryptor.with(keys(right)).using(counting).decrypt(ByteSource.of(cms));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().deviations())
        .contains(new Finding(Finding.Code.ENCRYPTED_KEY_SHORT, ""));
    assertThat(counting.operations()).isEqualTo(1);
    // By its length alone a key is not guessed.
    TestPki.Issued stranger = CA.issue("bob@example.org").rsa(1024).newKey().build();
    assertThatThrownBy(
            () -> Decryptor.with(keys(stranger)).expectingMail().decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  private static byte[] encryptedKey(byte[] recipientInfo) {
    ASN1Sequence parts = ASN1Sequence.getInstance(recipientInfo);
    return ASN1OctetString.getInstance(parts.getObjectAt(parts.size() - 1)).getOctets();
  }

  private static byte[] trimmed(byte[] key) {
    int from = 0;
    while (key[from] == 0) {
      from++;
    }
    return Arrays.copyOfRange(key, from, key.length);
  }

  private static boolean fitsAll(byte[] cms) {
    CountingProvider counting = CountingProvider.ofRawRsa();
    catchThrowable(() -> Decryptor.with(mixed).using(counting).decrypt(ByteSource.of(cms)));
    return counting.operations() == 17;
  }

  /** A key that its keeper works with no longer. */
  private static KeyHistory dead(TestPki.Issued key) {
    return KeyHistory.of(Credential.of(new PrivateKeyOperations() {}, key.certificate()));
  }

  @Test
  void a9_keyThatNobodyCanWorkWith_hidesNoneBehindIt() throws Exception {
    TestPki.Issued ec = CA.issue("dead@example.org").ec("P-256").newKey().build();
    TestPki.Issued otherEc = CA.issue("alive@example.org").ec("P-256").newKey().build();
    TestPki.Issued rsa = CA.issue("dead@example.org").rsa(2048).newKey().build();
    TestPki.Issued otherRsa = CA.issue("alive@example.org").rsa(2048).newKey().build();
    for (KeyTransport transport : KeyTransport.values()) {
      for (var pair : List.of(List.of(ec, otherEc), List.of(rsa, otherRsa))) {
        TestPki.Issued first = pair.get(0);
        TestPki.Issued second = pair.get(1);
        byte[] cms =
            Encryptor.unvalidated("made for this test")
                .writingMail()
                .to(first.certificate(), lost(second).certificate())
                .under(AlgorithmPolicy.authenticated().writing(transport))
                .encrypt(ByteSource.of(MAIL))
                .bytes();
        for (int threads : List.of(1, 3)) {
          Decryption tried =
              Decryptor.with(dead(first).and(keys(second)))
                  .withTrialThreads(threads)
                  .decrypt(ByteSource.of(cms));
          assertThat(content(tried).bytes()).isEqualTo(MAIL);
          Decryption named =
              Decryptor.with(dead(first).and(keys(lost(second))))
                  .withTrialThreads(threads)
                  .decrypt(ByteSource.of(cms));
          assertThat(content(named).bytes()).isEqualTo(MAIL);
        }
        // Where none can be worked with, that is what is said.
        assertThatThrownBy(
                () -> Decryptor.with(dead(first).and(dead(second))).decrypt(ByteSource.of(cms)))
            .isInstanceOf(SmimeException.ProviderUnavailable.class);
        byte[] altered = cms.clone();
        altered[altered.length - 3] ^= 1;
        assertThatThrownBy(
                () ->
                    Decryptor.with(dead(first).and(keys(lost(second))))
                        .decrypt(ByteSource.of(altered)))
            .isExactlyInstanceOf(SmimeException.NotDecryptable.class)
            .hasMessage(new SmimeException.NotDecryptable().getMessage());
      }
    }
  }

  /** A thousand recipients with a value past every modulus, so that no key fits any of them. */
  private static byte[] forNobody() throws Exception {
    byte[] value = new byte[128];
    java.util.Arrays.fill(value, (byte) 0xff);
    ASN1EncodableVector recipients = new ASN1EncodableVector();
    byte[] one =
        withEncryptedKey(
            recipient(lost(RSA.get(0)).certificate(), new byte[16], KeyTransport.RSA_PKCS1), value);
    for (int i = 0; i < 1_000; i++) {
      recipients.add(ASN1Primitive.fromByteArray(one));
    }
    return enveloped(new DERSet(recipients), aesCbc(16), random(4096, 4));
  }

  @Test
  void a9_lookingForKeysThatFit_isBoundedAndInterruptible_andListsAKindOnce() throws Exception {
    byte[] cms = forNobody();
    AtomicInteger listings = new AtomicInteger();
    KeySource counting =
        new KeySource() {
          @Override
          public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
            return List.of();
          }

          @Override
          public Iterable<DecryptionKey> remaining(String kind) {
            listings.incrementAndGet();
            return mixed.remaining(kind);
          }

          @Override
          public int size() {
            return mixed.size();
          }
        };
    assertThatThrownBy(() -> Decryptor.with(counting).expectingMail().decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(listings.get()).isEqualTo(1);
    // 1,000 recipients and 17 keys of their length: 17,000 looks of a microsecond.
    assertLimit(16, () -> Decryptor.with(counting).within(millis(16)).decrypt(ByteSource.of(cms)));
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(() -> Decryptor.with(counting).decrypt(ByteSource.of(cms)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void anInterrupt_endsTheTrial_andIsNotSwallowed() throws Exception {
    byte[] cms = encrypted(lost(RSA.get(16)), AlgorithmPolicy.outlook());
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(() -> Decryptor.with(mixed).decrypt(ByteSource.of(cms)));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(InterruptedIOException.class);
  }
}
