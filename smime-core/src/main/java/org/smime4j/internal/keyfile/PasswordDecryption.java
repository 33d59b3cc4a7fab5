package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.kisa.KISAObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ntt.NTTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RC2CBCParameter;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.engines.SEEDEngine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.RC2Parameters;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.content.Rc2Versions;
import org.smime4j.internal.provider.DerivationHash;

/**
 * Decrypts what a password encrypts in key files: PBES2 (RFC 8018) and what came before it, PKCS#12
 * (RFC 7292, appendix B) and PKCS#5 version 1.5 with RC2, RC4, DES and 3DES.
 *
 * @param derivation by which the keys of one file are derived, and their cost is counted
 * @param passwords that may open the file
 */
public record PasswordDecryption(PasswordDerivation derivation, Passwords passwords) {

  private static final ASN1ObjectIdentifier TRIPLE_DES =
      PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;

  private static final int TRIPLE_DES_KEY = 24;

  /** Two for the longest key, one for the initialisation vector. */
  private static final int PKCS12_BLOCKS = 3;

  /** What Triple DES takes, in nanoseconds; no other cipher here takes longer. */
  private static final int DECRYPTING_AN_OCTET = 60;

  /** RFC 2268, section 2. */
  private static final int LONGEST_RC2_KEY = 128;

  private static final byte OCTET_STRING = 0x04;
  private static final byte CONSTRUCTED_OCTET_STRING = 0x24;
  private static final byte SEQUENCE = 0x30;

  private record Legacy(int keyBits, @Nullable Supplier<BlockCipher> cipher) {}

  /** RFC 7292, appendix C. */
  private static final Map<ASN1ObjectIdentifier, Legacy> PKCS12 =
      Map.of(
          PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC4, new Legacy(128, null),
          PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC4, new Legacy(40, null),
          PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new Legacy(192, DESedeEngine::new),
          PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC, new Legacy(128, DESedeEngine::new),
          PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC, new Legacy(128, RC2Engine::new),
          PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, new Legacy(40, RC2Engine::new));

  private record Pkcs5(DerivationHash hash, boolean isRc2) {}

  /** RFC 8018, A.3. */
  private static final Map<ASN1ObjectIdentifier, Pkcs5> PKCS5 =
      Map.of(
          PKCSObjectIdentifiers.pbeWithMD2AndDES_CBC, new Pkcs5(DerivationHash.MD2, false),
          PKCSObjectIdentifiers.pbeWithMD2AndRC2_CBC, new Pkcs5(DerivationHash.MD2, true),
          PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC, new Pkcs5(DerivationHash.MD5, false),
          PKCSObjectIdentifiers.pbeWithMD5AndRC2_CBC, new Pkcs5(DerivationHash.MD5, true),
          PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC, new Pkcs5(DerivationHash.SHA1, false),
          PKCSObjectIdentifiers.pbeWithSHA1AndRC2_CBC, new Pkcs5(DerivationHash.SHA1, true));

  private record KeyedCipher(int keyOctets, Supplier<BlockCipher> cipher) {}

