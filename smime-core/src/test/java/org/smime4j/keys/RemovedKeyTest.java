package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Ring;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** D2: of a key that was removed, and used before, nothing is left in the memory of the process. */
@Tag("large")
class RemovedKeyTest {

  /** So the test's own copy of what it looks for is not what it looks for. */
  private static final byte MASK = 0x5a;

  private static final int WANTED = 32;

  /** Octets before the elements of a primitive array: tag, identity, stack, length, type. */
  private static final int PRIMITIVE_ARRAY = 18;

  @TempDir Path folder;

  /**
   * What is known of the key once its file is written: its certificate, and two numbers, masked.
   */
  private record Known(X509Certificate certificate, byte[] maskedPrime, byte[] maskedExponent) {}

  private Known write(Path file) throws IOException {
    // Of a length whose primes are in no list, which would stay in memory.
    TestPki.Issued issued =
        TestPki.authority("Removed").issue("removed@example.org").rsa(2056).newKey().build();
    Files.write(
        file,
        TestPfx.modern("pw").key(issued.privateKey()).certificate(issued.certificate()).build());
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) issued.privateKey();
    return new Known(
        issued.certificate(),
        masked(key.getPrimeP().toByteArray()),
        masked(key.getPrivateExponent().toByteArray()));
  }

  private static byte[] masked(byte[] octets) {
    byte[] masked = octets.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK;
    }
    return masked;
  }

  /**
   * How many arrays in the heap hold the last 32 octets of a number. One that nobody refers to is
   * no object: collectors lay such arrays over what is dead and not yet moved away.
   */
  private int found(byte[] number, String name) throws IOException {
    Path file = folder.resolve(name + ".hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(file.toString(), true);
    byte[] dump = Files.readAllBytes(file);
    Files.delete(file);
    int from = number.length - WANTED;
    int found = 0;
    for (int at = 0; at + WANTED <= dump.length; at++) {
      int matched = 0;
      while (matched < WANTED && (dump[at + matched] ^ MASK) == number[from + matched]) {
        matched++;
      }
      found += matched == WANTED && isReferred(dump, arrayAround(dump, at)) ? 1 : 0;
    }
    return found;
  }

  /** Where the record of the primitive array begins that an octet is in (HPROF, tag 23). */
  private static int arrayAround(byte[] dump, int octet) {
    ByteBuffer octets = ByteBuffer.wrap(dump);
    for (int at = octet - PRIMITIVE_ARRAY; at >= 0; at--) {
      int type = dump[at + PRIMITIVE_ARRAY - 1];
      if (dump[at] == 0x23 && type >= 4 && type <= 11) {
        long size = (long) octets.getInt(at + 13) << (type & 3);
        if (size > 0 && at + PRIMITIVE_ARRAY + size > octet) {
          return at;
        }
      }
    }
    throw new AssertionError("no array holds what was found");
  }

  /** Whether the identity of the array stands anywhere but in its own record. */
  private static boolean isReferred(byte[] dump, int array) {
    for (int at = 0; at + Long.BYTES <= dump.length; at++) {
      if (at != array + 1
          && Arrays.equals(dump, at, at + Long.BYTES, dump, array + 1, array + 1 + Long.BYTES)) {
        return true;
      }
    }
    return false;
  }

  private static void workWithAnotherKey() throws Exception {
    Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
    rsa.init(Cipher.DECRYPT_MODE, TestPki.generate("RSA-1024").getPrivate());
    byte[] value = new byte[128];
    value[127] = 2;
    rsa.doFinal(value);
  }

  @Test
  void d2_removedKey_isNowhereInMemory_onceTheMessagesThatUsedItAreDone() throws Exception {
    Path file = folder.resolve("key.pfx");
    Known known = write(file);
    Ring ring = Ring.of(KeyHistory.read(PasswordSource.of("pw".toCharArray()), file));
    Decryptor decryptor = Decryptor.with(ring.source());
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(known.certificate)
            .under(AlgorithmPolicy.authenticated())
            .encrypt(ByteSource.of("Subject: x\r\n\r\ny".getBytes(StandardCharsets.US_ASCII)))
            .bytes();
    assertThat(decryptor.decrypt(ByteSource.of(cms)).layer().key()).isPresent();
    assertThat(found(known.maskedPrime, "held")).isPositive();
    assertThat(found(known.maskedExponent, "held")).isPositive();
    ring.remove(known.certificate);
    assertThat(found(known.maskedPrime, "removed")).isZero();
    // The JDK keeps what it blinds with, and the private exponent with it, until somebody works
    // with
    // another RSA key after the collector has seen that the modulus is nobody's.
    assertThat(found(known.maskedExponent, "removed")).isLessThanOrEqualTo(1);
    workWithAnotherKey();
    assertThat(found(known.maskedExponent, "another")).isZero();
    assertThatThrownBy(() -> decryptor.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class)
        .hasMessageContaining("removed on");
  }
}
