package org.smime4j.internal.signature;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
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

  private final PrivateKey key;
  private final Provider provider;

  private ProviderKey(PrivateKey key, Provider provider) {
    this.key = key;
    this.provider = provider;
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
      cipher = Cipher.getInstance(transformation, provider);
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
      agreement = KeyAgreement.getInstance(algorithm, provider);
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

  @Override
  public byte[] sign(SignatureScheme scheme, byte[] toBeSigned) throws IOException {
    try {
      Signature signature = Signature.getInstance(Signing.jcaName(scheme), provider);
      signature.initSign(key);
      if (scheme.label().startsWith("rsa-pss")) {
        signature.setParameter(Signing.pss(DigestAlgorithm.of(scheme)));
      }
      signature.update(toBeSigned);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
