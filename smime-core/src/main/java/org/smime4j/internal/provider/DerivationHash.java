package org.smime4j.internal.provider;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.MD2Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.jspecify.annotations.Nullable;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * A hash by which keys are derived from passwords, with what it costs. The costs are measured, on a
 * processor of 2024. The slowest of ours takes a fourth more, for each hash.
 *
 * @param supplier gives a new digest
 * @param nanoseconds what one digest of up to 64 octets takes: an iteration of PKCS#12 or PBES1
 */
public record DerivationHash(Supplier<ExtendedDigest> supplier, long nanoseconds) {

  public static final DerivationHash MD2 = new DerivationHash(MD2Digest::new, 8_000);
  public static final DerivationHash MD5 = new DerivationHash(MD5Digest::new, 200);
  public static final DerivationHash SHA1 = of(DigestAlgorithm.SHA1, 76);
  public static final DerivationHash SHA256 = of(DigestAlgorithm.SHA256, 85);

  private static final DerivationHash SHA224 = of(DigestAlgorithm.SHA224, 85);
  private static final DerivationHash SHA384 = of(DigestAlgorithm.SHA384, 390);
  private static final DerivationHash SHA512 = of(DigestAlgorithm.SHA512, 390);
  private static final DerivationHash SHA512_224 = sha512(224);
  private static final DerivationHash SHA512_256 = sha512(256);
  private static final DerivationHash SHA3_224 = sha3(224);
  private static final DerivationHash SHA3_256 = sha3(256);
  private static final DerivationHash SHA3_384 = sha3(384);
  private static final DerivationHash SHA3_512 = sha3(512);

  /** The BLAKE2b of so many octets is the branch of that number. */
  private static final String BLAKE2B = "1.3.6.1.4.1.1722.12.2.1.";

  private static final Map<String, DerivationHash> DIGESTS =
      Map.ofEntries(
          Map.entry(DigestAlgorithm.MD2.oid(), MD2),
          Map.entry(DigestAlgorithm.MD5.oid(), MD5),
          Map.entry(DigestAlgorithm.SHA1.oid(), SHA1),
          Map.entry(DigestAlgorithm.RIPEMD160.oid(), new DerivationHash(RIPEMD160Digest::new, 800)),
          Map.entry(DigestAlgorithm.SHA224.oid(), SHA224),
          Map.entry(DigestAlgorithm.SHA256.oid(), SHA256),
          Map.entry(DigestAlgorithm.SHA384.oid(), SHA384),
          Map.entry(DigestAlgorithm.SHA512.oid(), SHA512),
          Map.entry(DigestAlgorithm.SHA512_224.oid(), SHA512_224),
          Map.entry(DigestAlgorithm.SHA512_256.oid(), SHA512_256),
          Map.entry(DigestAlgorithm.SHA3_224.oid(), SHA3_224),
          Map.entry(DigestAlgorithm.SHA3_256.oid(), SHA3_256),
          Map.entry(DigestAlgorithm.SHA3_384.oid(), SHA3_384),
          Map.entry(DigestAlgorithm.SHA3_512.oid(), SHA3_512),
          Map.entry(BLAKE2B + 8, blake2b(256)),
          Map.entry(BLAKE2B + 12, blake2b(384)),
          Map.entry(BLAKE2B + 16, blake2b(512)));

  private static final Map<String, DerivationHash> HMACS =
      Map.ofEntries(
          Map.entry("1.2.840.113549.2.7", SHA1),
          Map.entry("1.2.840.113549.2.8", SHA224),
          Map.entry("1.2.840.113549.2.9", SHA256),
          Map.entry("1.2.840.113549.2.10", SHA384),
          Map.entry("1.2.840.113549.2.11", SHA512),
          Map.entry("1.2.840.113549.2.12", SHA512_224),
          Map.entry("1.2.840.113549.2.13", SHA512_256),
          Map.entry("2.16.840.1.101.3.4.2.13", SHA3_224),
          Map.entry("2.16.840.1.101.3.4.2.14", SHA3_256),
          Map.entry("2.16.840.1.101.3.4.2.15", SHA3_384),
          Map.entry("2.16.840.1.101.3.4.2.16", SHA3_512));

  /**
   * All derivations of one message or file of certificates together, which a stranger may have
   * made, may take so many times what {@link Limit#KDF_ITERATIONS} digests of SHA-256 take: 0.34
   * seconds by default.
   */
  public static final int OF_A_STRANGER = 4;

  private static DerivationHash of(DigestAlgorithm digest, long nanoseconds) {
    return new DerivationHash(() -> ProviderDigest.of(digest), nanoseconds);
  }

  private static DerivationHash sha512(int bits) {
    return new DerivationHash(() -> new SHA512tDigest(bits), 500);
  }

  private static DerivationHash sha3(int bits) {
    return new DerivationHash(() -> new SHA3Digest(bits), 600);
  }

  private static DerivationHash blake2b(int bits) {
    return new DerivationHash(() -> new Blake2bDigest(bits), 450);
  }

  /** The hash of an object identifier, or null if it is unknown. */
  public static @Nullable DerivationHash ofDigest(String oid) {
    return DIGESTS.get(oid);
  }

  /** The hash of an HMAC, or null if it is unknown. */
  public static @Nullable DerivationHash ofHmac(String oid) {
    return HMACS.get(oid);
  }

  /** A new digest. */
  public ExtendedDigest digest() {
    return supplier.get();
  }

  /**
   * What a derivation takes, in nanoseconds.
   *
   * @param blocks how many blocks of the output, each as long as the digest
   * @param salt octets with which each block begins
   */
  public BigInteger cost(BigInteger iterations, int blocks, int salt) {
    long perSalt = (2 * nanoseconds + 100) * (salt / 64);
    return iterations
        .multiply(BigInteger.valueOf(nanoseconds))
        .add(BigInteger.valueOf(perSalt))
        .multiply(BigInteger.valueOf(blocks));
  }

  /** What PBKDF2 takes: the same, of HMACs, of which each is two digests. */
  public BigInteger hmacCost(BigInteger iterations, int octets, int salt) {
    int blocks = (octets + digest().getDigestSize() - 1) / digest().getDigestSize();
    return cost(iterations.shiftLeft(1), blocks, salt);
  }

  /** What all derivations of one file or message may take together, in nanoseconds. */
  public static BigInteger allowance(Limits limits, int times) {
    return SHA256.cost(BigInteger.valueOf(limits.get(Limit.KDF_ITERATIONS)), times, 0);
  }
}
