package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.TestPki;

/** What holds for a chain that holds for none of its sources alone. */
class ChainedKeysTest {

  private static final TestPki.Authority CA = TestPki.authority("Chain");
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").ec("P-256").build();
  private static final TestPki.Issued RENEWED = CA.issue("alice@example.org").keyOf(ALICE).build();

  private static KeyHistory history(TestPki.Issued issued) {
    return KeyHistory.of(Identity.of(issued.privateKey(), issued.certificate(), CA.certificate()));
  }

  private static List<RecipientIdentifier> named(TestPki.Issued issued) {
    return List.of(RecipientIdentifier.of(issued.certificate()));
  }

  @Test
  void a3_aeadOnlyMark_holdsForThePublicKeyInEverySource() throws Exception {
    KeySource marked = history(ALICE).aeadOnly(ALICE.certificate());
    KeySource plain = history(RENEWED);
    for (KeySource chain :
        List.of(KeySource.chain(marked, plain), KeySource.chain(plain, marked))) {
      for (TestPki.Issued issued : List.of(ALICE, RENEWED)) {
        assertThat(chain.snapshot().matching(named(issued)))
            .isNotEmpty()
            .allSatisfy(match -> assertThat(match.key().aeadOnly()).isTrue());
      }
      assertThat(chain.remaining(KeyKind.of(ALICE.publicKey())))
          .hasSize(1)
          .allSatisfy(key -> assertThat(key.aeadOnly()).isTrue());
    }
    assertThat(KeySource.chain(plain, plain).matching(named(RENEWED)))
        .hasSize(2)
        .noneSatisfy(match -> assertThat(match.key().aeadOnly()).isTrue());
  }

  /** A source that cannot be reached. */
  private static final class Broken implements KeySource {
    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) throws IOException {
      throw new IOException("no connection");
    }

    @Override
    public Iterable<DecryptionKey> remaining(KeyKind kind) {
      return List.of();
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public List<String> removedMatching(List<RecipientIdentifier> wanted) throws IOException {
      throw new IOException("no connection");
    }
  }

  @Test
  void brokenSource_keepsNoLaterOneFromBeingAsked_andIsSaidWhereNoneHasAKey() throws Exception {
    KeySource chain = KeySource.chain(new Broken(), history(ALICE));
    assertThat(chain.matching(named(ALICE))).hasSize(1);
    assertThatThrownBy(() -> chain.matching(named(RENEWED))).hasMessage("no connection");
    assertThatThrownBy(() -> chain.removedMatching(named(RENEWED))).hasMessage("no connection");
  }
}
