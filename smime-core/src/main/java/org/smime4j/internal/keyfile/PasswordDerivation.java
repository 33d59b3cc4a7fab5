package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.provider.DerivationHash;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * From a password to a key, within limits that are checked before any work is done: one derivation
 * may take {@link Limit#KDF_ITERATIONS}, and all of one file together, over all passwords, what
 * {@link DerivationHash#allowance} says.
 */
public final class PasswordDerivation {

  /**
   * All derivations of one key file together, over all passwords, may take so many times what
   * {@link Limit#KDF_ITERATIONS} digests of SHA-256 take: 0.77 seconds by default. Its owner may
   * have four keys of AES-256 at 600,000 iterations of HMAC-SHA-1, of two blocks each.
   */
  public static final int OF_OWN_KEYS = 9;

  /** What one step of mixing takes, in nanoseconds, where blocks have the usual size of eight. */
  private static final int MIXING = 2_500;

  private static final int USUAL_BLOCK = 8;

  /** What the blocks that are mixed take to be made and used, each 128 octets. */
  private static final int MAKING = 3_000;

  /** The blocks that are mixed are made 32 octets at a time (RFC 7914, section 2). */
  private static final int SALTS_OF_A_BLOCK = 4;

  private final Limits limits;
  private BigInteger left;

  /** Of one file, of which all derivations may take so many times what the limit says. */
  public PasswordDerivation(Limits limits, int times) {
    this.limits = limits;
    this.left = DerivationHash.allowance(limits, times);
  }

  /** By which the file is read. */
  public Limits limits() {
    return limits;
  }

  static DerivationHash digest(ASN1ObjectIdentifier algorithm) throws Unreadable {
    return known(DerivationHash.ofDigest(algorithm.getId()), algorithm);
  }

  static DerivationHash hmac(ASN1ObjectIdentifier algorithm) throws Unreadable {
    return known(DerivationHash.ofHmac(algorithm.getId()), algorithm);
  }

  private static DerivationHash known(@Nullable DerivationHash hash, ASN1ObjectIdentifier algorithm)
      throws Unreadable {
    if (hash == null) {
      throw Unreadable.unsupported(
          "it needs the algorithm " + algorithm.getId() + ", which is not supported");
    }
    return hash;
  }

  /**
   * Counts iterations that are about to be done.
   *
   * @param blocks for how many blocks of the output
   * @param salt with which each block begins
   */
  public int spend(BigInteger iterations, int blocks, byte[] salt, DerivationHash hash)
      throws Unreadable {
    return spend(iterations, hash.cost(iterations, blocks, salt.length));
  }

  /** Counts what is done with octets of the file once a key is derived, or may be. */
  void spend(long octets, long nanosecondsOfAnOctet) throws Unreadable {
    spend(BigInteger.ONE, BigInteger.valueOf(octets * nanosecondsOfAnOctet));
  }

  private int spend(BigInteger iterations, BigInteger nanoseconds) throws Unreadable {
    if (iterations.signum() <= 0) {
      throw Unreadable.damaged("its number of iterations is not positive");
    }
    check(Limit.KDF_ITERATIONS, iterations);
    left = left.subtract(nanoseconds);
    if (left.signum() < 0) {
      throw Unreadable.beyondALimit(
          "its entries, and the passwords that were tried, together ask for more key derivation"
              + " than Limit.KDF_ITERATIONS allows one file");
    }
    return iterations.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  private void check(Limit limit, BigInteger value) throws Unreadable {
    try {
      Bound.check(
          limits, limit, value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE);
    } catch (LimitExceeded e) {
      throw Unreadable.beyondALimit("it asks for too much work: " + e.getMessage());
    }
  }

  /**
   * A key by PBKDF2 or scrypt (RFC 8018, 7914).
   *
   * @param octets how many its cipher needs
   */
  public byte[] derive(AlgorithmIdentifier function, byte[] password, int octets)
      throws Unreadable {
    return derive(function, password, new KeyLength(octets, octets));
  }

  /**
   * A key that is as long as the parameters say.
   *
   * @param most how many octets are of use
   */
  byte[] deriveAtMost(AlgorithmIdentifier function, byte[] password, int most) throws Unreadable {
    return derive(function, password, new KeyLength(0, most));
  }

  private byte[] derive(AlgorithmIdentifier function, byte[] password, KeyLength length)
      throws Unreadable {
    ASN1ObjectIdentifier algorithm = function.getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      return pbkdf2(PBKDF2Params.getInstance(function.getParameters()), password, length);
    }
    if (algorithm.equals(MiscObjectIdentifiers.id_scrypt)) {
      return scrypt(ScryptParams.getInstance(function.getParameters()), password, length);
    }
    throw Unreadable.unsupported(
        "its key is derived by the algorithm " + algorithm + ", which is not supported");
  }

  private byte[] pbkdf2(PBKDF2Params parameters, byte[] password, KeyLength key) throws Unreadable {
    DerivationHash hash = hmac(parameters.getPrf().getAlgorithm());
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(hash.digest());
    int length = key.of(parameters.getKeyLength());
    byte[] salt = parameters.getSalt();
    BigInteger count = parameters.getIterationCount();
    int iterations = spend(count, hash.hmacCost(count, length, salt.length));
    generator.init(password, salt, iterations);
    return ((KeyParameter) generator.generateDerivedMacParameters(8 * length)).getKey();
  }

  private byte[] scrypt(ScryptParams parameters, byte[] password, KeyLength key) throws Unreadable {
    byte[] salt = parameters.getSalt();
    BigInteger cost = parameters.getCostParameter();
    BigInteger block = parameters.getBlockSize();
    BigInteger lanes = parameters.getParallelizationParameter();
    if (cost.signum() <= 0 || block.signum() <= 0 || lanes.signum() <= 0) {
      throw Unreadable.damaged("its scrypt parameters are not positive");
    }
    check(Limit.KDF_MEMORY, BigInteger.valueOf(128).multiply(block).multiply(cost.add(lanes)));
    BigInteger mixed =
        cost.multiply(lanes)
            .multiply(block)
            .add(BigInteger.valueOf(USUAL_BLOCK - 1))
            .divide(BigInteger.valueOf(USUAL_BLOCK));
    BigInteger made = lanes.multiply(block);
    BigInteger salted =
        DerivationHash.SHA256.cost(BigInteger.ZERO, SALTS_OF_A_BLOCK, salt.length).multiply(made);
    spend(
        mixed,
        mixed
            .multiply(BigInteger.valueOf(MIXING))
            .add(made.multiply(BigInteger.valueOf(MAKING)))
            .add(salted));
    return SCrypt.generate(
        password,
        salt,
        BigIntegers.intValueExact(cost),
        BigIntegers.intValueExact(block),
        BigIntegers.intValueExact(lanes),
        key.of(parameters.getKeyLength()));
  }

  /** How long a key may be, in octets: zero as the least asks the parameters to say it. */
  private record KeyLength(int least, int most) {

    int of(@Nullable BigInteger stated) throws Unreadable {
      if (stated == null && least > 0) {
        return least;
      }
      if (stated == null
          || stated.signum() <= 0
          || stated.compareTo(BigInteger.valueOf(least)) < 0
          || stated.compareTo(BigInteger.valueOf(most)) > 0) {
        throw Unreadable.damaged("the length of its key does not fit its cipher");
      }
      return stated.intValue();
    }
  }
}
