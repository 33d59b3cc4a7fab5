package org.smime4j.internal.decrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.InterleavedTiming;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * A stranger changes the last octet of a message in 256 ways, sends each three times, and takes the
 * one whose time stands out for that with right padding (threat A13). By chance one octet in 256 is
 * found. {@code -Dsamples=16} attacks 64 octets.
 */
@Tag("thorough")
@Tag("timing")
public class PaddingAttackTest {

  private static final TestPki.Authority CA = TestPki.authority("Padding attack");
  private static final int OCTETS = Math.min(64, Samples.times(4));
  private static final int TRIES = 3;
  private static final int CONTENT = 512;
  private static final byte[] SHARED = random(16, 2);
  private static final byte[] NAME = {7};
  private static final String PASSWORD = "correct horse";

  private static TestPki.Issued issued(String kind) {
    TestPki.Builder builder = CA.issue("someone@example.org");
    return switch (kind) {
      case "AGREEMENT" -> builder.x25519().build();
      case "KEM" -> builder.key(TestPki.generate("ML-KEM-512")).build();
      default -> builder.rsa(1024).newKey().build();
    };
  }

  private static byte[] info(String kind, X509Certificate to, byte[] cek) throws Exception {
    PBKDF2Params from = new PBKDF2Params(new byte[8], 2);
    return switch (kind) {
      case "KEK" -> HostileEnvelopes.sharedKey(NAME, SHARED, cek);
      case "PASSWORD" ->
          HostileEnvelopes.password(
              HostileEnvelopes.derived(PASSWORD.getBytes(US_ASCII), from, 16),
              from,
              HostileEnvelopes.checked(cek, random(32, 4)));
      case "OAEP" -> recipient(to, cek, KeyTransport.RSA_OAEP_SHA256);
      default -> recipient(to, cek, KeyTransport.RSA_PKCS1);
    };
  }

  /** A content cipher, and how a message with it is made. */
  enum Content {
    AES128(16),
    AES256(32),
    TRIPLE_DES(24);

    private final int key;

    Content(int key) {
      this.key = key;
    }

    private byte[] message(byte[] info, byte[] cek, byte[] padded) throws Exception {
      if (this != TRIPLE_DES) {
        return enveloped(info, aesCbc(key), cbc(cek, padded));
      }
      Cipher des = Cipher.getInstance("DESede/CBC/NoPadding");
      des.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "DESede"), new IvParameterSpec(new byte[8]));
      AlgorithmIdentifier cipher =
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.des_EDE3_CBC, new DEROctetString(new byte[8]));
      return enveloped(info, cipher, des.doFinal(padded));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PKCS1, 1, AES128",
    "PKCS1, 2, AES128",
    "PKCS1, 3, AES256",
    "PKCS1, 16, AES128",
    "OAEP, 1, AES128",
    "OAEP, 3, TRIPLE_DES",
    "AGREEMENT, 1, AES256",
    "AGREEMENT, 3, AES128",
    "KEM, 1, AES128",
    "KEM, 3, AES256",
    "KEK, 2, AES128",
    "PASSWORD, 2, AES128"
  })
  void a13_timeTellsNoOctetOfTheContent(String kind, int held, Content cipher) throws Exception {
    List<TestPki.Issued> keys = new ArrayList<>();
    for (int i = 0; i < held; i++) {
      keys.add(issued(kind));
    }
    Decryptor decryptor =
        Decryptor.with(DecryptorTest.keys(keys.toArray(TestPki.Issued[]::new)))
            .withKek(NAME, SHARED)
            .withRecipientPassword(PasswordSource.of(PASSWORD.toCharArray()))
            .withTrialThreads(1);
    byte[] cek = random(cipher.key, 5);
    byte[] info = info(kind, keys.get(0).certificate(), cek);
    Guesses guesses =
        last -> {
          byte[] content = Arrays.copyOf("Subject: x\r\n\r\n".getBytes(US_ASCII), CONTENT);
          Arrays.fill(content, 14, CONTENT - 1, (byte) 'x');
          content[CONTENT - 1] = (byte) last;
          return cipher.message(info, cek, content);
        };
    InterleavedTiming.Operation cms =
        octets -> {
          try {
            return decryptor.decrypt(ByteSource.of(octets));
          } catch (SmimeException.NotDecryptable e) {
            return e;
          }
        };
    MailReader reader =
        MailReader.with(
            decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
    InterleavedTiming.Operation mail =
        octets -> {
          try (OpenedMail opened = reader.open(ByteSource.of(octets))) {
            return opened.outcome();
          }
        };
    assertThat(guessed(guesses, cms)).as("Decryptor").isLessThan(limit());
    assertThat(guessed(guesses, mail)).as("MailReader").isLessThan(limit());
  }

  /** A message whose content ends with an octet. */
  private interface Guesses {
    byte[] of(int last) throws Exception;
  }

  /** Chance guesses so many octets less than once in 5,000 times. */
  private static int limit() {
    return OCTETS <= 4 ? 2 : 4;
  }

  /** How many octets are guessed, by the better of two clocks. */
  private static int guessed(Guesses messages, InterleavedTiming.Operation door) throws Exception {
    Random random = new Random(20261202);
    int byProcessor = 0;
    int byWall = 0;
    for (int octet = -1; octet < OCTETS; octet++) {
      int secret = random.nextInt(256);
      List<byte[]> guesses = new ArrayList<>();
      List<Integer> order = new ArrayList<>();
      for (int guess = 0; guess < 256; guess++) {
        guesses.add(messages.of(secret ^ guess ^ 1));
        order.add(guess);
      }
      long[] processor = new long[256];
      long[] wall = new long[256];
      Arrays.fill(processor, Long.MAX_VALUE);
      Arrays.fill(wall, Long.MAX_VALUE);
      for (int i = 0; i < TRIES; i++) {
        Collections.shuffle(order, random);
        for (int guess : order) {
          long nanos = System.nanoTime();
          long used = InterleavedTiming.processorNanos();
          door.run(guesses.get(guess));
          used = InterleavedTiming.processorNanos() - used;
          nanos = System.nanoTime() - nanos;
          processor[guess] = Math.min(processor[guess], used);
          wall[guess] = Math.min(wall[guess], nanos);
        }
      }
      // The first octet warms the code up.
      if (octet >= 0) {
        byProcessor += standsOut(processor) == secret ? 1 : 0;
        byWall += standsOut(wall) == secret ? 1 : 0;
      }
    }
    System.out.println("timing: guessed " + byProcessor + " and " + byWall + " of " + OCTETS);
    return Math.max(byProcessor, byWall);
  }

  /** The fastest or the slowest guess, whichever is further from the one next to it. */
  private static int standsOut(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    boolean fastest = sorted[1] - sorted[0] > sorted[255] - sorted[254];
    long wanted = fastest ? sorted[0] : sorted[255];
    for (int i = 0; i < times.length; i++) {
      if (times[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("no such time");
  }
}
