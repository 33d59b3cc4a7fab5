package org.smime4j.internal.signature;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.PrivateKeyOperations;

/**
 * A key that one provider keeps, such as that of a token: only this provider is ever asked, whether
 * or not it is registered.
 */
public final class ProviderKey implements PrivateKeyOperations {

  /** Android's key store lists its ciphers and signatures as a provider of their own. */
  private static final Map<String, String> BESIDE =
      Map.of("AndroidKeyStore", "AndroidKeyStoreBCWorkaround");

  private final PrivateKey key;
  private final List<Provider> providers;

  private ProviderKey(PrivateKey key, Provider provider) {
    this.key = key;
    String name = BESIDE.get(provider.getName());
    Provider beside = name == null ? null : Security.getProvider(name);
    this.providers = beside == null ? List.of(provider) : List.of(provider, beside);
  }

  private interface Lookup<T> {
    T by(Provider provider) throws GeneralSecurityException;
  }

  /** What the first of them makes that offers it. */
  private <T> T offered(Lookup<T> lookup) throws GeneralSecurityException {
    NoSuchAlgorithmException missing = new NoSuchAlgorithmException();
    for (Provider provider : providers) {
      try {
        return lookup.by(provider);
      } catch (NoSuchAlgorithmException e) {
        missing = e;
      }
    }
    throw missing;
  }

  /**
   * A key that its provider keeps: nobody else is asked, whether or not the provider is registered.
   */
  public static PrivateKey of(PublicKey publicKey, PrivateKey key, Provider provider) {
    return ExternalKey.of(publicKey, new ProviderKey(key, provider));
  }

  @Override
  public byte[] decryptRaw(byte[] ciphertext) throws IOException {
    return decrypt("RSA/ECB/NoPadding", null, ciphertext);
  }

  @Override
  public byte[] decryptPkcs1(byte[] ciphertext) throws IOException {
    return decrypt("RSA/ECB/PKCS1Padding", null, ciphertext);
  }

  @Override
  public byte[] decryptOaep(byte[] ciphertext, OAEPParameterSpec parameters) throws IOException {
    return decrypt("RSA/ECB/OAEPPadding", parameters, ciphertext);
  }

  private byte[] decrypt(
      String transformation, @Nullable AlgorithmParameterSpec parameters, byte[] ciphertext)
      throws IOException {
    Cipher cipher;
    try {
      cipher = offered(provider -> Cipher.getInstance(transformation, provider));
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnsupportedOperationException(transformation, e);
    }
    try {
      return cipher.doFinal(ciphertext);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Override
  public byte[] agree(PublicKey other) throws IOException {
    String algorithm = key.getAlgorithm().equals("EC") ? "ECDH" : key.getAlgorithm();
    KeyAgreement agreement;
    try {
      agreement = offered(provider -> KeyAgreement.getInstance(algorithm, provider));
      agreement.init(key);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnsupportedOperationException(algorithm, e);
    }
    try {
      agreement.doPhase(other, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private Signature signature(SignatureScheme scheme, Provider provider)
      throws GeneralSecurityException {
    boolean pss = scheme.label().startsWith("rsa-pss");
    Signature signature;
    try {
      signature = Signature.getInstance(Signing.jcaName(scheme), provider);
    } catch (NoSuchAlgorithmException e) {
      if (!pss) {
        throw e;
      }
      signature = Signature.getInstance(Signing.androidPss(scheme), provider);
      pss = false;
    }
    signature.initSign(key);
    if (pss) {
      signature.setParameter(Signing.pss(DigestAlgorithm.of(scheme)));
    }
    return signature;
  }

  @Override
  public byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
    try {
      Signature signature = offered(provider -> signature(scheme, provider));
      signature.update(toBeSigned);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
