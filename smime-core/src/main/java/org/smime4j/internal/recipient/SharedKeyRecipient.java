package org.smime4j.internal.recipient;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.FieldLength;
import org.smime4j.internal.provider.Providers;

/** KEKRecipientInfo (RFC 5652 section 6.2.3), with a key that both sides have. */
public final class SharedKeyRecipient implements ParsedRecipient {

  private final KeyWrap wrap;
  private final byte[] encryptedKey;

  private SharedKeyRecipient(KeyWrap wrap, byte[] encryptedKey) {
    this.wrap = wrap;
    this.encryptedKey = encryptedKey;
  }

  static SharedKeyRecipient parse(RecipientInfo.Kek info) throws SmimeException {
    FieldLength.check(info.keyEncryptionAlgorithm(), info.encryptedKey());
    return new SharedKeyRecipient(
        KeyWrap.of(AlgorithmId.parse(info.keyEncryptionAlgorithm(), "Kek")), info.encryptedKey());
  }

  /** The scheme's name in reports. */
  public String label() {
    return "kek-" + wrap.label();
  }

  /** Unwraps the content key; a shared key of another length than the wrap's is a wrong one. */
  public UnwrappedKey unwrap(byte[] kek, int cekOctets, Providers providers) throws SmimeException {
    byte[] otherwise = SyntheticKey.of(null, encryptedKey, cekOctets);
    return kek.length == wrap.octets()
        ? wrap.unwrap(kek, encryptedKey, otherwise, providers)
        : new UnwrappedKey(otherwise, 0);
  }
}
