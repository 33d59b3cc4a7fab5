package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;

/** The tags that many keys make of one ciphertext, beside those of the JDK's own GCM. */
public class GcmTagsTest {

  private static final int[] SIZES = {
    0, 1, 15, 16, 17, 1000, 65_535, 65_536, 65_537, 131_072, 200_001
  };

  /** Under a tag that is made up, each key decrypts to some plaintext: which tag would be its? */
  private static byte[] expected(byte[] key, byte[] nonce, byte[] attributes, byte[] ciphertext)
      throws Exception {
    // The stream of counter blocks is what zeros become.
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    SecretKeySpec aes = new SecretKeySpec(key, "AES");
    gcm.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, nonce));
    byte[] stream = gcm.doFinal(new byte[ciphertext.length]);
    byte[] plain = new byte[ciphertext.length];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (ciphertext[i] ^ stream[i]);
    }
    Cipher again = Cipher.getInstance("AES/GCM/NoPadding");
    again.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, nonce));
    if (attributes != null) {
      again.updateAAD(attributes);
    }
    byte[] sealed = again.doFinal(plain);
    assertThat(Arrays.copyOf(sealed, ciphertext.length)).isEqualTo(ciphertext);
    return Arrays.copyOfRange(sealed, ciphertext.length, sealed.length);
  }

  @Test
  void a12_eachKeyMakesTheTagThatGcmMakes() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int size : SIZES) {
      for (int nonceOctets : new int[] {12, 1, 8, 16, 33}) {
        // A nonce of zeros too: pieces must not use it a second time.
        byte[] nonce = new byte[nonceOctets];
        if (size % 2 == 0) {
          random.nextBytes(nonce);
        }
        byte[] attributes = size % 3 == 0 ? null : new byte[1 + random.nextInt(100)];
        byte[] ciphertext = new byte[size];
        random.nextBytes(ciphertext);
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int octets : new int[] {16, 24, 32, 16}) {
          byte[] key = new byte[octets];
          random.nextBytes(key);
          keys.add(key);
          expected.add(expected(key, nonce, attributes, ciphertext));
        }
        List<byte[]> tags =
            GcmTags.of(ByteSource.of(ciphertext), nonce, attributes, keys, Providers.standard());
        for (int i = 0; i < keys.size(); i++) {
          assertThat(tags.get(i))
              .as("seed %d, %d octets, nonce of %d", seed, size, nonceOctets)
              .isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void whatIsNoKey_makesNoTag() throws Exception {
    List<byte[]> tags =
        GcmTags.of(
            ByteSource.of(new byte[40]),
            new byte[12],
            null,
            List.of(new byte[0], new byte[5], new byte[16]),
            Providers.standard());
    assertThat(tags).extracting(tag -> tag.length).containsExactly(0, 0, 16);
  }
}
