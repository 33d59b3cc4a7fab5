package org.smime4j.internal.keys;

import static org.bouncycastle.crypto.PBEParametersGenerator.PKCS12PasswordToBytes;
import static org.bouncycastle.crypto.PBEParametersGenerator.PKCS5PasswordToUTF8Bytes;

import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.io.MacOutputStream;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jcajce.io.CipherOutputStream;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.ProviderDigest;
import org.smime4j.internal.provider.Providers;

/**
 * How {@link Pkcs12Protection#AES_256} protects: PBES2 (RFC 8018, 6.2) with PBKDF2 of HMAC-SHA-256
 * and AES-256-CBC, and the MAC of RFC 7292, appendix B, with SHA-256. Nearly all that a file of one
 * key costs is the derivations, and these go through {@link ProviderDigest}.
 */
public final class Pkcs12Aes {

  private static final int KEY_BITS = 256;
  private static final int BLOCK_OCTETS = 16;

  private static final AlgorithmIdentifier SHA_256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  private static final AlgorithmIdentifier HMAC_SHA_256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private Pkcs12Aes() {}

  private static byte[] random() {
    byte[] octets = new byte[BLOCK_OCTETS];
    Providers.standard().random().nextBytes(octets);
    return octets;
  }

  /** An encryption under a key of its own. */
  static OutputEncryptor encryptor(char[] password, int iterations)
      throws OperatorCreationException {
    byte[] salt = random();
    byte[] iv = random();
    byte[] octets = PKCS5PasswordToUTF8Bytes(password);
    byte[] key;
    try {
      PKCS5S2ParametersGenerator derivation =
          new PKCS5S2ParametersGenerator(ProviderDigest.of(DigestAlgorithm.SHA256));
      derivation.init(octets, salt, iterations);
      key = ((KeyParameter) derivation.generateDerivedParameters(KEY_BITS)).getKey();
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_PBES2,
            new PBES2Parameters(
                new KeyDerivationFunc(
                    PKCSObjectIdentifiers.id_PBKDF2,
                    new PBKDF2Params(salt, iterations, HMAC_SHA_256)),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv))));
    try {
      Cipher cipher = Providers.standard().cipher("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return new Encryption(algorithm, cipher, new GenericKey(algorithm, key));
    } catch (GeneralSecurityException | ProviderUnavailable e) {
      throw new OperatorCreationException("AES", e);
    }
  }

  private record Encryption(AlgorithmIdentifier algorithm, Cipher cipher, GenericKey key)
      implements OutputEncryptor {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return algorithm;
    }

    @Override
    public OutputStream getOutputStream(OutputStream to) {
      return new CipherOutputStream(to, cipher);
    }

    @Override
    public GenericKey getKey() {
      return key;
    }
  }

  /** The MAC over the whole file. */
  static PKCS12MacCalculatorBuilder mac(int iterations) {
    return new PKCS12MacCalculatorBuilder() {
      @Override
      public AlgorithmIdentifier getDigestAlgorithmIdentifier() {
        return SHA_256;
      }

      @Override
      public MacCalculator build(char[] password) {
        return mac(password, iterations);
      }
    };
  }

  private static MacCalculator mac(char[] password, int iterations) {
    byte[] salt = random();
    byte[] octets = PKCS12PasswordToBytes(password);
    HMac mac = new HMac(ProviderDigest.of(DigestAlgorithm.SHA256));
    CipherParameters key;
    try {
      PKCS12ParametersGenerator derivation =
          new PKCS12ParametersGenerator(ProviderDigest.of(DigestAlgorithm.SHA256));
      derivation.init(octets, salt, iterations);
      key = derivation.generateDerivedMacParameters(Byte.SIZE * mac.getMacSize());
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
    mac.init(key);
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            NISTObjectIdentifiers.id_sha256, new PKCS12PBEParams(salt, iterations));
    return new Authentication(
        algorithm, mac, new GenericKey(algorithm, ((KeyParameter) key).getKey()));
  }

  private record Authentication(AlgorithmIdentifier algorithm, HMac mac, GenericKey key)
      implements MacCalculator {
    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return algorithm;
    }

    @Override
    public OutputStream getOutputStream() {
      return new MacOutputStream(mac);
    }

    @Override
    public byte[] getMac() {
      byte[] octets = new byte[mac.getMacSize()];
      mac.doFinal(octets, 0);
      return octets;
    }

    @Override
    public GenericKey getKey() {
      return key;
    }
  }
}