  /** In CBC mode (RFC 8018, appendix B.2; RFC 3657; RFC 4010); RC2 has parameters of its own. */
  private static final Map<ASN1ObjectIdentifier, KeyedCipher> PBES2 =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC, new KeyedCipher(16, AESEngine::newInstance),
          NISTObjectIdentifiers.id_aes192_CBC, new KeyedCipher(24, AESEngine::newInstance),
          NISTObjectIdentifiers.id_aes256_CBC, new KeyedCipher(32, AESEngine::newInstance),
          PKCSObjectIdentifiers.des_EDE3_CBC, new KeyedCipher(24, DESedeEngine::new),
          OIWObjectIdentifiers.desCBC, new KeyedCipher(8, DESEngine::new),
          NTTObjectIdentifiers.id_camellia128_cbc, new KeyedCipher(16, CamelliaEngine::new),
          NTTObjectIdentifiers.id_camellia192_cbc, new KeyedCipher(24, CamelliaEngine::new),
          NTTObjectIdentifiers.id_camellia256_cbc, new KeyedCipher(32, CamelliaEngine::new),
          KISAObjectIdentifiers.id_seedCBC, new KeyedCipher(16, SEEDEngine::new));

  /** What a right password gives; for a wrong one it throws something unchecked, mostly. */
  public interface Shape<T> {
    /** The value. */
    T of(Object object);
  }

  /** One ASN.1 value, decrypted by the first password that fits; it throws where none does. */
  public <T> T open(AlgorithmIdentifier algorithm, byte[] ciphertext, Shape<T> shape)
      throws Unreadable {
    return passwords.open(password -> decrypt(algorithm, ciphertext, password, false, shape));
  }

  <T> @Nullable T decrypt(
      AlgorithmIdentifier algorithm,
      byte[] ciphertext,
      Password password,
      boolean proven,
      Shape<T> shape)
      throws Unreadable {
    return decryptOctets(
        algorithm,
        ciphertext,
        password,
        proven,
        plaintext -> {
          try {
            markPrimitive(plaintext);
            return shape.of(Ber.read(plaintext, derivation.limits()));
          } catch (Unreadable | RuntimeException wrongPassword) {
            return null;
          }
        });
  }

  /**
   * GnuPG marks the OCTET STRING around a key of an elliptic curve as constructed, though the
   * SEQUENCE in it is its value. A constructed one would hold OCTET STRINGs (X.690 section 8.7.3).
   */
  private static void markPrimitive(byte[] privateKeyInfo) {
    try {
      List<Tlv> fields = Tlv.of(privateKeyInfo, "PrivateKeyInfo").children("PrivateKeyInfo");
      Tlv key = fields.size() < 3 ? null : fields.get(2);
      if (key != null
          && key.tag() == CONSTRUCTED_OCTET_STRING
          && key.end() > key.content()
          && privateKeyInfo[key.content()] == SEQUENCE) {
        privateKeyInfo[key.start()] = OCTET_STRING;
      }
    } catch (Malformed otherOrWrongPassword) {
      // It stays as it is.
    }
  }

  /**
   * The plaintexts that are possible, which the caller must prove: padding fits a wrong password
   * once in 256 times.
   *
   * @param proven whether the password is known to be right, so that other encodings of it are
   *     worth their cost
   */
  <T> @Nullable T decryptOctets(
      AlgorithmIdentifier algorithm,
      byte[] ciphertext,
      Password password,
      boolean proven,
      Parser<T> parser)
      throws Unreadable {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    List<byte[]> encodings;
    Scheme scheme;
    try {
      if (PKCS12.containsKey(oid)) {
        PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(algorithm.getParameters());
        encodings = password.bmp();
        scheme = octets -> pkcs12(PKCS12.get(oid), parameters, octets, ciphertext);
      } else if (PKCS5.containsKey(oid)) {
        PBEParameter parameters = PBEParameter.getInstance(algorithm.getParameters());
        encodings = password.utf8();
        scheme = octets -> pkcs5(PKCS5.get(oid), parameters, octets, ciphertext);
      } else if (oid.equals(PKCSObjectIdentifiers.id_PBES2)) {
        PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
        encodings = new ArrayList<>(password.utf8());
        if (proven) {
          // Some wrote the password for PBES2 as PKCS#12 has it, as NSS did.
          encodings.add(password.bmp().get(0));
        }
        scheme = octets -> pbes2(parameters, octets, ciphertext);
      } else {
        throw Unreadable.unsupported(
            "it is encrypted by the algorithm " + oid + ", which is not supported");
      }
    } catch (RuntimeException e) {
      throw Unreadable.damaged("the parameters of its encryption are damaged");
    }
    derivation.spend((long) encodings.size() * ciphertext.length, DECRYPTING_AN_OCTET);
    T opened = first(encodings, scheme, parser);
    if (opened == null && proven && oid.equals(TRIPLE_DES)) {
      PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(algorithm.getParameters());
      opened = first(encodings, octets -> gnupg(parameters, octets, ciphertext), parser);
    }
    return opened;
  }

  private static <T> @Nullable T first(List<byte[]> encodings, Scheme scheme, Parser<T> parser)
      throws Unreadable {
    for (byte[] encoding : encodings) {
      byte[] plaintext = scheme.decrypt(encoding);
      if (plaintext != null) {
        try {
          T parsed = parser.parse(plaintext);
          if (parsed != null) {
            return parsed;
          }
        } finally {
          Arrays.fill(plaintext, (byte) 0);
        }
      }
    }
    return null;
  }

  /** Tells a right plaintext from a wrong one. */
  interface Parser<T> {
    /** What the plaintext holds, or null if it is none; the array is zeroed afterwards. */
    @Nullable T parse(byte[] plaintext);
  }

  private interface Scheme {
    byte @Nullable [] decrypt(byte[] password) throws Unreadable;
  }

  private byte @Nullable [] pkcs12(
      Legacy legacy, PKCS12PBEParams parameters, byte[] password, byte[] ciphertext)
      throws Unreadable {
    int iterations = spend(parameters, PKCS12_BLOCKS);
    PKCS12ParametersGenerator generator =
        new PKCS12ParametersGenerator(DerivationHash.SHA1.digest());
    generator.init(password, parameters.getIV(), iterations);
    Supplier<BlockCipher> cipher = legacy.cipher;
    if (cipher == null) {
      RC4Engine rc4 = new RC4Engine();
      rc4.init(false, generator.generateDerivedParameters(legacy.keyBits));
      byte[] plaintext = new byte[ciphertext.length];
      rc4.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
      return plaintext;
    }
    ParametersWithIV keyAndIv =
        (ParametersWithIV) generator.generateDerivedParameters(legacy.keyBits, 64);
    byte[] key = ((KeyParameter) keyAndIv.getParameters()).getKey();
    return cbc(cipher.get(), key, legacy.keyBits, keyAndIv.getIV(), ciphertext);
  }

  private int spend(PKCS12PBEParams parameters, int blocks) throws Unreadable {
    return derivation.spend(
        parameters.getIterations(), blocks, parameters.getIV(), DerivationHash.SHA1);
  }

  /** As {@link GnupgDerivation} has it. */
  private byte @Nullable [] gnupg(PKCS12PBEParams parameters, byte[] password, byte[] ciphertext)
      throws Unreadable {
    if (password.length == 0 || parameters.getIV().length == 0) {
      return null;
    }
    int iterations = spend(parameters, 2 + GnupgDerivation.rounds(TRIPLE_DES_KEY));
    PKCS12ParametersGenerator generator =
        new PKCS12ParametersGenerator(DerivationHash.SHA1.digest());
    generator.init(password, parameters.getIV(), iterations);
    byte[] iv = ((ParametersWithIV) generator.generateDerivedParameters(64, 64)).getIV();
    byte[] key = GnupgDerivation.key(password, parameters.getIV(), iterations, TRIPLE_DES_KEY);
    return cbc(new DESedeEngine(), key, 0, iv, ciphertext);
  }

  private byte @Nullable [] pkcs5(
      Pkcs5 scheme, PBEParameter parameters, byte[] password, byte[] ciphertext) throws Unreadable {
    PKCS5S1ParametersGenerator generator = new PKCS5S1ParametersGenerator(scheme.hash.digest());
    generator.init(
        password,
        parameters.getSalt(),
        derivation.spend(parameters.getIterationCount(), 1, parameters.getSalt(), scheme.hash));
    ParametersWithIV keyAndIv = (ParametersWithIV) generator.generateDerivedParameters(64, 64);
    byte[] key = ((KeyParameter) keyAndIv.getParameters()).getKey();
    BlockCipher cipher = scheme.isRc2 ? new RC2Engine() : new DESEngine();
    return cbc(cipher, key, 64, keyAndIv.getIV(), ciphertext);
  }

  private byte @Nullable [] pbes2(PBES2Parameters parameters, byte[] password, byte[] ciphertext)
      throws Unreadable {
    AlgorithmIdentifier scheme =
        AlgorithmIdentifier.getInstance(parameters.getEncryptionScheme().toASN1Primitive());
    ASN1ObjectIdentifier oid = scheme.getAlgorithm();
    AlgorithmIdentifier function =
        AlgorithmIdentifier.getInstance(parameters.getKeyDerivationFunc().toASN1Primitive());
    if (oid.equals(PKCSObjectIdentifiers.RC2_CBC)) {
      RC2CBCParameter rc2 = RC2CBCParameter.getInstance(scheme.getParameters());
      int bits = Rc2Versions.bits(rc2.getRC2ParameterVersion());
      if (bits == 0) {
        throw Unreadable.unsupported("its RC2 key has an unknown length");
      }
      byte[] key = derivation.deriveAtMost(function, password, LONGEST_RC2_KEY);
      return cbc(new RC2Engine(), key, bits, rc2.getIV(), ciphertext);
    }
    KeyedCipher keyed = PBES2.get(oid);
    if (keyed == null) {
      throw Unreadable.unsupported(
          "it is encrypted by the algorithm " + oid + ", which is not supported");
    }
    BlockCipher cipher = keyed.cipher.get();
    byte[] iv = ASN1OctetString.getInstance(scheme.getParameters()).getOctets();
    if (iv.length != cipher.getBlockSize()) {
      throw Unreadable.damaged("the initialisation vector does not fit its cipher");
    }
    byte[] key = derivation.derive(function, password, keyed.keyOctets);
    return cbc(cipher, key, 0, iv, ciphertext);
  }

  /**
   * Null where the length or the padding shows that the key is a wrong one.
   *
   * @param bits how many count of the key, for RC2 alone
   */
  public static byte @Nullable [] cbc(
      BlockCipher engine, byte[] key, int bits, byte[] iv, byte[] ciphertext) {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine));
    CipherParameters ofCipher =
        engine instanceof RC2Engine ? new RC2Parameters(key, bits) : new KeyParameter(key);
    cipher.init(false, new ParametersWithIV(ofCipher, iv));
    byte[] plaintext = new byte[cipher.getOutputSize(ciphertext.length)];
    try {
      int length = cipher.processBytes(ciphertext, 0, ciphertext.length, plaintext, 0);
      length += cipher.doFinal(plaintext, length);
      return Arrays.copyOf(plaintext, length);
    } catch (CryptoException | RuntimeException wrongKey) {
      return null;
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * The key derivation of PKCS#12 (RFC 7292, appendix B.2) with SHA-1 as GnuPG's gpgsm makes it. It
   * adds blocks as numbers, and writes back only the octets that a number has: where the first one
   * is zero, as once in 256 times, the block is shifted to the left and keeps an octet of what
   * stood there before. That concerns keys past the first digest, which is Triple DES and nothing
   * else, and both blocks of its input: about one in 128 of such keys.
   */
  static final class GnupgDerivation {

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
          new BigInteger(1, Arrays.copyOfRange(input, block, block + BLOCK))
              .add(added)
              .mod(MODULUS);
      byte[] octets = sum.toByteArray();
      int sign = octets[0] == 0 ? 1 : 0;
      System.arraycopy(octets, sign, input, block, octets.length - sign);
    }
  }
}
