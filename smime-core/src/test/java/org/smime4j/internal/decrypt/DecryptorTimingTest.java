package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.rawBlock;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.InterleavedTiming;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * A whole message on which nine keys are tried fails in one time, whatever is in the block of the
 * key that it names (threats A7, A8, A9): on one thread, by its processor time, and on several, by
 * the clock. Keys are short, so that little else is measured than what might differ. A message
 * takes nine operations and more, so that there are 1,500 in each run, over all classes together,
 * with the samples of {@code -Pthorough}, and in proportion where it is not: the 375 of 5,000 show
 * a further private operation, as the control has one.
 */
@Tag("thorough")
@Tag("timing")
public class DecryptorTimingTest {

  private static final TestPki.Authority CA = TestPki.authority("Timing");
  private static final int LENGTH = 64;
  private static final int CEK = 16;
  private static final int EACH = 60;
  private static final int SAMPLES = Samples.times(375);

  /** What the control does is seen in few; fewer would show nothing. */
  private static final int CONTROL_SAMPLES = 375;

  /** Nine keys, that with the smallest modulus first: what it is sent fits all. */
  private static final List<TestPki.Issued> KEYS = keys();

  private final Random random = new Random(20261124);

  private static List<TestPki.Issued> keys() {
    List<TestPki.Issued> keys = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      keys.add(CA.issue("key" + i + "@example.org").key(TestPki.sameRsa(8 * LENGTH, i)).build());
    }
    keys.sort(Comparator.comparing(key -> modulus(key.publicKey())));
    return keys;
  }

  private static BigInteger modulus(PublicKey key) {
    return ((RSAPublicKey) key).getModulus();
  }

  private byte[] block(String what) {
    byte[] block = new byte[LENGTH];
    for (int i = 2; i < LENGTH; i++) {
      block[i] = (byte) (1 + random.nextInt(255));
    }
    block[1] = 2;
    int separator = LENGTH - CEK - 1;
    block[separator] = 0;
    switch (what) {
      case "another key of the right length" -> {}
      case "another length" -> {
        block[separator] = 7;
        block[separator + 5] = 0;
      }
      case "not 00 02" -> block[1] = 3;
      case "no separator" -> block[separator] = 9;
      case "early separator" -> block[5] = 0;
      default -> throw new IllegalArgumentException(what);
    }
    return block;
  }

  private Map<String, List<byte[]>> classes() throws Exception {
    byte[] content = random(1024, 7);
    Map<String, List<byte[]>> classes = new LinkedHashMap<>();
    for (String what :
        List.of(
            "another key of the right length",
            "another length",
            "not 00 02",
            "no separator",
            "early separator")) {
      List<byte[]> messages = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        messages.add(
            enveloped(rawBlock(KEYS.get(0).certificate(), block(what)), aesCbc(CEK), content));
      }
      classes.put(what, messages);
    }
    return classes;
  }

  private static Decryptor decryptor(int threads) {
    KeyHistory history = KeyHistory.of();
    for (TestPki.Issued key : KEYS) {
      history = history.and(DecryptorTest.keys(key));
    }
    return Decryptor.with(history)
        .under(AlgorithmPolicy.archive())
        .expectingMail()
        .withTrialThreads(threads);
  }

  private static Object failure(Decryptor decryptor, byte[] cms) throws Exception {
    try {
      throw new AssertionError("it opened: " + decryptor.decrypt(ByteSource.of(cms)));
    } catch (SmimeException.NotDecryptable e) {
      return e;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void a7_a8_a9_everyBlockFailsInTheSameTime_whereManyKeysAreTried(int threads) throws Exception {
    Decryptor decryptor = decryptor(threads);
    String found =
        InterleavedTiming.differsInThreeOfThree(
            classes(),
            SAMPLES,
            random,
            threads == 1 ? InterleavedTiming::processorNanos : System::nanoTime,
            cms -> failure(decryptor, cms));
    assertThat(found).isEmpty();
  }

  /** An attempt that is made again where the padding is wrong. */
  @Test
  void theControlIsFound() throws Exception {
    Decryptor decryptor = decryptor(1);
    String found =
        InterleavedTiming.differsInThreeOfThree(
            classes(),
            CONTROL_SAMPLES,
            random,
            InterleavedTiming::processorNanos,
            cms ->
                raw(encryptedKey(cms))[1] == 2
                    ? failure(decryptor, cms)
                    : List.of(failure(decryptor, cms), failure(decryptor, cms)));
    assertThat(found).isNotEmpty();
  }

  private static byte[] raw(byte[] value) throws Exception {
    Cipher rsa = Cipher.getInstance("RSA/ECB/NoPadding");
    rsa.init(Cipher.DECRYPT_MODE, KEYS.get(0).privateKey());
    return rsa.doFinal(value);
  }

  private static byte[] encryptedKey(byte[] cms) {
    for (int i = 0; i < cms.length - LENGTH - 2; i++) {
      if (cms[i] == 0x04 && cms[i + 1] == LENGTH) {
        return Arrays.copyOfRange(cms, i + 2, i + 2 + LENGTH);
      }
    }
    throw new AssertionError("no encrypted key");
  }
}
