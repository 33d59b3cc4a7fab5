package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;

/**
 * What a message of 10 KiB costs in memory, by verbs that were used before: heap is octets, on any
 * machine. The bounds leave a fifth for what compilers of the JVM may or may not take away.
 */
@Tag("cost")
@Tag("thorough")
public class SmallMessageTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int WARM = 4_000;
  private static final long KIB = 1024;

  enum Keys {
    RSA_2048,
    P_256;

    TestPki.Issued issue(String address) {
      return this == RSA_2048
          ? People.ISSUING.issue(address).rsa(2048).build()
          : People.ISSUING.issue(address).ec("P-256").build();
    }
  }

  private interface Work {
    Object run() throws IOException;
  }

  /** The least of several: what other work of the JVM adds is not the message's. */
  private static long allocated(int warm, Work work) throws IOException {
    Object result = null;
    for (int i = 0; i < warm; i++) {
      result = work.run();
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      result = work.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(result).isNotNull();
    return least;
  }

  @ParameterizedTest
  @EnumSource
  void aSmallMessageCostsLittleMemory(Keys keys) throws IOException {
    TestPki.Issued person = keys.issue("person@example.org");
    byte[] entity = entity();
    Signer signer = Signer.with(People.identity(person));
    Encryptor encryptor =
        Encryptor.unvalidated("its certificate is the test's own")
            .writingMail()
            .to(person.certificate())
            .under(AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1));
    Decryptor decryptor = Decryptor.with(KeyHistory.of(People.identity(person)));
    Verifier verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("the path is not measured"))
            .expecting(ExpectedSigner.anyone("the address is not measured"));
    byte[] signed = Outgoing.of(entity).signedBy(signer).seal().bytes();
    byte[] sealed = Outgoing.of(entity).encryptedBy(encryptor).seal().bytes();
    boolean rsa = keys == Keys.RSA_2048;
    int warm = rsa ? WARM / 4 : WARM;

    long sign = allocated(warm, () -> Outgoing.of(entity).signedBy(signer).seal());
    long verify = allocated(WARM, () -> opened(signed, decryptor, verifier));
    long encrypt = allocated(WARM, () -> Outgoing.of(entity).encryptedBy(encryptor).seal());
    long decrypt = allocated(warm, () -> opened(sealed, decryptor, verifier));

    assertThat(sign).as("sign").isLessThan(KIB * (rsa ? 130 : 138));
    assertThat(verify).as("verify").isLessThan(KIB * (rsa ? 64 : 178));
    assertThat(encrypt).as("encrypt").isLessThan(KIB * (rsa ? 100 : 350));
    assertThat(decrypt).as("decrypt").isLessThan(KIB * (rsa ? 170 : 320));
  }

  private static OpenedMail opened(byte[] message, Decryptor decryptor, Verifier verifier)
      throws IOException {
    try (OpenedMail mail = MailReader.with(decryptor, verifier).open(ByteSource.of(message))) {
      assertThat(mail.failure()).isEmpty();
      return mail;
    }
  }

  private static byte[] entity() {
    byte[] random = new byte[57 * 130];
    new Random(10_240).nextBytes(random);
    return People.octets(
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + java.util.Base64.getMimeEncoder().encodeToString(random)
            + "\r\n");
  }
}
