package org.smime4j.internal.decrypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.padded;
import static org.smime4j.testing.HostileEnvelopes.pkcs1;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.rawBlock;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.InterleavedTiming;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * A whole message fails in one time, and by one exception, whether its key, its padding or what it
 * says is wrong (threats A7, A8, A11, A13), for each kind of recipient; in turns, together as often
 * as {@code timing.samples} says. Keys are short and contents small, so that little else is
 * measured than what might differ. 5,000 samples show a branch that makes a second operation;
 * 20,000, which {@code -Pthorough} takes, show a few microseconds.
 */
@Tag("thorough")
@Tag("timing")
public class FailureTimingTest {

  private static final TestPki.Authority CA = TestPki.authority("Failures");
  private static final TestPki.Issued RSA = CA.issue("rsa@example.org").rsa(512).build();
  private static final TestPki.Issued EC = CA.issue("ec@example.org").x25519().build();
  private static final TestPki.Issued OAEP = CA.issue("oaep@example.org").rsa(768).build();
  private static final TestPki.Issued KEM =
      CA.issue("kem@example.org").key(TestPki.generate("ML-KEM-512")).build();
  private static final byte[] SHARED = random(16, 2);
  private static final byte[] NAME = {7};
  private static final String PASSWORD = "correct horse";
  private static final int SAMPLES = Samples.times(5_000);
  private static final int EACH = 40;
  private static final int CONTENT = 256;

  private final Random random = new Random(20261125);

  private interface Message {
    byte[] made(byte[] cek) throws Exception;
  }

