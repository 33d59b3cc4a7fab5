package org.smime4j.internal.recipient;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.recipient.ParsedRecipients.OtherRecipient;
import org.smime4j.internal.recipient.ParsedRecipients.SharedKeyRecipient;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPki;

/** Parses recipients and unwraps their keys, as the search for a key does. */
public final class Recipients {

  private Recipients() {}

  /** The scheme's name; throws why no key opens the recipient. */
  static String label(RecipientInfo info, Limits limits) throws SmimeException {
    ParsedRecipient recipient = ParsedRecipients.of(info, limits);
    if (recipient instanceof OtherRecipient other) {
      throw other.why();
    }
    if (recipient instanceof PrivateKeyRecipient byPrivateKey) {
      return byPrivateKey.label();
    }
    return recipient instanceof SharedKeyRecipient shared
        ? shared.label()
        : ((PasswordRecipient) recipient).label();
  }

  static String label(RecipientInfo info) throws SmimeException {
    return label(info, Limits.standard());
  }

  static boolean fits(RecipientInfo info, PublicKey key) throws SmimeException {
    return parsed(info).fits(info.encryptedKeys().get(0).encryptedKey(), key);
  }

  public static UnwrappedKey unwrap(
      RecipientInfo info, PrivateKey key, PublicKey own, int cekOctets, Providers providers)
      throws SmimeException {
    return parsed(info)
        .unwrap(info.encryptedKeys().get(0).encryptedKey(), key, own, cekOctets, providers);
  }

  public static UnwrappedKey unwrap(
      RecipientInfo info, KeyPair keys, int cekOctets, Providers providers) throws SmimeException {
    return unwrap(info, keys.getPrivate(), keys.getPublic(), cekOctets, providers);
  }

  public static UnwrappedKey unwrap(
      RecipientInfo info, TestPki.Issued identity, int cekOctets, Providers providers)
      throws SmimeException {
    return unwrap(
        info, identity.privateKey(), identity.certificate().getPublicKey(), cekOctets, providers);
  }

  public static UnwrappedKey unwrap(
      RecipientInfo.Password info, byte[] password, int cekOctets, Providers providers)
      throws SmimeException {
    return ((PasswordRecipient) ParsedRecipients.of(info, Limits.standard()))
        .unwrap(password, cekOctets, providers);
  }

  public static UnwrappedKey unwrap(
      RecipientInfo.Kek info, byte[] kek, int cekOctets, Providers providers)
      throws SmimeException {
    return ((SharedKeyRecipient) ParsedRecipients.of(info, Limits.standard()))
        .unwrap(kek, cekOctets, providers);
  }

  private static PrivateKeyRecipient parsed(RecipientInfo info) throws SmimeException {
    return (PrivateKeyRecipient) ParsedRecipients.of(info, Limits.standard());
  }
}
