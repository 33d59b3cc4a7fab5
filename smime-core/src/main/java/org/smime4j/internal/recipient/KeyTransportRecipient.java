package org.smime4j.internal.recipient;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.provider.PrivateOperations;
import org.smime4j.internal.provider.PrivateOperations.UserAuthentication;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.signature.Pkcs1;
import org.smime4j.sources.PrivateKeyOperations;

/** KeyTransRecipientInfo (RFC 5652 section 6.2.1): RSA, with the padding of PKCS #1 or OAEP. */
public final class KeyTransportRecipient extends PrivateKeyRecipient {

  /** Null for PKCS #1 v1.5. */
  private final @Nullable Oaep oaep;

  private KeyTransportRecipient(@Nullable Oaep oaep) {
    this.oaep = oaep;
  }

  /**
   * Reads the algorithm. The parameters that rsaEncryption might carry say nothing. How long the
   * encrypted key is does not matter: it has the length of a modulus, or fits no key.
   */
  static KeyTransportRecipient parse(RecipientInfo.KeyTrans info) throws SmimeException {
    ParsedRecipient.checkFields(info.keyEncryptionAlgorithm());
    AlgorithmId algorithm = AlgorithmId.parse(info.keyEncryptionAlgorithm(), "KeyTrans");
    return switch (algorithm.oid()) {
      case Oids.RSA_ENCRYPTION -> new KeyTransportRecipient(null);
      case Oids.RSAES_OAEP -> new KeyTransportRecipient(Oaep.parse(algorithm));
      default -> throw new SmimeException.UnsupportedAlgorithm(algorithm.oid(), "key transport");
    };
  }

  @Override
  public String label() {
    return oaep == null ? "rsa-pkcs1" : oaep.scheme();
  }

  @Override
  public boolean isSelfChecking() {
    return oaep != null;
  }

  @Override
  public List<KeyKind> kinds(byte[] encryptedKey) {
    return List.of(KeyKind.rsa(8 * encryptedKey.length));
  }

  @Override
  public boolean fits(byte[] encryptedKey, PublicKey key) {
    return fitsModulus(encryptedKey, key);
  }

  /**
   * As long as the modulus (I2OSP, RFC 8017 section 4.1): some writers drop the leading zeros, and
   * a key found by name says how many.
   */
  @Override
  public byte[] whole(byte[] encryptedKey, PublicKey key) {
    int length = key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
    return encryptedKey.length == 0 || encryptedKey.length >= length
        ? encryptedKey
        : ConstantTime.leftPad(encryptedKey, length);
  }

  @Override
  UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, byte[] otherwise, Providers providers)
      throws SmimeException {
    byte[] result = rawRsa(key, encryptedKey, providers);
    if (result == null) {
      return unpadded(encryptedKey, key, otherwise, providers);
    }
    byte[] block = ConstantTime.leftPad(result, encryptedKey.length);
    return oaep == null
        ? new UnwrappedKey(Pkcs1.unpad(block, otherwise), UnwrappedKey.PLAUSIBLE)
        : oaep.unpad(block, otherwise, providers);
  }

  /**
   * Where the key's provider does not part with a raw result, as on Windows: its time is its own.
   */
  private UnwrappedKey unpadded(
      byte[] encryptedKey, PrivateKey key, byte[] otherwise, Providers providers)
      throws ProviderUnavailable {
    byte[] cek = padded(encryptedKey, key, providers);
    if (cek.length == otherwise.length) {
      return new UnwrappedKey(cek, UnwrappedKey.PLAUSIBLE);
    }
    return new UnwrappedKey(otherwise, oaep == null ? UnwrappedKey.PLAUSIBLE : 0);
  }

  /** The key as its provider or keeper takes it out of its padding; empty where that failed. */
  private byte[] padded(byte[] encryptedKey, PrivateKey key, Providers providers)
      throws ProviderUnavailable {
    PrivateKeyOperations kept = ExternalKey.operations(key);
    OAEPParameterSpec parameters = oaep == null ? null : oaep.parameterSpec();
    if (kept != null) {
      return ExternalKey.decrypt(kept, encryptedKey, parameters);
    }
    Cipher rsa =
        PrivateOperations.cipher(
            oaep == null ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPPadding",
            Cipher.DECRYPT_MODE,
            key,
            parameters,
            providers);
    try {
      return rsa.doFinal(encryptedKey);
    } catch (GeneralSecurityException | RuntimeException e) {
      UserAuthentication.require("RSA", e);
      return new byte[0];
    }
  }
}
