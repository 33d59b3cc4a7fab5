package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.cms.HostileEnvelopes.aesCbc;
import static org.smime4j.cms.HostileEnvelopes.cbc;
import static org.smime4j.cms.HostileEnvelopes.enveloped;
import static org.smime4j.cms.HostileEnvelopes.padded;
import static org.smime4j.cms.HostileEnvelopes.pkcs1;
import static org.smime4j.cms.HostileEnvelopes.random;
import static org.smime4j.cms.HostileEnvelopes.rawBlock;
import static org.smime4j.cms.HostileEnvelopes.recipient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.InterleavedTiming;
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;

/**
 * A whole message fails in one time whether its key, its padding or what it says is wrong
 * (security.md A7, A11, A13), 20,000 times in turns. Keys are short and contents small, so that
 * little else is measured than what might differ.
 */
@Tag("timing")
class FailureTimingTest {

  private static final TestPki.Authority CA = TestPki.authority("Failures");
  private static final TestPki.Issued RSA = CA.issue("rsa@example.org").rsa(512).build();
  private static final TestPki.Issued EC = CA.issue("ec@example.org").x25519().build();
  private static final int SAMPLES = 20_000;
  private static final int EACH = 40;
  private static final int CONTENT = 256;

  private final Random random = new Random(20261125);

  private interface Message {
    byte[] made(byte[] cek) throws Exception;
  }

  private Map<String, List<byte[]>> classes(Map<String, Message> messages) throws Exception {
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

  private static Object failure(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      throw new AssertionError("it opened: " + decryptor.decrypt(cms));
    } catch (SmimeException.NotDecryptable e) {
      return e;
    }
  }

  private String found(TestPki.Issued key, Map<String, Message> messages) throws Exception {
    Decryptor decryptor =
        Decryptor.with(DecryptorTest.keys(key))
            .under(Policy.archive())
            .expectingMail()
            .withTrialThreads(1);
    return InterleavedTiming.differsInThreeOfThree(
        classes(messages), SAMPLES, random, System::nanoTime, cms -> failure(decryptor, cms));
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
}
