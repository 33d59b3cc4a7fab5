package org.smime4j.internal.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.Limits;
import org.smime4j.PrivateKeyOperations;
import org.smime4j.SmimeException;
import org.smime4j.SmimeException.Malformed;
import org.smime4j.SmimeException.ProviderUnavailable;
import org.smime4j.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;

/**
 * From a RecipientInfo and a key to the content-encryption key. What the cleartext alone forbids is
 * said by {@link #check} before a key is touched; after that there is exactly one private operation
 * and always a key: where anything went wrong, a synthetic one (security: A7 to A11).
 */
public final class KeyUnwrapping {

  /** The name of PKCS #1 v1.5 in reports. */
  public static final String RSA_PKCS1 = "rsa-pkcs1";

  /**
   * What no honest field of a recipient exceeds: each key that is tried reads and hashes it again.
   * What RSA encrypted has the length of a modulus, or fits no key.
   */
  private static final int LONGEST_FIELD = 64 * 1024;

  private KeyUnwrapping() {}

  /**
   * Whether this could be opened by any key at all, and what it is called in reports.
   *
   * @throws UnsupportedAlgorithm where an algorithm is not known in its role
   * @throws Malformed where parameters are not what their algorithm demands, or a field that is
   *     read for each key has more than 64 KiB
   * @throws SmimeException.LimitExceeded where the message asks for too much work
   */
  public static String check(RecipientInfo recipient, Limits limits) throws SmimeException {
    if (recipient instanceof RecipientInfo.KeyTrans transport) {
      checkLength(transport.keyEncryptionAlgorithm());
      AlgorithmId algorithm = AlgorithmId.parse(transport.keyEncryptionAlgorithm(), "KeyTrans");
      return isPkcs1(algorithm) ? RSA_PKCS1 : oaep(algorithm).scheme();
    }
    if (recipient instanceof RecipientInfo.KeyAgree agreement) {
      checkLength(agreement.originator());
      checkLength(agreement.ukm());
      checkLength(agreement.keyEncryptionAlgorithm());
      for (RecipientInfo.RecipientEncryptedKey each : agreement.recipientEncryptedKeys()) {
        checkLength(each.encryptedKey());
      }
      OriginatorKey originator = OriginatorKey.parse(agreement.originator());
      String kind =
          switch (originator.oid()) {
            case Oids.X25519 -> "x25519-";
            case Oids.X448 -> "x448-";
            default -> "ecdh-";
          };
      return kind + KeyAgreementScheme.parse(agreement.keyEncryptionAlgorithm()).scheme();
    }
    if (recipient instanceof RecipientInfo.Kem kem) {
      checkLength(kem.kem());
      checkLength(kem.kdf());
      checkLength(kem.ukm());
      checkLength(kem.wrap());
      checkLength(kem.encryptedKey());
      return KeyEncapsulation.parse(kem).label();
    }
    if (recipient instanceof RecipientInfo.Kek kek) {
      checkLength(kek.keyEncryptionAlgorithm());
      checkLength(kek.encryptedKey());
      return "kek-" + KeyWrap.of(AlgorithmId.parse(kek.keyEncryptionAlgorithm(), "Kek")).label();
    }
    if (recipient instanceof RecipientInfo.Password password) {
      passwordScheme(password, limits);
      return "password";
    }
    String oid = recipient instanceof RecipientInfo.Other other ? other.oid() : "";
    throw new UnsupportedAlgorithm(oid.isEmpty() ? "an unknown RecipientInfo" : oid, "recipients");
  }

  private static void checkLength(byte @Nullable [] field) throws Malformed {
    if (field != null && field.length > LONGEST_FIELD) {
      throw new Malformed("RecipientInfo", -1, "a field of " + field.length + " octets");
    }
  }

