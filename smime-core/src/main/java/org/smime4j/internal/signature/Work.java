package org.smime4j.internal.signature;

import java.security.PublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.ContentCipher;

/**
 * What work costs, in units of {@link org.smime4j.internal.io.WorkBudget}, by the sizes of what is
 * worked on. Each figure was measured on the slower of the providers and Java versions that may do
 * it, and rounded up: an estimate that is too high by half harms nobody, since no honest message
 * comes near the budget.
 */
public final class Work {

  /** A reading of octets by a provider that has no instructions of the processor for it. */
  private static final int NANOSECONDS_OF_AN_OCTET = 7;

  private static final int NANOSECONDS_OF_AES = 5;
  private static final int NANOSECONDS_OF_A_NAME = 20;

  /** To see whether a key may be that of an encrypted key. */
  public static final long EXAMINING = 1;

  /** To derive a key-encryption key, to unwrap a content key, and to try it on the first octets. */
  public static final long UNWRAPPING = 20;

  /** An operation with a key of which nothing is known. */
  public static final long UNKNOWN_OPERATION = 10_000;

  private Work() {}

  /**
   * Decoding a key: for DSA and DH a modular exponentiation, for a compressed point a square root.
   */
  public static long decoding(KeySize key) {
    return switch (key.kind()) {
      case RSA -> 20 + key.modulus() / 100;
      case DSA -> power(key.modulus(), key.exponent());
      case DH ->
          key.exponent() < key.modulus() - 1
              ? power(key.modulus(), key.exponent())
              : power(key.modulus(), 64);
      case EC, OTHER_EC -> 250;
      case BINARY_EC -> 10_000;
      case FIXED, SLOW -> 60;
      case UNKNOWN -> 0;
    };
  }

  /** Decoding one of hundreds of keys in a file, of which nobody needs so many of DSA. */
  public static long decodingInFile(KeySize key) {
    return key.kind() == KeySize.Kind.DSA ? 2 * decoding(key) : decoding(key);
  }

  /**
   * To check a signature by a key, once the key is decoded and the message hashed; nothing where
   * none is checked by a key of its size.
   */
  public static long verifying(KeySize key) {
    if (!key.isAffordable()) {
      return 0;
    }
    long bits = key.modulus();
    return switch (key.kind()) {
      case RSA -> power(key.modulus(), key.exponent());
      case DSA -> 2 * power(key.modulus(), key.exponent());
      case DH, UNKNOWN -> 0;
      case EC -> 50 + bits * bits * bits / 100_000;
      case OTHER_EC -> 500 + bits * bits / 32;
      case BINARY_EC -> 10_000;
      case FIXED -> 1_000;
      case SLOW -> 10_000;
    };
  }

  /**
   * To decrypt or agree with a private key in the process, by its public key. A token or a service
   * counts the same: what is bounded there is how often it is asked.
   */
  public static long operating(PublicKey key) {
    KeySize size;
    try {
      size = KeySize.of(key);
    } catch (SmimeException e) {
      return UNKNOWN_OPERATION;
    }
    long bits = size.modulus();
    return switch (size.kind()) {
      // Above 4,096 bits an operation takes up to twice as long as the cube of the bits says.
      case RSA -> 60 + (bits > 4_096 ? 2 : 1) * bits * bits * bits / 9_700_000;
      case EC -> 150 + bits * bits * bits / 80_000;
      case OTHER_EC -> 100 + bits * bits / 40;
      case BINARY_EC -> 100 + bits * bits / 16;
      case FIXED -> 350;
      case DSA, DH, SLOW, UNKNOWN -> UNKNOWN_OPERATION;
    };
  }

  /** To compute the public half of a private key, and read both. */
  public static long computing(AlgorithmIdentifier privateKey) {
    return switch (privateKey.getAlgorithm().getId()) {
      case Oids.RSA_ENCRYPTION, Oids.RSASSA_PSS -> 200;
      case Oids.X25519, Oids.ED25519 -> 150;
      case Oids.EC_PUBLIC_KEY ->
          switch (String.valueOf(privateKey.getParameters())) {
            case Oids.P256 -> 150;
            case Oids.P384 -> 500;
            case Oids.P521 -> 1_200;
            default -> isBinary(privateKey) ? 12_000 : 4_500;
          };
      default -> 1_000;
    };
  }

  /** On a curve of X9.62 over a binary field, for which Bouncy Castle has nothing special. */
  private static boolean isBinary(AlgorithmIdentifier privateKey) {
    return String.valueOf(privateKey.getParameters()).startsWith(KeySize.X962_BINARY);
  }

  /** To raise a number to a power. */
  private static long power(long modulus, long exponent) {
    return 20 + exponent * modulus * modulus / 1_200_000;
  }

  /** To decrypt octets, and once more where they are read. */
  public static long decrypting(ContentCipher cipher, long octets) {
    return units(octets, nanoseconds(cipher));
  }

  /** True for a cipher for which the processor has no instructions. */
  public static boolean isSlow(ContentCipher cipher) {
    return octetsOfAes(cipher) > 1;
  }

  /** How many octets AES decrypts while a cipher decrypts one. */
  public static int octetsOfAes(ContentCipher cipher) {
    return nanoseconds(cipher) / NANOSECONDS_OF_AES;
  }

  private static int nanoseconds(ContentCipher cipher) {
    return switch (cipher) {
      case AES_128_CBC,
          AES_192_CBC,
          AES_256_CBC,
          AES_128_GCM,
          AES_192_GCM,
          AES_256_GCM,
          CHACHA20_POLY1305 ->
          NANOSECONDS_OF_AES;
      case DES_EDE3_CBC -> 110;
      // CCM, which is AES twice, and what the processor has no instructions for.
      default -> 45;
    };
  }

  /** To hash octets. */
  public static long hashing(DigestAlgorithm digest, long octets) {
    int nanoseconds =
        switch (digest) {
          case SHA1, SHA224, SHA256 -> 1;
          case SHA384, SHA512, SHA512_224, SHA512_256 -> 3;
          case RIPEMD160, SHA3_512 -> 9;
          default -> NANOSECONDS_OF_AN_OCTET;
        };
    return units(octets, nanoseconds);
  }

  /** To hash octets for a scheme that does so itself, or by whatever digest a certificate has. */
  public static long hashing(long octets) {
    return units(octets, NANOSECONDS_OF_AN_OCTET);
  }

  /** The same by a scheme that a key is for, which keeps them until it hashes them. */
  public static long hashing(KeySize key, long octets) {
    int nanoseconds =
        switch (key.kind()) {
          case FIXED -> 6;
          case SLOW -> 9;
          default -> NANOSECONDS_OF_AN_OCTET;
        };
    return units(octets, nanoseconds);
  }

  /** To read octets in another form: with other line ends, or without a transfer encoding. */
  public static long converting(long octets) {
    return units(octets, 4);
  }

  /** To pass over the entries of a CRL of so many octets, of which an entry has at least twenty. */
  public static long readingCrl(long octets) {
    return units(octets, 6);
  }

  /** To read a name and print it. */
  public static long printing(long octets) {
    return 5 + units(octets, NANOSECONDS_OF_A_NAME);
  }

  private static long units(long octets, int nanoseconds) {
    return 1 + Math.max(0, octets) / 1000 * nanoseconds;
  }
}
