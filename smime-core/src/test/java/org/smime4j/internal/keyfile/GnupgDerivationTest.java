package org.smime4j.internal.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.keyfile.PasswordDecryption.GnupgDerivation;

/** GnuPG's numbers. */
class GnupgDerivationTest {

  /** Octet by octet, where the reader counts with numbers. */
  private static byte[] derivedByGpgsm(String password, byte[] salt, int iterations)
      throws Exception {
    byte[] bmp = (password + "\0").getBytes(StandardCharsets.UTF_16BE);
    byte[] input = new byte[128];
    for (int i = 0; i < 64; i++) {
      input[i] = salt[i % salt.length];
      input[64 + i] = bmp[i % bmp.length];
    }
    byte[] key = new byte[40];
    for (int round = 0; round < 2; round++) {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      for (int i = 0; i < 64; i++) {
        sha1.update((byte) 1);
      }
      byte[] digest = sha1.digest(input);
      for (int i = 1; i < iterations; i++) {
        digest = sha1.digest(digest);
      }
      System.arraycopy(digest, 0, key, 20 * round, 20);
      for (int block = 0; block < 128; block += 64) {
        byte[] sum = new byte[64];
        int carry = 1;
        for (int i = 63; i >= 0; i--) {
          carry += (input[block + i] & 0xff) + (digest[i % 20] & 0xff);
          sum[i] = (byte) carry;
          carry >>= 8;
        }
        int zeros = 0;
        while (sum[zeros] == 0) {
          zeros++;
        }
        System.arraycopy(sum, zeros, input, block, 64 - zeros);
      }
    }
    return Arrays.copyOf(key, 24);
  }

  @Test
  void whatGpgsmDerives_isDerivedHere_andMostlyWhatTheStandardSays() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int differ = 0;
    int tries = 4_000;
    for (int i = 0; i < tries; i++) {
      byte[] salt = new byte[8];
      random.nextBytes(salt);
      String password = Long.toString(random.nextLong(), 36).substring(random.nextInt(5));
      byte[] bmp = (password + "\0").getBytes(StandardCharsets.UTF_16BE);
      byte[] theirs = derivedByGpgsm(password, salt, 2);
      assertThat(GnupgDerivation.key(bmp, salt, 2, 24)).as("seed %d", seed).isEqualTo(theirs);
      PKCS12ParametersGenerator standard = new PKCS12ParametersGenerator(new SHA1Digest());
      standard.init(bmp, salt, 2);
      byte[] key = ((KeyParameter) standard.generateDerivedParameters(192)).getKey();
      differ += Arrays.equals(key, theirs) ? 0 : 1;
    }
    // One in 128: 31 of 4,000.
    assertThat(differ).as("seed %d", seed).isBetween(8, 70);
  }
}