  /**
   * Whether one private operation with this key could give the content-encryption key: for RSA, the
   * length of the modulus and a value below it; for key agreement, the kind and the curve.
   */
  public static boolean fits(RecipientInfo recipient, byte[] encryptedKey, PublicKey key)
      throws SmimeException {
    if (recipient instanceof RecipientInfo.KeyTrans) {
      if (!(key instanceof RSAKey rsa)) {
        return false;
      }
      BigInteger modulus = rsa.getModulus();
      return encryptedKey.length == (modulus.bitLength() + 7) / 8
          && new BigInteger(1, encryptedKey).compareTo(modulus) < 0;
    }
    if (recipient instanceof RecipientInfo.KeyAgree agreement) {
      byte[] encoded = key.getEncoded();
      return encoded != null
          && OriginatorKey.parse(agreement.originator()).fits(algorithmOf(encoded));
    }
    if (recipient instanceof RecipientInfo.Kem kem) {
      byte[] encoded = key.getEncoded();
      return encoded != null
          && KeyEncapsulation.parse(kem).fits(kem.ciphertext(), key, algorithmOf(encoded));
    }
    return false;
  }

  /**
   * The encrypted key for a key that the message names, as long as its modulus (I2OSP, RFC 8017
   * section 4.1): some writers drop the leading zeros, and a key found by name says how many.
   */
  public static RecipientInfo.KeyTrans whole(RecipientInfo.KeyTrans recipient, PublicKey key) {
    byte[] given = recipient.encryptedKey();
    int length = key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : 0;
    if (given.length == 0 || given.length >= length) {
      return recipient;
    }
    byte[] whole = new byte[length];
    System.arraycopy(given, 0, whole, length - given.length, given.length);
    return new RecipientInfo.KeyTrans(
        recipient.identifier(), recipient.keyEncryptionAlgorithm(), whole);
  }

  /**
   * The object identifier of the public keys that a KEMRecipientInfo is for; rsaEncryption for
   * RSA-KEM.
   */
  public static String keyAlgorithm(RecipientInfo.Kem recipient) throws SmimeException {
    KeyEncapsulation scheme = KeyEncapsulation.parse(recipient);
    return scheme.isRsa() ? Oids.RSA_ENCRYPTION : scheme.kem();
  }

  /**
   * The curves on which a recipient's key may be, as object identifiers: the one that the sender
   * names, else each whose points are as long as the sender's.
   */
  public static List<String> curves(RecipientInfo.KeyAgree recipient) throws SmimeException {
    return OriginatorKey.parse(recipient.originator()).curves();
  }

  /** What a password recipient costs: the iterations of its key derivation. */
  public static long iterations(RecipientInfo.Password recipient, Limits limits)
      throws SmimeException {
    return passwordScheme(recipient, limits).iterations();
  }

  /** KeyTransRecipientInfo: one raw RSA operation, and a branch-free end. */
  public static UnwrappedKey rsa(
      RecipientInfo.KeyTrans recipient, PrivateKey key, int cekOctets, Providers providers)
      throws SmimeException {
    byte[] encryptedKey = recipient.encryptedKey();
    AlgorithmId algorithm = AlgorithmId.parse(recipient.keyEncryptionAlgorithm(), "KeyTrans");
    Oaep oaep = isPkcs1(algorithm) ? null : oaep(algorithm);
    byte[] otherwise = SyntheticKey.of(key, encryptedKey, cekOctets);
    byte[] result = raw(key, encryptedKey, providers);
    if (result == null) {
      return unpadded(key, oaep, encryptedKey, otherwise, providers);
    }
    byte[] block = ConstantTime.leftPad(result, encryptedKey.length);
    return oaep == null
        ? new UnwrappedKey(Pkcs1.unpad(block, otherwise), UnwrappedKey.PLAUSIBLE)
        : oaep.unpad(block, otherwise, providers);
  }

  /** Null where the key's provider or keeper does not part with a raw result. */
  private static byte @Nullable [] raw(PrivateKey key, byte[] encryptedKey, Providers providers)
      throws ProviderUnavailable {
    PrivateKeyOperations kept = KeptKey.operations(key);
    if (kept != null) {
      return KeptKey.decryptRaw(kept, encryptedKey);
    }
    Cipher rsa;
    try {
      rsa = PrivateOperations.rsa(key, Cipher.DECRYPT_MODE, providers);
    } catch (ProviderUnavailable e) {
      return null;
    }
    try {
      return rsa.doFinal(encryptedKey);
    } catch (GeneralSecurityException | RuntimeException e) {
      // A token that failed, or a value past the modulus: public causes, and no block.
      return new byte[0];
    }
  }

