package org.smime4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * RSA keys of 2,048 bits from a list of primes: to find primes was a sixth of the processor time of
 * the tests. No two keys of a JVM have the same modulus. {@code main} prints a new list.
 */
final class ListedPrimes {

  private static final int COUNT = 64;
  private static final BigInteger E = BigInteger.valueOf(65_537);
  private static final List<BigInteger> PRIMES = read();
  private static final AtomicInteger TAKEN = new AtomicInteger();

  private ListedPrimes() {}

  /** The next pair of primes as a key; empty once all pairs were taken. */
  static Optional<KeyPair> next() {
    int number = TAKEN.getAndIncrement();
    // In the order of the distance between the two, so that neighbours share no prime.
    int distance = 1 + number / COUNT;
    if (distance >= COUNT / 2) {
      return Optional.empty();
    }
    BigInteger p = PRIMES.get(number % COUNT);
    BigInteger q = PRIMES.get((number % COUNT + distance) % COUNT);
    return Optional.of(p.compareTo(q) > 0 ? pair(p, q) : pair(q, p));
  }

  private static KeyPair pair(BigInteger p, BigInteger q) {
    BigInteger n = p.multiply(q);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = E.modInverse(p1.multiply(q1));
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA", "SunRsaSign");
      return new KeyPair(
          rsa.generatePublic(new RSAPublicKeySpec(n, E)),
          rsa.generatePrivate(
              new RSAPrivateCrtKeySpec(n, E, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static List<BigInteger> read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ListedPrimes.class.getResourceAsStream("primes.txt")),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> new BigInteger(line, 16))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] args) {
    SecureRandom random = new SecureRandom();
    System.out.println("# Primes of 1,024 bits, printed by org.smime4j.ListedPrimes.");
    IntStream.range(0, COUNT)
        .mapToObj(i -> prime(random).toString(16))
        .forEach(System.out::println);
  }

  /** So large that the product of two has 2,048 bits. */
  private static BigInteger prime(SecureRandom random) {
    while (true) {
      BigInteger prime = BigInteger.probablePrime(1_024, random);
      if (prime.testBit(1_022) && !prime.mod(E).equals(BigInteger.ONE)) {
        return prime;
      }
    }
  }
}
