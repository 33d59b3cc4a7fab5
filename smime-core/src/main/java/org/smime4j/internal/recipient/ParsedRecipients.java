package org.smime4j.internal.recipient;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.RecipientInfo;
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
}
