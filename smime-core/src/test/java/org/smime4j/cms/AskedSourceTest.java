package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.cms.DecryptorTest.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;
import org.smime4j.internal.crypto.ChangingKeys;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.RecipientIdentifier;

/** What a source of keys is asked for one message, and what is said where it fails. */
class AskedSourceTest {

  private static final TestPki.Authority CA = TestPki.authority("Asked");
  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum At {
    NOTHING,
    SNAPSHOT,
    MATCHING,
    REMAINING,
    NEXT,
    SIZE,
    REMOVED
  }

  /** Counts the keys that are read, and fails where it is told to. */
  private static final class Source
      implements KeySource, ChangingKeys<KeySource, RecipientIdentifier, DecryptionKey> {
    private final KeyHistory keys;
    private final At fails;
    private int read;

    Source(KeyHistory keys, At fails) {
      this.keys = keys;
      this.fails = fails;
    }

    private void at(At what) {
      if (what == fails) {
        throw new IllegalStateException("no connection");
      }
    }

    @Override
    public KeySource snapshot() {
      at(At.SNAPSHOT);
      return this;
    }

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
      at(At.MATCHING);
      return keys.matching(wanted);
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) {
      at(At.REMAINING);
      Iterator<DecryptionKey> each = keys.remaining(kind).iterator();
      return () ->
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return each.hasNext();
            }

            @Override
            public DecryptionKey next() {
              at(At.NEXT);
              read++;
              return each.next();
            }
          };
    }

    @Override
    public int size() {
      at(At.SIZE);
      return keys.size();
    }

    @Override
    public List<String> removedMatching(List<RecipientIdentifier> wanted) {
      at(At.REMOVED);
      return List.of();
    }
  }

  private static KeyHistory twelveKeys() {
    KeyHistory all = KeyHistory.of();
    for (int i = 0; i < 12; i++) {
      all = all.with(keys(CA.issue("alice@example.org").ec("P-256").newKey().build()));
    }
    return all;
  }

  private static byte[] toAnother() throws IOException {
    return Encryptor.unvalidated("made for this test")
        .to(CA.issue("bob@example.org").ec("P-256").newKey().build().certificate())
        .encrypt(MAIL)
        .bytes();
  }

  @Test
  void a9_keysAreReadUpToTheLimitOfTrials_andNoFurther() throws Exception {
    Source source = new Source(twelveKeys(), At.NOTHING);
    Decryptor decryptor =
        Decryptor.with(source).within(Limits.standard().with(Limit.PRIVATE_KEY_MILLIS, 2));
    byte[] cms = toAnother();
    assertThatThrownBy(() -> decryptor.decrypt(cms))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    // 380 microseconds each: five are tried, and the sixth is one too many.
    assertThat(source.read).isEqualTo(6);
  }

  @Test
  void sourceThatFails_isSaid_andTheMessageIsNotBlamed() throws Exception {
    byte[] cms = toAnother();
    for (At each : EnumSet.complementOf(EnumSet.of(At.NOTHING))) {
      Decryptor decryptor = Decryptor.with(new Source(twelveKeys(), each));
      assertThatThrownBy(() -> decryptor.decrypt(cms))
          .as(each.name())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SmimeException.class)
          .hasMessageStartingWith("The source of the keys failed")
          .hasRootCauseMessage("no connection");
    }
  }
}
