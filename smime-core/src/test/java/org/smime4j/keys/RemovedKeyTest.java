package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Encryptor;

/** D2: of a key that was removed, and used before, nothing is left in the memory of the process. */
@Tag("large")
class RemovedKeyTest {

  /** So the test's own copy of what it looks for is not what it looks for. */
  private static final byte MASK = 0x5a;

  private static final int WANTED = 32;

  @TempDir Path folder;

  /** What is known of the key once its file is written: its certificate, and its prime, masked. */
  private record Known(X509Certificate certificate, byte[] maskedPrime) {}

  private Known write(Path file) throws IOException {
    TestPki.Issued issued =
        TestPki.authority("Removed").issue("removed@example.org").rsa(2048).newKey().build();
    Files.write(
        file,
        TestPfx.modern("pw").key(issued.privateKey()).certificate(issued.certificate()).build());
    BigInteger prime = ((RSAPrivateCrtKey) issued.privateKey()).getPrimeP();
    return new Known(issued.certificate(), masked(prime.toByteArray()));
  }

  private static byte[] masked(byte[] octets) {
    byte[] masked = octets.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK;
    }
    return masked;
  }

  /** How often the last 32 octets of the prime are among the live objects of this process. */
  private int found(Known known, String name) throws IOException {
    Path dump = folder.resolve(name + ".hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), true);
    int from = known.maskedPrime.length - WANTED;
    int found = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump), 1 << 20)) {
      int matched = 0;
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        // Random octets hardly ever begin twice within 32: to start anew is enough.
        matched = (octet ^ MASK) == (known.maskedPrime[from + matched] & 0xff) ? matched + 1 : 0;
        if (matched == WANTED) {
          found++;
          matched = 0;
        }
      }
    }
    Files.delete(dump);
    return found;
  }

  @Test
  void d2_removedKey_isNowhereInMemory_onceTheMessagesThatUsedItAreDone() throws Exception {
    Path file = folder.resolve("key.pfx");
    Known known = write(file);
    KeyRing ring = KeyRing.of(KeyHistory.fromPkcs12(PasswordSource.of("pw".toCharArray()), file));
    Decryptor decryptor = Decryptor.with(ring);
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .to(known.certificate)
            .encrypt("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII))
            .bytes();
    assertThat(decryptor.decrypt(cms).layer().key()).isPresent();
    assertThat(found(known, "held")).isPositive();
    ring.remove(known.certificate);
    assertThat(found(known, "removed")).isZero();
    assertThatThrownBy(() -> decryptor.decrypt(cms))
        .isInstanceOf(SmimeException.NoMatchingKey.class)
        .hasMessageContaining("removed on");
  }
}
