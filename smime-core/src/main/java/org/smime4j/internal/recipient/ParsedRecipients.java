package org.smime4j.internal.recipient;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.Limits;

/** Parses RecipientInfos (RFC 5652 section 6.2), each by its kind. */
public final class ParsedRecipients {

  private ParsedRecipients() {}

  /**
   * Reads the algorithms of a RecipientInfo; one that no key could open is an {@link
   * OtherRecipient}.
   *
   * @throws SmimeException.LimitExceeded where the message asks for too much work
   */
  public static ParsedRecipient of(RecipientInfo info, Limits limits)
      throws SmimeException.LimitExceeded {
    try {
      return openable(info, limits);
    } catch (SmimeException.LimitExceeded e) {
      throw e;
    } catch (SmimeException e) {
      return new OtherRecipient(e);
    }
  }

  private static ParsedRecipient openable(RecipientInfo info, Limits limits) throws SmimeException {
    if (info instanceof RecipientInfo.KeyTrans transport) {
      return KeyTransportRecipient.parse(transport);
    }
    if (info instanceof RecipientInfo.KeyAgree agreement) {
      return KeyAgreementRecipient.parse(agreement);
    }
    if (info instanceof RecipientInfo.Kem kem) {
      return KemRecipient.parse(kem);
    }
    if (info instanceof RecipientInfo.Kek kek) {
      return SharedKeyRecipient.parse(kek);
    }
    if (info instanceof RecipientInfo.Password password) {
      return PasswordRecipient.parse(password, limits);
    }
    String oid = info instanceof RecipientInfo.Other other ? other.oid() : "";
    throw new SmimeException.UnsupportedAlgorithm(
        oid.isEmpty() ? "an unknown RecipientInfo" : oid, "recipients");
  }

  /**
   * A RecipientInfo that no key opens here.
   *
   * @param why an {@link SmimeException.UnsupportedAlgorithm} where an algorithm is not known in
   *     its role; {@link SmimeException.Malformed} where parameters are not what their algorithm
   *     demands, or a field that each key would read has more than 64 KiB
   */
  public record OtherRecipient(SmimeException why) implements ParsedRecipient {}

  /** KEKRecipientInfo (RFC 5652 section 6.2.3), with a key that both sides have. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  public record SharedKeyRecipient(KeyWrap wrap, byte[] encryptedKey) implements ParsedRecipient {

    static SharedKeyRecipient parse(RecipientInfo.Kek info) throws SmimeException {
      ParsedRecipient.checkFields(info.keyEncryptionAlgorithm(), info.encryptedKey());
      return new SharedKeyRecipient(
          KeyWrap.of(AlgorithmId.parse(info.keyEncryptionAlgorithm(), "Kek")), info.encryptedKey());
    }

    /** The scheme's name in reports. */
    public String label() {
      return "kek-" + wrap.label();
    }

    /** Unwraps the content key; a shared key of another length than the wrap's is a wrong one. */
    public ParsedRecipient.UnwrappedKey unwrap(byte[] kek, int cekOctets, Providers providers)
        throws SmimeException {
      byte[] otherwise = SyntheticKey.of(null, encryptedKey, cekOctets);
      return kek.length == wrap.octets()
          ? wrap.unwrap(kek, encryptedKey, otherwise, providers)
          : new ParsedRecipient.UnwrappedKey(otherwise, 0);
    }
  }
}
