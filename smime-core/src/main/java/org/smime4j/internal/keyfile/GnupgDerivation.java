package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.ExtendedDigest;
import org.smime4j.internal.provider.DerivationHash;

/**
 * The key derivation of PKCS#12 (RFC 7292, appendix B.2) with SHA-1 as GnuPG's gpgsm makes it. It
 * adds blocks as numbers, and writes back only the octets that a number has: where the first one is
 * zero, as once in 256 times, the block is shifted to the left and keeps an octet of what stood
 * there before. That concerns keys past the first digest, which is Triple DES and nothing else, and
 * both blocks of its input: about one in 128 of such keys.
 */
final class GnupgDerivation {

  private static final int BLOCK = 64;
  private static final int DIGEST = 20;
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(8 * BLOCK);

  private GnupgDerivation() {}

  /** How many digests so many octets take. */
  static int rounds(int octets) {
    return (octets + DIGEST - 1) / DIGEST;
  }

  /**
   * The octets for a key.
   *
   * @param password as RFC 7292, appendix B.1, has it
   */
  static byte[] key(byte[] password, byte[] salt, int iterations, int octets) {
    byte[] input = new byte[2 * BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      input[i] = salt[i % salt.length];
      input[BLOCK + i] = password[i % password.length];
    }
    byte[] key = new byte[octets];
    for (int at = 0; at < octets; at += DIGEST) {
      byte[] digest = digest(input, iterations);
      System.arraycopy(digest, 0, key, at, Math.min(DIGEST, octets - at));
      byte[] repeated = new byte[BLOCK];
      for (int i = 0; i < BLOCK; i++) {
        repeated[i] = digest[i % DIGEST];
      }
      BigInteger added = new BigInteger(1, repeated).add(BigInteger.ONE);
      add(input, 0, added);
      add(input, BLOCK, added);
    }
    Arrays.fill(input, (byte) 0);
    return key;
  }

  private static byte[] digest(byte[] input, int iterations) {
    ExtendedDigest sha1 = DerivationHash.SHA1.digest();
    byte[] diversifier = new byte[BLOCK];
    Arrays.fill(diversifier, (byte) 1);
    sha1.update(diversifier, 0, BLOCK);
    sha1.update(input, 0, input.length);
    byte[] digest = new byte[DIGEST];
    sha1.doFinal(digest, 0);
    for (int i = 1; i < iterations; i++) {
      sha1.update(digest, 0, DIGEST);
      sha1.doFinal(digest, 0);
    }
    return digest;
  }

  /** Without leading zeros, at the beginning of its block. */
  private static void add(byte[] input, int block, BigInteger added) {
    BigInteger sum =
        new BigInteger(1, Arrays.copyOfRange(input, block, block + BLOCK)).add(added).mod(MODULUS);
    byte[] octets = sum.toByteArray();
    int sign = octets[0] == 0 ? 1 : 0;
    System.arraycopy(octets, sign, input, block, octets.length - sign);
  }
}
