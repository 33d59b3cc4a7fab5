package org.smime4j.benchmarks.contestants;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Key pairs, few or very many. */
final class KeyPairs {

  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  private KeyPairs() {}

  static KeyPair one(Material.Keys kind) throws GeneralSecurityException {
    return kind == Material.Keys.RSA_2048 ? rsa(1).get(0) : ec(1).get(0);
  }

  /**
   * RSA-2048 keys with as many moduli. They are the products of each two of a small pool of primes,
   * so that ten thousand take seconds: worthless as secrets, and as costly to use as any.
   */
  static List<KeyPair> rsa(int count) throws GeneralSecurityException {
    int primes = 2;
    while (primes * (primes - 1) / 2 < count) {
      primes++;
    }
    SecureRandom random = new SecureRandom();
    BigInteger[] pool =
        IntStream.range(0, primes)
            .parallel()
            .mapToObj(i -> prime(random))
            .toArray(BigInteger[]::new);
    if (Arrays.stream(pool).distinct().count() < primes) {
      throw new IllegalStateException("a prime was drawn twice");
    }
    List<BigInteger[]> pairs = new ArrayList<>();
    for (int i = 1; i < primes; i++) {
      for (int j = 0; j < i && pairs.size() < count; j++) {
        pairs.add(new BigInteger[] {pool[i], pool[j]});
      }
    }
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return pairs.parallelStream().map(pair -> pair(factory, pair[0], pair[1])).toList();
  }

  /** A prime of 1024 bits with both highest bits set, with which the exponent has an inverse. */
  private static BigInteger prime(SecureRandom random) {
    while (true) {
      BigInteger drawn = new BigInteger(1024, random).setBit(1023).setBit(1022);
      BigInteger prime = drawn.nextProbablePrime();
      if (prime.bitLength() == 1024
          && prime.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE)) {
        return prime;
      }
    }
  }

  private static KeyPair pair(KeyFactory factory, BigInteger p, BigInteger q) {
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger n = p.multiply(q);
    BigInteger d = EXPONENT.modInverse(p1.multiply(q1));
    try {
      return new KeyPair(
          factory.generatePublic(new RSAPublicKeySpec(n, EXPONENT)),
          factory.generatePrivate(
              new RSAPrivateCrtKeySpec(
                  n, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** P-256 keys. */
  static List<KeyPair> ec(int count) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return Stream.generate(generator::generateKeyPair).limit(count).toList();
  }
}
