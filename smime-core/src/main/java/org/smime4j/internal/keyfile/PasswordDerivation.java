package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.MD2Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.SmimeException.LimitExceeded;
import org.smime4j.internal.base.Bound;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.internal.crypto.ProviderDigest;

/**
 * From a password to a key, within limits that are checked before any work is done: one derivation
 * may take {@link Limit#KDF_ITERATIONS}, all of one file together {@value #FILE} times as many.
 *
 * <p>An iteration is done for each block of the output, as long as the digest. It counts once for
 * up to three blocks, so that the number of iterations alone decides for usual keys: a key of
 * AES-256 takes two by HMAC-SHA-1, one of 3DES with its initialisation vector three by PKCS#12.
 * Each block begins with the whole salt, of which {@value #SALT_AT_ONCE} octets count as an
 * iteration.
 */
public final class PasswordDerivation {

  /** A file of ten keys at 600,000 iterations, with its MAC and certificates, and a wrong guess. */
  private static final int FILE = 16;

  private static final ASN1ObjectIdentifier SCRYPT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

  /** The BLAKE2b of so many octets is the branch of that number. */
  private static final ASN1ObjectIdentifier BLAKE2B =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.1722.12.2.1");

  private static final Map<ASN1ObjectIdentifier, Supplier<ExtendedDigest>> DIGESTS =
      Map.ofEntries(
          Map.entry(PKCSObjectIdentifiers.md2, MD2Digest::new),
          Map.entry(PKCSObjectIdentifiers.md5, MD5Digest::new),
          Map.entry(OIWObjectIdentifiers.idSHA1, () -> ProviderDigest.of(DigestAlgorithm.SHA1)),
          Map.entry(TeleTrusTObjectIdentifiers.ripemd160, RIPEMD160Digest::new),
          Map.entry(
              NISTObjectIdentifiers.id_sha224, () -> ProviderDigest.of(DigestAlgorithm.SHA224)),
          Map.entry(
              NISTObjectIdentifiers.id_sha256, () -> ProviderDigest.of(DigestAlgorithm.SHA256)),
          Map.entry(
              NISTObjectIdentifiers.id_sha384, () -> ProviderDigest.of(DigestAlgorithm.SHA384)),
          Map.entry(
              NISTObjectIdentifiers.id_sha512, () -> ProviderDigest.of(DigestAlgorithm.SHA512)),
          Map.entry(NISTObjectIdentifiers.id_sha512_224, () -> new SHA512tDigest(224)),
          Map.entry(NISTObjectIdentifiers.id_sha512_256, () -> new SHA512tDigest(256)),
          Map.entry(NISTObjectIdentifiers.id_sha3_224, () -> new SHA3Digest(224)),
          Map.entry(NISTObjectIdentifiers.id_sha3_256, () -> new SHA3Digest(256)),
          Map.entry(NISTObjectIdentifiers.id_sha3_384, () -> new SHA3Digest(384)),
          Map.entry(NISTObjectIdentifiers.id_sha3_512, () -> new SHA3Digest(512)),
          Map.entry(BLAKE2B.branch("8"), () -> new Blake2bDigest(256)),
          Map.entry(BLAKE2B.branch("12"), () -> new Blake2bDigest(384)),
          Map.entry(BLAKE2B.branch("16"), () -> new Blake2bDigest(512)));

