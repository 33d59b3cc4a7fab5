package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Long reading says how far it is, and can be stopped. */
public class ReadingProgressTest {

  private static final byte[] CONTENT = HostileEnvelopes.random(20 << 20, 1);
  private static final TestPki.Issued BOB = Signers.RSA;

  private static Path encrypted(Path folder) throws Exception {
    return Files.write(
        folder.resolve("cms"),
        Encryptor.unvalidated("test")
            .writingMail()
            .to(BOB.certificate())
            .encrypt(ByteSource.of(CONTENT))
            .bytes());
  }

  @Test
  void everyPassIsReported(@TempDir Path folder) throws Exception {
    Path cms = encrypted(folder);
    AtomicLong last = new AtomicLong();
    Decryptor decryptor =
        Decryptor.with(DecryptorTest.keys(BOB))
            .reporting(
                (done, total) -> {
                  assertThat(done).isGreaterThan(last.getAndSet(done));
                  assertThat(total).isEqualTo(-1);
                })
            .releasingUnauthenticated();
    decryptor.decrypt(cms, folder.resolve("plain"));
    assertThat(last.get()).isGreaterThan(2L * CONTENT.length);

    AtomicLong verified = new AtomicLong();
    byte[] signature = Signer.with(Signers.identity(BOB)).signDetached(ByteSource.of(CONTENT));
    Verifier.trusting(TrustPolicy.withoutAnchors("not the subject"))
        .reporting((done, total) -> verified.set(done))
        .verifyDetached(
            ByteSource.of(Files.write(folder.resolve("content"), CONTENT)),
            ByteSource.of(signature));
    assertThat(verified.get()).isEqualTo(CONTENT.length);

    byte[] opaque = Signer.with(Signers.identity(BOB)).signOpaque(ByteSource.of(CONTENT));
    AtomicLong seen = new AtomicLong();
    Verifier inside =
        Verifier.trusting(TrustPolicy.withoutAnchors("not the subject"))
            .reporting((done, total) -> seen.set(done));
    inside.verify(ByteSource.of(opaque));
    assertThat(seen.get()).as("of what is in memory").isZero();
    inside.verify(ByteSource.of(Files.write(folder.resolve("opaque"), opaque)));
    assertThat(seen.get()).isEqualTo(CONTENT.length);
  }

  @Test
  void anInterrupt_stopsIt_andLeavesNothing(@TempDir Path folder) throws Exception {
    Path cms = encrypted(folder);
    Path plain = folder.resolve("plain");
    Decryptor decryptor =
        Decryptor.with(DecryptorTest.keys(BOB))
            .reporting(
                (done, total) -> {
                  if (done > CONTENT.length * 3L / 2) {
                    Thread.currentThread().interrupt();
                  }
                })
            .releasingUnauthenticated();
    assertThatThrownBy(() -> decryptor.decrypt(cms, plain))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(plain).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(cms);
    }
  }
}
