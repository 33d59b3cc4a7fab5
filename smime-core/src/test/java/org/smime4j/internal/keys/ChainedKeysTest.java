package org.smime4j.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** What holds for a chain that holds for none of its sources alone. */
public class ChainedKeysTest {

  private static final TestPki.Authority CA = TestPki.authority("Chain");
  private static final TestPki.Issued ALICE =
      CA.issue("alice@example.org").ec("P-256").newKey().build();
  private static final TestPki.Issued BOB =
      CA.issue("bob@example.org").ec("P-256").newKey().build();
  private static final TestPki.Issued RENEWED = CA.issue("alice@example.org").keyOf(ALICE).build();

  private static KeyHistory history(TestPki.Issued issued) {
    return KeyHistory.of(
        Credential.of(issued.privateKey(), issued.certificate(), CA.certificate()));
  }

  private static List<RecipientIdentifier> named(TestPki.Issued issued) {
    return List.of(RecipientIdentifier.of(issued.certificate()));
  }

  @Test
  void a3_aeadOnlyMark_holdsForThePublicKeyInEverySource() throws Exception {
    KeySource marked = history(ALICE).aeadOnly(ALICE.certificate());
    KeySource plain = history(RENEWED);
    for (KeySource chain :
        List.of(KeyHistory.chain(marked, plain), KeyHistory.chain(plain, marked))) {
      for (TestPki.Issued issued : List.of(ALICE, RENEWED)) {
        assertThat(chain.snapshot().matching(named(issued)))
            .isNotEmpty()
            .allSatisfy(match -> assertThat(match.key().isAeadOnly()).isTrue());
      }
      assertThat(chain.remaining(KeyKind.of(ALICE.publicKey()).toString()))
          .hasSize(1)
          .allSatisfy(key -> assertThat(key.isAeadOnly()).isTrue());
    }
    assertThat(KeyHistory.chain(plain, plain).matching(named(RENEWED)))
        .hasSize(2)
        .noneSatisfy(match -> assertThat(match.key().isAeadOnly()).isTrue());
  }

  @Test
  void aSourceThatGivesNoSnapshot_doesNotHideTheOthers() throws Exception {
    KeySource silent =
        new KeySource() {
          @Override
          public KeySource snapshot() {
            return null;
          }

          @Override
          public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
            return List.of();
          }

          @Override
          public Iterable<DecryptionKey> remaining(String kind) {
            return List.of();
          }

          @Override
          public int size() {
            return 0;
          }
        };
    KeySource chain = KeyHistory.chain(silent, history(ALICE));
    assertThat(chain.snapshot().matching(named(ALICE))).hasSize(1);
  }

  /** A source that answers a few questions, and then no more. */
  private static final class Failing implements KeySource {
    private final KeySource source;
    private final RuntimeException why;
    private int answers;

    Failing(KeySource source, int answers, RuntimeException why) {
      this.source = source;
      this.answers = answers;
      this.why = why;
    }

    private void ask() {
      if (answers-- <= 0) {
        throw why;
      }
    }

    @Override
    public KeySource snapshot() throws IOException {
      ask();
      return this;
    }

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
      ask();
      return source.matching(wanted);
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) throws IOException {
      Iterator<DecryptionKey> each = source.remaining(kind).iterator();
      return () ->
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              ask();
              return each.hasNext();
            }

            @Override
            public DecryptionKey next() {
              return each.next();
            }
          };
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
      ask();
      return source.removedMatching(wanted);
    }
  }

  private static byte[] encrypted(TestPki.Issued recipient) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient.certificate())
        .under(AlgorithmPolicy.authenticated())
        .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
        .bytes();
  }

  /** Whenever it fails, and in whatever way. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void sourceThatFails_hidesNoneOfTheOthers_andIsSaidWhereNothingOpens(int answers)
      throws Exception {
    TestPki.Issued lost = CA.issue("lost@example.org").keyOf(BOB).serial(99).build();
    TestPki.Issued nobody = CA.issue("nobody@example.org").ec("P-256").newKey().build();
    KeyHistory alice = history(ALICE);
    KeyHistory bob = history(BOB);
    for (RuntimeException why :
        List.of(
            new UncheckedIOException(new IOException("no connection")),
            new IllegalStateException("no connection"))) {
      for (boolean first : List.of(true, false)) {
        Supplier<Decryptor> chain =
            () -> {
              KeySource failing = new Failing(alice, answers, why);
              return Decryptor.with(
                  first ? KeyHistory.chain(failing, bob) : KeyHistory.chain(bob, failing));
            };
        for (TestPki.Issued to : List.of(BOB, lost)) {
          assertThat(
                  chain
                      .get()
                      .decrypt(ByteSource.of(encrypted(to)))
                      .layer()
                      .key()
                      .orElseThrow()
                      .key())
              .extracting(DecryptionKey::publicKey)
              .isEqualTo(BOB.publicKey());
        }
        assertThatThrownBy(() -> chain.get().decrypt(ByteSource.of(encrypted(nobody))))
            .isExactlyInstanceOf(IOException.class)
            .satisfies(
                said -> assertThat(said.toString() + said.getCause()).contains("no connection"));
        assertThatThrownBy(() -> chain.get().diagnose(ByteSource.of(encrypted(nobody))))
            .isExactlyInstanceOf(IOException.class);
      }
      // What it told before it failed is tried.
      if (answers == 4) {
        TestPki.Issued renewed = CA.issue("lost@example.org").keyOf(ALICE).serial(98).build();
        assertThat(
                Decryptor.with(new Failing(alice, answers, why))
                    .decrypt(ByteSource.of(encrypted(renewed)))
                    .layer()
                    .key())
            .isPresent();
      }
    }
  }

  @Test
  void interruptInASource_isNoFailureOfIt() throws Exception {
    byte[] cms = encrypted(BOB);
    RuntimeException interrupted = new UncheckedIOException(new InterruptedIOException("enough"));
    for (int answers = 0; answers < 2; answers++) {
      KeySource failing = new Failing(history(ALICE), answers, interrupted);
      assertThatThrownBy(
              () ->
                  Decryptor.with(KeyHistory.chain(failing, history(BOB)))
                      .decrypt(ByteSource.of(cms)))
          .isInstanceOf(InterruptedIOException.class);
    }
  }
}
