package org.smime4j.internal.keyfile;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.smime4j.internal.provider.DerivationHash;

/**
 * Decrypts what a password encrypts in key files: PBES2 (RFC 8018) and what came before it, PKCS#12
 * (RFC 7292, appendix B) and PKCS#5 version 1.5 with RC2, RC4, DES and 3DES.
 */
public final class PasswordDecryption {

  private static final ASN1ObjectIdentifier TRIPLE_DES =
      PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;

  private static final int TRIPLE_DES_KEY = 24;

  /** Two for the longest key, one for the initialisation vector. */
  private static final int PKCS12_BLOCKS = 3;

  /** What Triple DES takes, in nanoseconds; no other cipher here takes longer. */
  private static final int DECRYPTING_AN_OCTET = 60;

  /** RFC 2268, section 2. */
  private static final int LONGEST_RC2_KEY = 128;

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

  /** RFC 8018, A.3. */
  private static final Map<ASN1ObjectIdentifier, DerivationHash> PKCS5 =
      Map.of(
          PKCSObjectIdentifiers.pbeWithMD2AndDES_CBC, DerivationHash.MD2,
          PKCSObjectIdentifiers.pbeWithMD2AndRC2_CBC, DerivationHash.MD2,
          PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC, DerivationHash.MD5,
          PKCSObjectIdentifiers.pbeWithMD5AndRC2_CBC, DerivationHash.MD5,
          PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC, DerivationHash.SHA1,
          PKCSObjectIdentifiers.pbeWithSHA1AndRC2_CBC, DerivationHash.SHA1);

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

  private final PasswordDerivation derivation;

  /**
   * @param derivation by which keys are derived, and their cost is counted
   */
  public PasswordDecryption(PasswordDerivation derivation) {
    this.derivation = derivation;
  }

  /**
   * The plaintexts that are possible, which the caller must prove: padding fits a wrong password
   * once in 256 times.
   *
   * @param proven whether the password is known to be right, so that other encodings of it are
   *     worth their cost
   */
  public <T> @Nullable T decrypt(
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
        scheme = octets -> pkcs5(oid, parameters, octets, ciphertext);
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
  public interface Parser<T> {
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
    return cbc(cipher.get(), key(cipher.get(), key, legacy.keyBits), keyAndIv.getIV(), ciphertext);
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
    return cbc(new DESedeEngine(), new KeyParameter(key), iv, ciphertext);
  }

  private byte @Nullable [] pkcs5(
      ASN1ObjectIdentifier oid, PBEParameter parameters, byte[] password, byte[] ciphertext)
      throws Unreadable {
    DerivationHash hash = Objects.requireNonNull(PKCS5.get(oid));
    PKCS5S1ParametersGenerator generator = new PKCS5S1ParametersGenerator(hash.digest());
    generator.init(
        password,
        parameters.getSalt(),
        derivation.spend(parameters.getIterationCount(), 1, parameters.getSalt(), hash));
    ParametersWithIV keyAndIv = (ParametersWithIV) generator.generateDerivedParameters(64, 64);
    byte[] key = ((KeyParameter) keyAndIv.getParameters()).getKey();
    boolean rc2 =
        oid.equals(PKCSObjectIdentifiers.pbeWithMD2AndRC2_CBC)
            || oid.equals(PKCSObjectIdentifiers.pbeWithMD5AndRC2_CBC)
            || oid.equals(PKCSObjectIdentifiers.pbeWithSHA1AndRC2_CBC);
    BlockCipher cipher = rc2 ? new RC2Engine() : new DESEngine();
    return cbc(cipher, key(cipher, key, 64), keyAndIv.getIV(), ciphertext);
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
      byte[] key = derivation.deriveAtMost(function, password, LONGEST_RC2_KEY);
      int bits = rc2Bits(rc2.getRC2ParameterVersion());
      return cbc(new RC2Engine(), new RC2Parameters(key, bits), rc2.getIV(), ciphertext);
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
    return cbc(cipher, new KeyParameter(key), iv, ciphertext);
  }

  /** RFC 8018, B.2.3: versions below 256 are those of a table, of which three were ever seen. */
  private static int rc2Bits(BigInteger version) throws Unreadable {
    return switch (version.bitLength() > 31 ? -1 : version.intValue()) {
      case 160 -> 40;
      case 120 -> 64;
      case 58 -> 128;
      default -> {
        if (version.bitLength() > 10 || version.intValue() < 256) {
          throw Unreadable.unsupported("its RC2 key has an unknown length");
        }
        yield version.intValue();
      }
    };
  }

  /** A key as its cipher takes it. */
  public static CipherParameters key(BlockCipher cipher, byte[] key, int bits) {
    return cipher instanceof RC2Engine ? new RC2Parameters(key, bits) : new KeyParameter(key);
  }

  /** Null where the length or the padding shows that the key is a wrong one. */
  public static byte @Nullable [] cbc(
      BlockCipher engine, CipherParameters key, byte[] iv, byte[] ciphertext) {
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine));
    cipher.init(false, new ParametersWithIV(key, iv));
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
}