  /**
   * Where the key's provider does not part with a raw result, as on Windows: its time is its own.
   */
  private static UnwrappedKey unpadded(
      PrivateKey key,
      @Nullable Oaep oaep,
      byte[] encryptedKey,
      byte[] otherwise,
      Providers providers)
      throws ProviderUnavailable {
    byte[] cek = padded(key, oaep, encryptedKey, providers);
    if (cek.length == otherwise.length) {
      return new UnwrappedKey(cek, UnwrappedKey.PLAUSIBLE);
    }
    return new UnwrappedKey(otherwise, oaep == null ? UnwrappedKey.PLAUSIBLE : 0);
  }

  /** The key as its provider or keeper takes it out of its padding; empty where that failed. */
  private static byte[] padded(
      PrivateKey key, @Nullable Oaep oaep, byte[] encryptedKey, Providers providers)
      throws ProviderUnavailable {
    PrivateKeyOperations kept = KeptKey.operations(key);
    OAEPParameterSpec parameters = oaep == null ? null : oaep.parameterSpec();
    if (kept != null) {
      return KeptKey.decrypt(kept, encryptedKey, parameters);
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
      return new byte[0];
    }
  }

  /**
   * KeyAgreeRecipientInfo: one agreement, a derivation and an unwrap.
   *
   * @param encryptedKey the one of the recipient's RecipientEncryptedKey
   * @param own the public key that belongs to the private one: it says the curve
   */
  public static UnwrappedKey agree(
      RecipientInfo.KeyAgree recipient,
      byte[] encryptedKey,
      PrivateKey key,
      PublicKey own,
      int cekOctets,
      Providers providers)
      throws SmimeException {
    KeyAgreementScheme scheme = KeyAgreementScheme.parse(recipient.keyEncryptionAlgorithm());
    OriginatorKey originator = OriginatorKey.parse(recipient.originator());
    byte[] otherwise = SyntheticKey.of(key, encryptedKey, cekOctets);
    byte[] secret = secret(scheme, originator, key, own, providers);
    if (secret == null) {
      return new UnwrappedKey(otherwise, 0);
    }
    byte[] kek = scheme.derive(secret, recipient.ukm(), providers);
    return scheme.wrap().unwrap(kek, encryptedKey, otherwise, providers);
  }

