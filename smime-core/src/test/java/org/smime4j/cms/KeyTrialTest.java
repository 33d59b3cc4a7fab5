package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.cms.DecryptorTest.content;
import static org.smime4j.cms.DecryptorTest.keys;
import static org.smime4j.cms.HostileEnvelopes.aesCbc;
import static org.smime4j.cms.HostileEnvelopes.cbc;
import static org.smime4j.cms.HostileEnvelopes.enveloped;
import static org.smime4j.cms.HostileEnvelopes.padded;
import static org.smime4j.cms.HostileEnvelopes.random;
import static org.smime4j.cms.HostileEnvelopes.recipient;
import static org.smime4j.cms.HostileEnvelopes.withEncryptedKey;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.ContentCipher;
import org.smime4j.Deviation;
import org.smime4j.KeyTransport;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.PrivateKeyOperations;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;
import org.smime4j.internal.crypto.CountingProvider;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.internal.decrypt.Candidate;
import org.smime4j.internal.decrypt.CandidateSearch;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;

/** Trying every key that fits: by how many threads does not matter, and it is bounded. */
class KeyTrialTest {

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
      mixed = mixed.with(keys(rsa));
    }
    for (int i = 0; i < 3; i++) {
      mixed =
          mixed.with(
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

  private static byte[] encrypted(TestPki.Issued to, Policy policy) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .to(to.certificate())
        .under(policy)
        .encrypt(MAIL)
        .bytes();
  }

  private static String outcome(Decryptor decryptor, byte[] cms) {
    try {
      Decryption decryption = decryptor.decrypt(cms);
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
      for (Policy policy :
          List.of(
              Policy.outlook().writing(ContentCipher.AES_128_CBC),
              Policy.authenticated().writing(KeyTransport.RSA_PKCS1),
              Policy.authenticated().writing(KeyTransport.RSA_OAEP_SHA256))) {
        byte[] cms = encrypted(lost(RSA.get(i)), policy);
        messages.add(cms);
        byte[] altered = cms.clone();
        altered[altered.length - 3] ^= 1;
        messages.add(altered);
      }
    }
    messages.add(
        encrypted(CA.issue("nobody@example.org").rsa(1024).newKey().build(), Policy.outlook()));
    messages.add(
        encrypted(CA.issue("nobody@example.org").ec("P-256").newKey().build(), Policy.outlook()));
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
      CountingProvider counting = new CountingProvider();
      Decryptor decryptor = Decryptor.with(mixed).using(counting).withTrialThreads(threads);
      assertThatThrownBy(() -> decryptor.decrypt(cms))
          .isInstanceOf(SmimeException.NoMatchingKey.class);
      assertThat(counting.operations()).isEqualTo(17);
    }
    List<Candidate> trials =
        CandidateSearch.of(
                Octets.of(cms),
                new OpeningOptions(
                    mixed,
                    Policy.standard(),
                    Limits.standard(),
                    Providers.standard(),
                    PasswordSource.none(),
                    List.of(),
                    List.of(),
                    false,
                    1,
                    1))
            .trials(10_000, () -> {});
    List<DecryptionKey> order = trials.stream().map(each -> each.key().key()).toList();
    assertThat(order)
        .extracting(key -> key.certificate().orElseThrow().getNotBefore())
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
        all = all.with(keys(another));
        right = more.equals(kind) ? another : right;
      }
    }
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_CBC, ContentCipher.AES_128_GCM)) {
      Policy policy = Policy.authenticated().writing(cipher).writing(transport);
      byte[] cms = encrypted(lost(right), policy);
      for (int threads : List.of(1, 3)) {
        Decryption opened = Decryptor.with(all).withTrialThreads(threads).decrypt(cms);
        assertThat(content(opened).bytes()).isEqualTo(MAIL);
        assertThat(opened.layer().key().orElseThrow().certificate()).contains(right.certificate());
        assertThat(opened.layer().tried().named()).isZero();
        // Of RSA keys those whose modulus is past the value.
        assertThat(opened.layer().tried().others())
            .isBetween(kind.startsWith("RSA") ? 1 : ofThisKind, ofThisKind);
      }
      KeyHistory others = all.without(right.certificate());
      assertThatThrownBy(() -> Decryptor.with(others).decrypt(cms))
          .isInstanceOf(SmimeException.NoMatchingKey.class);
    }
  }

  @Test
  void a9_keyTrialsCountsPrivateOperations_namedAndTriedTogether() throws Exception {
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
    CountingProvider counting = new CountingProvider();
    Decryptor decryptor = Decryptor.with(mixed).using(counting).withTrialThreads(3);
    Limits enough = Limits.standard().with(Limit.KEY_TRIALS, all);
    assertThatThrownBy(() -> decryptor.within(enough).decrypt(cms))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(counting.operations()).isEqualTo(all);
    Limits less = Limits.standard().with(Limit.KEY_TRIALS, all - 1);
    assertThatThrownBy(() -> decryptor.within(less).decrypt(cms))
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            over -> {
              assertThat(over.limit()).isEqualTo(Limit.KEY_TRIALS);
              assertThat(over.allowed()).isEqualTo(all - 1);
            });
    // What is too much is known before it is begun: the two that are named, and nothing else.
    assertThat(counting.operations()).isEqualTo(all + 2);
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
      CountingProvider counting = new CountingProvider();
      Decryption decryption = Decryptor.with(mixed).using(counting).decrypt(cms);
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
    CountingProvider counting = new CountingProvider();
    Decryption decryption = Decryptor.with(keys(right)).using(counting).decrypt(cms);
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().deviations())
        .contains(Deviation.of(Deviation.Code.ENCRYPTED_KEY_SHORT));
    assertThat(counting.operations()).isEqualTo(1);
    // By its length alone a key is not guessed.
    TestPki.Issued stranger = CA.issue("bob@example.org").rsa(1024).newKey().build();
    assertThatThrownBy(() -> Decryptor.with(keys(stranger)).decrypt(cms))
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
    CountingProvider counting = new CountingProvider();
    catchThrowable(() -> Decryptor.with(mixed).using(counting).decrypt(cms));
    return counting.operations() == 17;
  }

  /** A key that its keeper works with no longer. */
  private static KeyHistory dead(TestPki.Issued key) {
    return KeyHistory.of(Identity.of(new PrivateKeyOperations() {}, key.certificate()));
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
                .to(first.certificate(), lost(second).certificate())
                .under(Policy.authenticated().writing(transport))
                .encrypt(MAIL)
                .bytes();
        for (int threads : List.of(1, 3)) {
          Decryption tried =
              Decryptor.with(dead(first).with(keys(second))).withTrialThreads(threads).decrypt(cms);
          assertThat(content(tried).bytes()).isEqualTo(MAIL);
          Decryption named =
              Decryptor.with(dead(first).with(keys(lost(second))))
                  .withTrialThreads(threads)
                  .decrypt(cms);
          assertThat(content(named).bytes()).isEqualTo(MAIL);
        }
        // Where none can be worked with, that is what is said.
        assertThatThrownBy(() -> Decryptor.with(dead(first).with(dead(second))).decrypt(cms))
            .isInstanceOf(SmimeException.ProviderUnavailable.class);
        byte[] altered = cms.clone();
        altered[altered.length - 3] ^= 1;
        assertThatThrownBy(
                () -> Decryptor.with(dead(first).with(keys(lost(second)))).decrypt(altered))
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
    assertThatThrownBy(() -> Decryptor.with(counting).decrypt(cms))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(listings.get()).isEqualTo(1);
    // 1,000 recipients and 17 keys of their length: 17,000 looks, where 100 * 100 are allowed.
    Limits few = Limits.standard().with(Limit.KEY_TRIALS, 100);
    assertThatThrownBy(() -> Decryptor.with(counting).within(few).decrypt(cms))
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            over -> assertThat(over.limit()).isEqualTo(Limit.KEY_TRIALS));
    Limits hurry = Limits.standard().with(Limit.KEY_TRIAL_MILLIS, 0);
    assertThatThrownBy(() -> Decryptor.with(counting).within(hurry).decrypt(cms))
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            over -> assertThat(over.limit()).isEqualTo(Limit.KEY_TRIAL_MILLIS));
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(() -> Decryptor.with(counting).decrypt(cms));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(InterruptedIOException.class);
  }

  @Test
  void aDeadlineThatIsOver_isATypedLimit() throws Exception {
    byte[] cms = encrypted(lost(RSA.get(16)), Policy.outlook());
    for (int threads : List.of(1, 3)) {
      Decryptor hurried =
          Decryptor.with(mixed)
              .withTrialThreads(threads)
              .within(Limits.standard().with(Limit.KEY_TRIAL_MILLIS, 0));
      assertThatThrownBy(() -> hurried.decrypt(cms))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              over -> assertThat(over.limit()).isEqualTo(Limit.KEY_TRIAL_MILLIS));
    }
  }

  @Test
  void anInterrupt_endsTheTrial_andIsNotSwallowed() throws Exception {
    byte[] cms = encrypted(lost(RSA.get(16)), Policy.outlook());
    Thread.currentThread().interrupt();
    Throwable thrown = catchThrowable(() -> Decryptor.with(mixed).decrypt(cms));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(thrown).isInstanceOf(InterruptedIOException.class);
  }
}
