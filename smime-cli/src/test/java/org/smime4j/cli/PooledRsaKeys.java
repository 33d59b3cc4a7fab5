package org.smime4j.cli;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * RSA-2048 keys with distinct moduli, each of two primes of a small pool. For measurements only.
 */
final class PooledRsaKeys {

  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final BigInteger ONE = BigInteger.ONE;

  private final List<BigInteger> primes = new ArrayList<>();
  private int first = 1;
  private int second;

  /**
   * @param keys how many will be asked for
   */
  PooledRsaKeys(int keys) {
    SecureRandom random = new SecureRandom();
    while (primes.size() * (primes.size() - 1) / 2 < keys) {
      BigInteger prime = BigInteger.probablePrime(1024, random);
      // The upper half of the range, so that each product has 2048 bits.
      if (prime.testBit(1022) && prime.subtract(ONE).gcd(EXPONENT).equals(ONE)) {
        primes.add(prime);
      }
    }
  }

  KeyPair next() throws GeneralSecurityException {
    BigInteger p = primes.get(first);
    BigInteger q = primes.get(second);
    if (++second == first) {
      first++;
      second = 0;
    }
    BigInteger n = p.multiply(q);
    BigInteger d = EXPONENT.modInverse(p.subtract(ONE).multiply(q.subtract(ONE)));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                n,
                EXPONENT,
                d,
                p,
                q,
                d.mod(p.subtract(ONE)),
                d.mod(q.subtract(ONE)),
                q.modInverse(p))));
  }
}