  /**
   * Null where the sender's key is not on the recipient's curve, or the result would be nothing.
   */
  private static byte @Nullable [] secret(
      KeyAgreementScheme scheme,
      OriginatorKey originator,
      PrivateKey key,
      PublicKey own,
      Providers providers)
      throws ProviderUnavailable {
    try {
      byte[] encoded = own.getEncoded();
      if (encoded == null || !originator.fits(algorithmOf(encoded))) {
        return null;
      }
      PublicKey other = originator.on(algorithmOf(encoded));
      String name =
          switch (originator.oid()) {
            case Oids.X25519 -> "X25519";
            case Oids.X448 -> "X448";
            // Where the cofactor is 1, the result with it is the same, and every provider has it.
            default -> scheme.cofactor() && !hasCofactorOne(own) ? "ECCDH" : "ECDH";
          };
      PrivateKeyOperations kept = KeptKey.operations(key);
      byte[] secret =
          kept != null
              ? KeptKey.agree(kept, other)
              : PrivateOperations.agree(name, key, other, providers);
      int bits = 0;
      for (byte octet : secret) {
        bits |= octet;
      }
      return bits == 0 ? null : secret;
    } catch (ProviderUnavailable e) {
      throw e;
    } catch (SmimeException | GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  private static boolean hasCofactorOne(PublicKey key) {
    return !(key instanceof ECPublicKey ec) || ec.getParams().getCofactor() == 1;
  }

  /** KEMRecipientInfo: one decapsulation, a derivation and an unwrap. */
  public static UnwrappedKey decapsulate(
      RecipientInfo.Kem recipient, PrivateKey key, int cekOctets, Providers providers)
      throws SmimeException {
    KeyEncapsulation scheme = KeyEncapsulation.parse(recipient);
    byte[] ciphertext = recipient.ciphertext();
    byte[] otherwise = SyntheticKey.of(key, recipient.encryptedKey(), cekOctets);
    byte[] secret =
        scheme.isRsa()
            ? raw(key, ciphertext, providers)
            : KeyEncapsulation.decapsulate(scheme, key, ciphertext);
    if (secret == null && scheme.isRsa()) {
      throw new ProviderUnavailable("RSA-KEM", "the private key's keeper gives no raw RSA result");
    }
    if (secret == null || secret.length == 0) {
      return new UnwrappedKey(otherwise, 0);
    }
    byte[] whole = scheme.isRsa() ? ConstantTime.leftPad(secret, ciphertext.length) : secret;
    return scheme.unwrap(recipient, whole, otherwise, providers);
  }

  /**
   * What stands for a private key that nobody could work with, so that those behind it are tried.
   *
   * @param encryptedKey the recipient's
   */
  public static UnwrappedKey unable(
      PrivateKey key, byte[] encryptedKey, int cekOctets, ProviderUnavailable why) {
    return new UnwrappedKey(SyntheticKey.of(key, encryptedKey, cekOctets), 0, why);
  }

  /** A content key that nobody wrapped: a copy, which is wiped like one that was. */
  public static UnwrappedKey held(byte[] key) {
    return new UnwrappedKey(key.clone(), UnwrappedKey.PLAUSIBLE);
  }

  /** KEKRecipientInfo, with a key that both sides have. */
  public static UnwrappedKey kek(
      RecipientInfo.Kek recipient, byte[] kek, int cekOctets, Providers providers)
      throws SmimeException {
    KeyWrap wrap = KeyWrap.of(AlgorithmId.parse(recipient.keyEncryptionAlgorithm(), "Kek"));
    byte[] otherwise = SyntheticKey.of(null, recipient.encryptedKey(), cekOctets);
    if (kek.length != wrap.octets()) {
      return new UnwrappedKey(otherwise, 0);
    }
    return wrap.unwrap(kek, recipient.encryptedKey(), otherwise, providers);
  }

  /**
   * PasswordRecipientInfo.
   *
   * @param password its octets in UTF-8
   */
  public static UnwrappedKey password(
      RecipientInfo.Password recipient,
      byte[] password,
      int cekOctets,
      Limits limits,
      Providers providers)
      throws SmimeException {
    PasswordUnwrapping scheme = passwordScheme(recipient, limits);
    byte[] otherwise = SyntheticKey.of(null, recipient.encryptedKey(), cekOctets);
    return scheme.unwrap(password, recipient.encryptedKey(), otherwise, providers);
  }

  private static PasswordUnwrapping passwordScheme(RecipientInfo.Password recipient, Limits limits)
      throws SmimeException {
    byte[] derivation = recipient.keyDerivationAlgorithm();
    checkLength(derivation);
    checkLength(recipient.keyEncryptionAlgorithm());
    checkLength(recipient.encryptedKey());
    if (derivation == null) {
      throw new UnsupportedAlgorithm("no keyDerivationAlgorithm", "password recipients");
    }
    return PasswordUnwrapping.parse(derivation, recipient.keyEncryptionAlgorithm(), limits);
  }

  /** rsaEncryption; any parameters that it might carry say nothing. */
  private static boolean isPkcs1(AlgorithmId algorithm) {
    return algorithm.oid().equals(Oids.RSA_ENCRYPTION);
  }

  private static Oaep oaep(AlgorithmId algorithm) throws SmimeException {
    if (!algorithm.oid().equals(Oids.RSAES_OAEP)) {
      throw new UnsupportedAlgorithm(algorithm.oid(), "key transport");
    }
    return Oaep.parse(algorithm);
  }

  private static AlgorithmId algorithmOf(byte[] subjectPublicKeyInfo) throws Malformed {
    return AlgorithmId.of(
        AlgorithmId.sequence(subjectPublicKeyInfo, "SubjectPublicKeyInfo").getObjectAt(0),
        "SubjectPublicKeyInfo");
  }
}