  private static Map<String, List<byte[]>> classes(Map<String, Message> messages, Random random)
      throws Exception {
    Map<String, List<byte[]>> classes = new LinkedHashMap<>();
    for (Map.Entry<String, Message> each : messages.entrySet()) {
      List<byte[]> all = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        all.add(each.getValue().made(random(16, random.nextLong())));
      }
      classes.put(each.getKey(), all);
    }
    return classes;
  }

  /** Contents of one size that do not open, each for another reason. */
  private byte[] content(byte[] cek, int last, int before) throws Exception {
    byte[] block = random(CONTENT, random.nextLong());
    block[CONTENT - 1] = (byte) last;
    block[CONTENT - 2] = (byte) before;
    return cbc(cek, block);
  }

  private byte[] garbage(byte[] cek) throws Exception {
    return cbc(cek, padded(random(CONTENT - 9, random.nextLong())));
  }

  private static SmimeException failure(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      throw new AssertionError("it opened: " + decryptor.decrypt(ByteSource.of(cms)));
    } catch (SmimeException.NotDecryptable e) {
      return e;
    }
  }

  private static String found(TestPki.Issued key, Map<String, Message> messages) throws Exception {
    return found(Decryptor.with(DecryptorTest.keys(key)), messages);
  }

  /** The classes that differ in time; that they differ in nothing else is seen first. */
  private static String found(Decryptor keys, Map<String, Message> messages) throws Exception {
    Random random = new Random(20261125);
    Decryptor decryptor = keys.under(AlgorithmPolicy.archive()).expectingMail().withTrialThreads(1);
    Map<String, List<byte[]>> classes = classes(messages, random);
    Set<String> said = new HashSet<>();
    Set<List<StackTraceElement>> ways = new HashSet<>();
    for (List<byte[]> each : classes.values()) {
      SmimeException failure = failure(decryptor, each.get(0));
      assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
      said.add(failure.toString());
      ways.add(List.of(failure.getStackTrace()));
    }
    assertThat(said).hasSize(1);
    assertThat(ways).hasSize(1);
    return InterleavedTiming.differsInThreeOfThree(
        classes, SAMPLES, random, System::nanoTime, cms -> failure(decryptor, cms));
  }

  @Test
  void a7_a13_ofKeyTransport_keyAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("another key", cek -> rsa(pkcs1(64, random(16, 1)), garbage(cek)));
    messages.put("no padding of the key", cek -> rsa(wrong(pkcs1(64, cek)), garbage(cek)));
    messages.put("a shorter key", cek -> rsa(pkcs1(64, Arrays.copyOf(cek, 8)), garbage(cek)));
    messages.put("last octet 0", cek -> rsa(pkcs1(64, cek), content(cek, 0, 7)));
    messages.put("last octet 17", cek -> rsa(pkcs1(64, cek), content(cek, 17, 17)));
    messages.put("uneven padding", cek -> rsa(pkcs1(64, cek), content(cek, 2, 3)));
    messages.put("no mail inside", cek -> rsa(pkcs1(64, cek), garbage(cek)));
    assertThat(found(RSA, messages)).isEmpty();
  }

  /** The content is a mail: a reader with the right key would see one. */
  @Test
  void a7_a13_ofAuthenticatedContent_keyAndTagFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("wrong tag", cek -> last(gcm(pkcs1(64, cek), cek)));
    // The tag has 16 octets, and two before them.
    messages.put("changed content", cek -> beforeLast(gcm(pkcs1(64, cek), cek), 18));
    messages.put("another key", cek -> gcm(pkcs1(64, random(16, 1)), cek));
    messages.put("a shorter key", cek -> gcm(pkcs1(64, Arrays.copyOf(cek, 8)), cek));
    messages.put("a longer key", cek -> gcm(pkcs1(64, Arrays.copyOf(cek, 24)), cek));
    messages.put("no padding of the key", cek -> gcm(wrong(pkcs1(64, cek)), cek));
    messages.put("no separator", cek -> gcm(flipped(pkcs1(64, cek), 64 - 17), cek));
    assertThat(found(RSA, messages)).isEmpty();
  }

  private static byte[] gcm(byte[] block, byte[] cek) throws Exception {
    byte[] mail = ("Subject: x\r\n\r\n" + "x".repeat(CONTENT - 14)).getBytes(US_ASCII);
    return HostileEnvelopes.gcm(rawBlock(RSA.certificate(), block), cek, mail);
  }

  private static byte[] wrong(byte[] block) {
    block[1] = 3;
    return block;
  }

  private static byte[] rsa(byte[] block, byte[] content) throws Exception {
    return enveloped(rawBlock(RSA.certificate(), block), aesCbc(16), content);
  }

  @Test
  void a11_a13_ofKeyAgreement_wrapAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("another key", cek -> agreed(random(16, 1), garbage(cek), false));
    messages.put("no wrapped key", cek -> agreed(cek, garbage(cek), true));
    messages.put("last octet 0", cek -> agreed(cek, content(cek, 0, 7), false));
    messages.put("uneven padding", cek -> agreed(cek, content(cek, 2, 3), false));
    messages.put("no mail inside", cek -> agreed(cek, garbage(cek), false));
    assertThat(found(EC, messages)).isEmpty();
  }

  /** The wrapped key is the end of its recipient. */
  private static byte[] agreed(byte[] cek, byte[] content, boolean broken) throws Exception {
    byte[] info = recipient(EC.certificate(), cek, KeyTransport.RSA_PKCS1);
    if (broken) {
      info[info.length - 1] ^= 1;
    }
    return enveloped(info, aesCbc(16), content);
  }

  /** Adds what fails although its key is right. */
  private void addContents(Map<String, Message> messages, Message recipient) {
    messages.put("last octet 0", cek -> with(recipient.made(cek), content(cek, 0, 7)));
    messages.put("uneven padding", cek -> with(recipient.made(cek), content(cek, 2, 3)));
    messages.put("no mail inside", cek -> with(recipient.made(cek), garbage(cek)));
  }

  private static byte[] with(byte[] recipientInfo, byte[] content) throws Exception {
    return enveloped(recipientInfo, aesCbc(16), content);
  }

  private static byte[] flipped(byte[] octets, int at) {
    byte[] changed = octets.clone();
    changed[at] ^= 1;
    return changed;
  }

  /**
   * A right padding is looked behind, and a wrong one must be too: of a long header that turns out
   * to be none at its end.
   */
  @Test
  void a13_aWrongPaddingAndAContentThatFailsLate_failInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("padded", cek -> agreed(cek, header(cek, 8), false));
    messages.put("last octet 0", cek -> agreed(cek, header(cek, 0), false));
    messages.put("last octet 17", cek -> agreed(cek, header(cek, 17), false));
    assertThat(found(EC, messages)).isEmpty();
  }

  private static byte[] header(byte[] cek, int last) throws Exception {
    byte[] header = ("X-Long: " + "x".repeat(16 * CONTENT - 17) + "\u0001").getBytes(US_ASCII);
    byte[] padded = Arrays.copyOf(header, 16 * CONTENT);
    Arrays.fill(padded, header.length, padded.length, (byte) 8);
    padded[padded.length - 1] = (byte) last;
    return cbc(cek, padded);
  }

  @Test
  void a8_a13_ofOaep_itsCheckAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("another key", cek -> with(oaep(random(16, 1)), garbage(cek)));
    messages.put("a shorter key", cek -> with(oaep(Arrays.copyOf(cek, 8)), garbage(cek)));
    messages.put("a longer key", cek -> with(oaep(Arrays.copyOf(cek, 24)), garbage(cek)));
    messages.put("first octet not 0", cek -> with(oaep(cek, -1), garbage(cek)));
    messages.put("another label", cek -> with(oaep(cek, 0), garbage(cek)));
    messages.put("an octet between", cek -> with(oaep(cek, 35), garbage(cek)));
    messages.put("no separator", cek -> with(oaep(cek, 63 - 17), garbage(cek)));
    addContents(messages, FailureTimingTest::oaep);
    assertThat(found(OAEP, messages)).isEmpty();
  }

  private static byte[] oaep(byte[] cek) throws Exception {
    return recipient(OAEP.certificate(), cek, KeyTransport.RSA_OAEP_SHA256);
  }

  /** With one octet of its data block (RFC 8017 section 7.1.1) changed, or the one before all. */
  private static byte[] oaep(byte[] cek, int at) throws Exception {
    byte[] info = oaep(cek);
    Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
    rsa.init(Cipher.DECRYPT_MODE, OAEP.privateKey());
    byte[] block = rsa.doFinal(Arrays.copyOfRange(info, info.length - 96, info.length));
    if (at < 0) {
      block[0] = 1;
    } else {
      // The seed is to come out as it was: else all of the block is another.
      maskSeed(block);
      block[33 + at] ^= 1;
      maskSeed(block);
    }
    rsa.init(Cipher.ENCRYPT_MODE, OAEP.publicKey());
    return HostileEnvelopes.withEncryptedKey(info, rsa.doFinal(block));
  }

  private static void maskSeed(byte[] block) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(block, 33, block.length - 33);
    byte[] mask = digest.digest(new byte[4]);
    for (int i = 0; i < mask.length; i++) {
      block[1 + i] ^= mask[i];
    }
  }

  @Test
  void a11_a13_ofKeyEncapsulation_wrapAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("another key", cek -> with(kem(random(16, 1)), garbage(cek)));
    messages.put("no wrapped key", cek -> with(last(kem(cek)), garbage(cek)));
    messages.put("another ciphertext", cek -> with(anotherCiphertext(kem(cek)), garbage(cek)));
    addContents(messages, FailureTimingTest::kem);
    assertThat(found(KEM, messages)).isEmpty();
  }

  private static byte[] kem(byte[] cek) throws Exception {
    return recipient(KEM.certificate(), cek, KeyTransport.RSA_PKCS1);
  }

  private static byte[] last(byte[] octets) {
    return beforeLast(octets, 0);
  }

  private static byte[] beforeLast(byte[] octets, int by) {
    return flipped(octets, octets.length - 1 - by);
  }

  /** ML-KEM-512 has one of 768 octets, and rejects none of them aloud (FIPS 203). */
  private static byte[] anotherCiphertext(byte[] info) {
    for (int i = 0; i < info.length - 768; i++) {
      if (info[i] == 0x04 && info[i + 1] == (byte) 0x82 && info[i + 2] == 3 && info[i + 3] == 0) {
        return flipped(info, i + 100);
      }
    }
    throw new AssertionError("no ciphertext");
  }

  @Test
  void a11_a13_ofSharedKeys_wrapAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("another key", cek -> with(kek(random(16, 1), SHARED), garbage(cek)));
    messages.put("no wrapped key", cek -> with(last(kek(cek, SHARED)), garbage(cek)));
    messages.put("under another key", cek -> with(kek(cek, random(16, 3)), garbage(cek)));
    addContents(messages, cek -> kek(cek, SHARED));
    assertThat(found(Decryptor.with(KeyHistory.of()).withKek(NAME, SHARED), messages)).isEmpty();
  }

  private static byte[] kek(byte[] cek, byte[] shared) throws Exception {
    return HostileEnvelopes.sharedKey(NAME, shared, cek);
  }

  @Test
  void a11_a13_ofPasswords_checkAndPaddingAndContentFailInTheSameTime() throws Exception {
    Map<String, Message> messages = new LinkedHashMap<>();
    byte[] another = random(16, 1);
    messages.put("another key", cek -> with(password(PASSWORD, another, 16, 0), garbage(cek)));
    messages.put("another length", cek -> with(password(PASSWORD, cek, 15, 0), garbage(cek)));
    messages.put("wrong check", cek -> with(password(PASSWORD, cek, 16, 1), garbage(cek)));
    messages.put("another password", cek -> with(password("battery", cek, 16, 0), garbage(cek)));
    addContents(messages, cek -> password(PASSWORD, cek, 16, 0));
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of())
            .withRecipientPassword(PasswordSource.of(PASSWORD.toCharArray()));
    assertThat(found(decryptor, messages)).isEmpty();
  }

  /** A key in the wrap of RFC 3211, section 2.3.1, under two iterations of PBKDF2. */
  private static byte[] password(String password, byte[] cek, int length, int wrong)
      throws Exception {
    PBKDF2Params from = new PBKDF2Params(new byte[8], 2);
    byte[] block = HostileEnvelopes.checked(cek, random(32, 4));
    block[0] = (byte) length;
    block[1] ^= (byte) wrong;
    return HostileEnvelopes.password(
        HostileEnvelopes.derived(password.getBytes(US_ASCII), from, 16), from, block);
  }
}
