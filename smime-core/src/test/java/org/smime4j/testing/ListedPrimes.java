package org.smime4j.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * RSA keys of 1,024, 2,048 and 3,072 bits from lists of primes: to find primes was a sixth of the
 * processor time of the tests. No two keys of a JVM have the same modulus. {@code main} prints new
 * lists.
 */
public final class ListedPrimes {

  /** How many primes of each length there are. */
  private static final Map<Integer, Integer> COUNTS = Map.of(512, 64, 1_024, 64, 1_536, 16);

  private static final BigInteger E = BigInteger.valueOf(65_537);
  private static final Map<Integer, List<BigInteger>> PRIMES = read();
  private static final Map<Integer, AtomicInteger> TAKEN = new ConcurrentHashMap<>();

  private ListedPrimes() {}

  /** The next pair of primes as a key; empty if none are listed, or all pairs were taken. */
  public static Optional<KeyPair> next(int bits) {
    List<BigInteger> primes = PRIMES.getOrDefault(bits / 2, List.of());
    if (primes.isEmpty() || bits % 2 != 0) {
      return Optional.empty();
    }
    int number = TAKEN.computeIfAbsent(bits, any -> new AtomicInteger()).getAndIncrement();
    int count = primes.size();
    // In the order of the distance between the two: at half of the way round, pairs come again.
    int distance = 1 + number / count;
    if (distance >= count / 2) {
      return Optional.empty();
    }
    BigInteger p = primes.get(number % count);
    BigInteger q = primes.get((number % count + distance) % count);
    return Optional.of(p.compareTo(q) > 0 ? pair(p, q) : pair(q, p));
  }

  private static KeyPair pair(BigInteger p, BigInteger q) {
    BigInteger n = p.multiply(q);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = E.modInverse(p1.multiply(q1));
    try {
      Provider sun = Security.getProvider("SunRsaSign");
      KeyFactory rsa =
          sun == null ? KeyFactory.getInstance("RSA") : KeyFactory.getInstance("RSA", sun);
      return new KeyPair(
          rsa.generatePublic(new RSAPublicKeySpec(n, E)),
          rsa.generatePrivate(
              new RSAPrivateCrtKeySpec(n, E, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<Integer, List<BigInteger>> read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ListedPrimes.class.getResourceAsStream("primes.txt")),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> new BigInteger(line, 16))
          .collect(Collectors.groupingBy(BigInteger::bitLength));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] args) {
    SecureRandom random = new SecureRandom();
    System.out.println(
        "# Primes of 512, 1,024 and 1,536 bits, printed by org.smime4j.testing.ListedPrimes.");
    for (int bits : List.of(512, 1_024, 1_536)) {
      for (int i = 0; i < COUNTS.get(bits); i++) {
        System.out.println(prime(bits, random).toString(16));
      }
    }
  }

  /** So large that the product of two has twice as many bits. */
  private static BigInteger prime(int bits, SecureRandom random) {
    while (true) {
      BigInteger prime = BigInteger.probablePrime(bits, random);
      if (prime.testBit(bits - 2) && !prime.mod(E).equals(BigInteger.ONE)) {
        return prime;
      }
    }
  }
}
