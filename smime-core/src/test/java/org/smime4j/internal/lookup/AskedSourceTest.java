package org.smime4j.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.ProgressListener;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** What a source of keys is asked for one message, and what is said where it fails. */
public class AskedSourceTest {

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
  private static final class Source implements KeySource {
    private final KeyHistory keys;
    private final At fails;
    private final boolean byNull;
    private int read;

    Source(KeyHistory keys, At fails) {
      this(keys, fails, false);
    }

    /**
     * @param byNull whether it returns null where it fails, and throws nothing
     */
    Source(KeyHistory keys, At fails, boolean byNull) {
      this.keys = keys;
      this.fails = fails;
      this.byNull = byNull;
    }

    private void at(At what) {
      if (what == fails && !byNull) {
        throw new IllegalStateException("no connection");
      }
    }

    private <T> T orNull(At what, T value) {
      return what == fails && byNull ? null : value;
    }

    @Override
    public KeySource snapshot() {
      at(At.SNAPSHOT);
      return orNull(At.SNAPSHOT, this);
    }

    @Override
    public List<KeyMatch> matching(List<RecipientIdentifier> wanted) {
      at(At.MATCHING);
      return orNull(At.MATCHING, keys.matching(wanted));
    }

    @Override
    public Iterable<DecryptionKey> remaining(String kind) {
      at(At.REMAINING);
      Iterator<DecryptionKey> each = keys.remaining(kind).iterator();
      return orNull(At.REMAINING, () -> all(each));
    }

    private Iterator<DecryptionKey> all(Iterator<DecryptionKey> each) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public DecryptionKey next() {
          at(At.NEXT);
          read++;
          return orNull(At.NEXT, each.next());
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
      all = all.and(keys(CA.issue("alice@example.org").ec("P-256").newKey().build()));
    }
    return all;
  }

  private static byte[] toAnother() throws IOException {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(CA.issue("bob@example.org").ec("P-256").newKey().build().certificate())
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  private static byte[] toAPassword() throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, "secret".toCharArray())
            .setProvider(new BouncyCastleProvider()));
    return generator
        .generate(
            new CMSProcessableByteArray(MAIL),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                .setProvider(new BouncyCastleProvider())
                .build())
        .getEncoded();
  }

  @Test
  void a9_keysAreReadUpToTheLimitOfTrials_andNoFurther() throws Exception {
    Source source = new Source(twelveKeys(), At.NOTHING);
    Decryptor decryptor =
        Decryptor.with(source).within(Limits.standard().allowing(Limit.PRIVATE_KEY_MILLIS, 2));
    byte[] cms = toAnother();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
    // 380 microseconds each: five are tried, and the sixth is one too many.
    assertThat(source.read).isEqualTo(6);
  }

  @Test
  void sourceThatFails_isSaid_andTheMessageIsNotBlamed() throws Exception {
    byte[] cms = toAnother();
    for (At each : EnumSet.complementOf(EnumSet.of(At.NOTHING))) {
      Decryptor decryptor = Decryptor.with(new Source(twelveKeys(), each));
      assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
          .as(each.name())
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SmimeException.class)
          .hasMessageStartingWith("The source of the keys failed")
          .hasRootCauseMessage("no connection");
    }
  }

  @Test
  void sourceThatReturnsNull_isSaid_andTheMessageIsNotBlamed() throws Exception {
    byte[] cms = toAnother();
    for (At each : List.of(At.SNAPSHOT, At.MATCHING, At.REMAINING, At.NEXT)) {
      Decryptor decryptor = Decryptor.with(new Source(twelveKeys(), each, true));
      for (ThrowingCallable asking :
          List.<ThrowingCallable>of(
              () -> decryptor.decrypt(ByteSource.of(cms)),
              () -> decryptor.diagnose(ByteSource.of(cms)))) {
        assertThatThrownBy(asking)
            .as(each.name())
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SmimeException.class)
            .hasMessageStartingWith("The source of the keys failed")
            .hasMessageEndingWith("it returned null");
      }
    }
    Decryptor gone = Decryptor.with(KeyHistory.changing(() -> null));
    assertThatThrownBy(() -> gone.decrypt(ByteSource.of(cms)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SmimeException.class)
        .hasMessageStartingWith("The source of the keys failed");
  }

  @Test
  void sourceThatCannotAnswer_isSaidInADiagnosis_andTheMessageIsNotBlamed() throws Exception {
    byte[] cms = toAnother();
    Decryptor decryptor = Decryptor.with(new Source(twelveKeys(), At.MATCHING));
    assertThatThrownBy(() -> decryptor.diagnose(ByteSource.of(cms)))
        .hasMessageStartingWith("The source of the keys failed");
  }

  @Test
  void passwordSourceThatFails_isSaid_andTheMessageIsNotBlamed() throws Exception {
    byte[] cms = toAPassword();
    Decryptor decryptor = Decryptor.with(KeyHistory.of());
    for (PasswordSource each :
        List.<PasswordSource>of(
            subject -> null,
            subject -> Collections.singletonList(null),
            subject -> {
              throw new IllegalStateException("no terminal");
            })) {
      assertThatThrownBy(() -> decryptor.withRecipientPassword(each).decrypt(ByteSource.of(cms)))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SmimeException.class)
          .hasMessageStartingWith("The source of the passwords failed");
    }
  }

  @Test
  void listenerThatThrows_isSaid_andTheMessageIsNotBlamed(@TempDir Path folder) throws Exception {
    TestPki.Issued alice = CA.issue("alice@example.org").ec("P-256").newKey().build();
    byte[] content = new byte[300_000];
    Encryptor encryptor =
        Encryptor.unvalidated("made for this test").writingMail().to(alice.certificate());
    Path cms =
        Files.write(folder.resolve("cms"), encryptor.encrypt(ByteSource.of(content)).bytes());
    Path plain = Files.write(folder.resolve("plain"), content);
    AtomicLong left = new AtomicLong();
    ProgressListener listener =
        (done, total) -> {
          if (left.getAndDecrement() == 0) {
            throw new IllegalStateException("the window was closed");
          }
        };
    Decryptor decryptor = Decryptor.with(keys(alice)).reporting(listener);
    // The first call comes before a key is used, and a late one after that.
    for (long calls : new long[] {0, 8}) {
      for (ThrowingCallable working :
          List.<ThrowingCallable>of(
              () -> decryptor.decrypt(ByteSource.of(cms)),
              () -> decryptor.diagnose(ByteSource.of(cms)),
              () -> encryptor.reporting(listener).encrypt(plain, folder.resolve("again")))) {
        left.set(calls);
        Throwable thrown = catchThrowable(working);
        if (left.get() >= 0) {
          // There were fewer calls.
          assertThat(thrown).isNull();
          continue;
        }
        assertThat(thrown)
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SmimeException.class)
            .hasMessage(
                "The progress listener failed: java.lang.IllegalStateException: the window was"
                    + " closed")
            .hasRootCauseMessage("the window was closed");
      }
    }
  }
}
