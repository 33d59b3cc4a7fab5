package org.smime4j.internal.keys;

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
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jcajce.io.CipherOutputStream;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.ProviderDigest;
import org.smime4j.internal.provider.Providers;

/**
 * How {@link Pkcs12Protection#AES_256} encrypts: PBES2 (RFC 8018, 6.2) with PBKDF2 of HMAC-SHA-256
 * and AES-256-CBC. Nearly all that a file of one key costs is the derivations, and these go through
 * {@link ProviderDigest}.
 */
public final class Pkcs12Aes {

  private static final int KEY_BITS = 256;
  private static final int BLOCK_OCTETS = 16;

  private static final AlgorithmIdentifier HMAC_SHA_256 =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

  private Pkcs12Aes() {}

  /** A salt, or an initialisation vector. */
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
}