  private static final Map<ASN1ObjectIdentifier, Supplier<ExtendedDigest>> HMACS =
      Map.ofEntries(
          Map.entry(
              PKCSObjectIdentifiers.id_hmacWithSHA1, () -> ProviderDigest.of(DigestAlgorithm.SHA1)),
          Map.entry(
              PKCSObjectIdentifiers.id_hmacWithSHA224,
              () -> ProviderDigest.of(DigestAlgorithm.SHA224)),
          Map.entry(
              PKCSObjectIdentifiers.id_hmacWithSHA256,
              () -> ProviderDigest.of(DigestAlgorithm.SHA256)),
          Map.entry(
              PKCSObjectIdentifiers.id_hmacWithSHA384,
              () -> ProviderDigest.of(DigestAlgorithm.SHA384)),
          Map.entry(
              PKCSObjectIdentifiers.id_hmacWithSHA512,
              () -> ProviderDigest.of(DigestAlgorithm.SHA512)),
          Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA512_224, () -> new SHA512tDigest(224)),
          Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA512_256, () -> new SHA512tDigest(256)),
          Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_224, () -> new SHA3Digest(224)),
          Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_256, () -> new SHA3Digest(256)),
          Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_384, () -> new SHA3Digest(384)),
          Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_512, () -> new SHA3Digest(512)));

  /** Blocks for which an iteration counts once. */
  static final int BLOCKS_AT_ONCE = 3;

  /** Octets of a salt that count as an iteration; usual salts are shorter. */
  private static final int SALT_AT_ONCE = 64;

  /**
   * The blocks that are mixed are made 32 octets at a time (RFC 7914, section 2), by a SHA-256 that
   * takes twice the time of a provider's.
   */
  private static final int SALTS_OF_A_BLOCK = 8;

  private final Limits limits;
  private long left;

  /** Of one file. */
  public PasswordDerivation(Limits limits) {
    this.limits = limits;
    this.left = FILE * Math.min(limits.of(Limit.KDF_ITERATIONS), Long.MAX_VALUE / FILE);
  }

  /** By which the file is read. */
  public Limits limits() {
    return limits;
  }

  static ExtendedDigest digest(ASN1ObjectIdentifier algorithm) throws Unreadable {
    return known(DIGESTS.get(algorithm), algorithm);
  }

  static ExtendedDigest hmacDigest(ASN1ObjectIdentifier algorithm) throws Unreadable {
    return known(HMACS.get(algorithm), algorithm);
  }

  private static ExtendedDigest known(
      @Nullable Supplier<ExtendedDigest> digest, ASN1ObjectIdentifier algorithm) throws Unreadable {
    if (digest == null) {
      throw Unreadable.unsupported(
          "it needs the algorithm " + algorithm.getId() + ", which is not supported");
    }
    return digest.get();
  }

  /**
   * Counts iterations that are about to be done.
   *
   * @param blocks for how many blocks of the output
   * @param salt with which each block begins
   */
  public int spend(BigInteger iterations, int blocks, byte[] salt) throws Unreadable {
    if (iterations.signum() <= 0) {
      throw Unreadable.damaged("its number of iterations is not positive");
    }
    int times = (blocks + BLOCKS_AT_ONCE - 1) / BLOCKS_AT_ONCE;
    spend(
        iterations
            .multiply(BigInteger.valueOf(times))
            .add(BigInteger.valueOf((long) blocks * (salt.length / SALT_AT_ONCE))));
    return (int) Math.min(Integer.MAX_VALUE, iterations.longValueExact());
  }

  private void spend(BigInteger work) throws Unreadable {
    check(Limit.KDF_ITERATIONS, work);
    left -= work.longValueExact();
    if (left < 0) {
      throw Unreadable.beyondALimit(
          "its entries together ask for more key derivation than Limit.KDF_ITERATIONS allows one"
              + " file");
    }
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
    if (algorithm.equals(SCRYPT)) {
      return scrypt(ASN1Sequence.getInstance(function.getParameters()), password, length);
    }
    throw Unreadable.unsupported(
        "its key is derived by the algorithm " + algorithm + ", which is not supported");
  }

  private byte[] pbkdf2(PBKDF2Params parameters, byte[] password, KeyLength key) throws Unreadable {
    ExtendedDigest digest = hmacDigest(parameters.getPrf().getAlgorithm());
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest);
    int length = key.of(parameters.getKeyLength());
    byte[] salt = parameters.getSalt();
    int iterations = spend(parameters.getIterationCount(), blocks(length, digest), salt);
    generator.init(password, salt, iterations);
    return ((KeyParameter) generator.generateDerivedMacParameters(8 * length)).getKey();
  }

  /** RFC 7914, 7.1: salt, cost, block size, parallelisation, and perhaps the key's length. */
  private byte[] scrypt(ASN1Sequence parameters, byte[] password, KeyLength key) throws Unreadable {
    byte[] salt = ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets();
    BigInteger cost = ASN1Integer.getInstance(parameters.getObjectAt(1)).getValue();
    BigInteger block = ASN1Integer.getInstance(parameters.getObjectAt(2)).getValue();
    BigInteger lanes = ASN1Integer.getInstance(parameters.getObjectAt(3)).getValue();
    BigInteger stated =
        parameters.size() > 4
            ? ASN1Integer.getInstance(parameters.getObjectAt(4)).getValue()
            : null;
    if (cost.signum() <= 0 || block.signum() <= 0 || lanes.signum() <= 0) {
      throw Unreadable.damaged("its scrypt parameters are not positive");
    }
    check(Limit.KDF_MEMORY, BigInteger.valueOf(128).multiply(block).multiply(cost.add(lanes)));
    // A block of the usual size 8 counts as an iteration; so do four blocks of SHA-256, of which
    // those that are mixed are made, each of them with the whole salt.
    BigInteger mixed =
        cost.multiply(lanes).multiply(block.add(BigInteger.valueOf(7))).shiftRight(3);
    int salts = 1 + SALTS_OF_A_BLOCK * (salt.length / SALT_AT_ONCE);
    spend(mixed.add(lanes.multiply(block).multiply(BigInteger.valueOf(salts))));
    return SCrypt.generate(
        password,
        salt,
        cost.intValueExact(),
        block.intValueExact(),
        lanes.intValueExact(),
        key.of(stated));
  }

  /** How many blocks of a digest so many octets take. */
  private static int blocks(int octets, ExtendedDigest digest) {
    return (octets + digest.getDigestSize() - 1) / digest.getDigestSize();
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
