package org.smime4j.internal.recipient;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.provider.Providers;

/** KEMRecipientInfo (RFC 9629): one decapsulation, a derivation and an unwrap. */
public final class KemRecipient extends PrivateKeyRecipient {

  private final RecipientInfo.Kem info;
  private final KeyEncapsulation scheme;

  private KemRecipient(RecipientInfo.Kem info, KeyEncapsulation scheme) {
    this.info = info;
    this.scheme = scheme;
  }

  static KemRecipient parse(RecipientInfo.Kem info) throws SmimeException {
    ParsedRecipient.checkFields(
        info.kem(), info.kdf(), info.ukm(), info.wrap(), info.encryptedKey());
    return new KemRecipient(info, KeyEncapsulation.parse(info));
  }

  @Override
  public String label() {
    return scheme.label();
  }

  @Override
  public List<KeyKind> kinds(byte[] encryptedKey) {
    return List.of(
        scheme.isRsa() ? KeyKind.rsa(8 * info.ciphertext().length) : new KeyKind(scheme.kem(), ""));
  }

  @Override
  public boolean fits(byte[] encryptedKey, PublicKey key) throws SmimeException {
    if (scheme.isRsa()) {
      return fitsModulus(info.ciphertext(), key);
    }
    byte[] encoded = key.getEncoded();
    return encoded != null && AlgorithmId.ofKey(encoded).oid().equals(scheme.kem());
  }

  @Override
  ParsedRecipient.UnwrappedKey unwrap(
      byte[] encryptedKey, PrivateKey key, PublicKey own, byte[] otherwise, Providers providers)
      throws SmimeException {
    byte[] secret = secret(key, providers);
    if (secret == null || secret.length == 0) {
      return new ParsedRecipient.UnwrappedKey(otherwise, 0);
    }
    byte[] kek = scheme.derive(secret, info.wrap(), info.ukm(), providers);
    return scheme.wrap().unwrap(kek, encryptedKey, otherwise, providers);
  }

  /** As long as the ciphertext for RSA; null or empty where nothing comes out. */
  private byte @Nullable [] secret(PrivateKey key, Providers providers) throws ProviderUnavailable {
    byte[] ciphertext = info.ciphertext();
    if (!scheme.isRsa()) {
      return scheme.decapsulate(key, ciphertext);
    }
    byte[] secret = rawRsa(key, ciphertext, providers);
    if (secret == null) {
      throw new ProviderUnavailable("RSA-KEM", "the private key's keeper gives no raw RSA result");
    }
    return secret.length == 0 ? secret : ConstantTime.leftPad(secret, ciphertext.length);
  }
}
