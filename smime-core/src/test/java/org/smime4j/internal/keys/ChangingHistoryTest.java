package org.smime4j.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.NoMatchingKey;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Ring;
import org.smime4j.testing.TestPki;

/** Keys that come and go while messages are opened, and sources that are one behind another. */
public class ChangingHistoryTest {

  private static final TestPki.Authority CA = TestPki.authority("Ring");
  private static final TestPki.Issued FIRST = CA.issue("alice@example.org").ec("P-256").build();
  private static final TestPki.Issued SECOND = CA.issue("alice@example.org").ec("P-256").build();

  private static Credential identity(TestPki.Issued issued) {
    return Credential.of(issued.privateKey(), issued.certificate());
  }

  private static byte[] encrypted(TestPki.Issued recipient) throws IOException {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient.certificate())
        .under(AlgorithmPolicy.authenticated())
        .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
        .bytes();
  }

  @Test
  void removedKey_opensNothingAnyMore_andTheMessageSaysSince() throws Exception {
    Ring ring = Ring.of(KeyHistory.of(identity(FIRST), identity(SECOND)));
    Decryptor decryptor = Decryptor.with(ring.source());
    byte[] cms = encrypted(FIRST);
    assertThat(decryptor.decrypt(ByteSource.of(cms)).layer().isAuthenticated()).isTrue();
    LocalDate before = LocalDate.now(ZoneOffset.UTC);
    ring.remove(FIRST.certificate());
    LocalDate after = LocalDate.now(ZoneOffset.UTC);
    NoMatchingKey none =
        catchThrowableOfType(NoMatchingKey.class, () -> decryptor.decrypt(ByteSource.of(cms)));
    assertThat(none).hasMessageContaining("a removed one is named: ");
    assertThat(decryptor.diagnose(ByteSource.of(cms)).removed())
        .singleElement()
        .satisfies(
            removed ->
                assertThat(removed)
                    .isIn(
                        RecipientIdentifier.of(FIRST.certificate()) + ", removed on " + before,
                        RecipientIdentifier.of(FIRST.certificate()) + ", removed on " + after));
    assertThat(none.getMessage()).contains("removed on").doesNotContain("revoked");
    ring.add(identity(FIRST));
    assertThat(decryptor.decrypt(ByteSource.of(cms)).layer().isAuthenticated()).isTrue();
  }

  /** Removes the key as soon as a message has been told of it, and before it is used. */
  @Test
  void messageThatBeganBefore_isOpenedWithTheKeysOfItsBeginning() throws Exception {
    Ring ring = Ring.of(KeyHistory.of(identity(FIRST)));
    KeySource meddler =
        new KeySource() {
          @Override
          public KeySource snapshot() {
            KeyHistory snapshot = ring.history();
            ring.remove(FIRST.certificate());
            return snapshot;
          }

          @Override
          public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
            throw new AssertionError("asked past its snapshot");
          }

          @Override
          public Iterable<DecryptionKey> remaining(String kind) {
            throw new AssertionError("asked past its snapshot");
          }

          @Override
          public int size() {
            return ring.size();
          }

          @Override
          public List<String> removedMatching(List<RecipientIdentifier> wanted) {
            throw new AssertionError("asked past its snapshot");
          }
        };
    byte[] cms = encrypted(FIRST);
    assertThat(Decryptor.with(meddler).decrypt(ByteSource.of(cms)).layer().isAuthenticated())
        .isTrue();
    assertThat(ring.size()).isZero();
    assertThat(
            catchThrowableOfType(
                NoMatchingKey.class, () -> Decryptor.with(meddler).decrypt(ByteSource.of(cms))))
        .isNotNull();
  }

  @Test
  void chain_triesTheSurestWayFirst_thenTheOrderOfItsSources() throws Exception {
    TestPki.Issued renewed = CA.issue("alice@example.org").keyOf(SECOND).build();
    // The first source knows the key by another certificate only; the second by this one.
    KeySource byKey = KeyHistory.of(identity(SECOND)).and(certificateAlone(renewed));
    KeySource byName = KeyHistory.of(identity(renewed));
    List<RecipientIdentifier> wanted = List.of(RecipientIdentifier.of(renewed.certificate()));
    assertThat(KeyHistory.chain(byKey, byName).matching(wanted))
        .extracting(KeyMatch::foundBy)
        .containsExactly(FoundBy.RECIPIENT_ID, FoundBy.SAME_KEY);
    KeySource one = KeyHistory.of(identity(FIRST));
    KeySource two =
        KeyHistory.of(Credential.of(FIRST.privateKey(), FIRST.certificate(), CA.certificate()));
    assertThat(
            KeyHistory.chain(one, two)
                .matching(List.of(RecipientIdentifier.of(FIRST.certificate()))))
        .hasSize(2)
        .first()
        .isEqualTo(one.matching(List.of(RecipientIdentifier.of(FIRST.certificate()))).get(0));
  }

  private static KeyHistory certificateAlone(TestPki.Issued issued) {
    TestPki.Issued other = CA.issue("other@example.org").ec("P-256").build();
    return KeyHistory.of(
            Credential.of(other.privateKey(), other.certificate(), issued.certificate()))
        .without(other.certificate().getPublicKey());
  }

  @Test
  void chain_streamsTheRemainingKeysNewestFirst_eachOnce_andIsASnapshot() throws Exception {
    List<TestPki.Issued> years = new ArrayList<>();
    for (int year = 2010; year < 2018; year++) {
      years.add(
          CA.issue("bob@example.org")
              .ec("P-256")
              .validity(
                  LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC),
                  LocalDate.of(year + 1, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC))
              .build());
    }
    KeyHistory even = KeyHistory.of();
    KeyHistory odd = KeyHistory.of(identity(years.get(0)));
    for (int i = 0; i < years.size(); i++) {
      even = i % 2 == 0 ? even.and(KeyHistory.of(identity(years.get(i)))) : even;
      odd = i % 2 == 1 ? odd.and(KeyHistory.of(identity(years.get(i)))) : odd;
    }
    Ring ring = Ring.of(odd);
    KeySource chain = KeyHistory.chain(even, ring.source());
    KeySource snapshot = chain.snapshot();
    ring.remove(years.get(7).certificate());
    String p256 = KeyKind.of(FIRST.publicKey()).toString();
    assertThat(snapshot.remaining(p256))
        .extracting(key -> key.certificates().get(0).getNotBefore())
        .hasSize(8)
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(chain.remaining(p256)).hasSize(7);
    assertThat(chain.size()).isEqualTo(8);
    assertThat(chain.removedMatching(List.of(RecipientIdentifier.of(years.get(7).certificate()))))
        .hasSize(1);
  }
}
