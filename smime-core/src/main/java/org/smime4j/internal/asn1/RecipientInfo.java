package org.smime4j.internal.asn1;

import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/** RecipientInfo (RFC 5652, 6.2): how one recipient, or several, come by the key. */
public sealed interface RecipientInfo {

  /** Whom it names by certificate or key, each with the encrypted key that is theirs. */
  default List<RecipientEncryptedKey> encryptedKeys() {
    return List.of();
  }

  /** What opens it that is no private key, in words for a person; null if nothing is known to. */
  default @Nullable String secret() {
    return null;
  }

  /** Whether it is for the shared key of that keyIdentifier. */
  default boolean isFor(byte[] sharedKey) {
    return false;
  }

  /**
   * KeyTransRecipientInfo.
   *
   * @param keyEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedKey the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record KeyTrans(Identifier identifier, byte[] keyEncryptionAlgorithm, byte[] encryptedKey)
      implements RecipientInfo {

    @Override
    public List<RecipientEncryptedKey> encryptedKeys() {
      return List.of(new RecipientEncryptedKey(identifier, encryptedKey));
    }
  }

  /**
   * KeyAgreeRecipientInfo.
   *
   * @param originator OriginatorIdentifierOrKey inside its explicit tag: 0x30 issuer and serial
   *     number, 0x80 subject key identifier, 0xA1 OriginatorPublicKey
   * @param ukm the value alone
   * @param keyEncryptionAlgorithm AlgorithmIdentifier
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record KeyAgree(
      byte[] originator,
      byte @Nullable [] ukm,
      byte[] keyEncryptionAlgorithm,
      List<RecipientEncryptedKey> encryptedKeys)
      implements RecipientInfo {}

  /**
   * One recipient: of a KeyAgree, or the only one of another RecipientInfo.
   *
   * @param encryptedKey the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record RecipientEncryptedKey(Identifier identifier, byte[] encryptedKey) {}

  /**
   * KEMRecipientInfo (RFC 9629).
   *
   * @param kem AlgorithmIdentifier
   * @param ciphertext kemct, the value alone
   * @param kdf AlgorithmIdentifier
   * @param kekLength in octets
   * @param ukm the value alone
   * @param wrap AlgorithmIdentifier
   * @param encryptedKey the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Kem(
      Identifier identifier,
      byte[] kem,
      byte[] ciphertext,
      byte[] kdf,
      int kekLength,
      byte @Nullable [] ukm,
      byte[] wrap,
      byte[] encryptedKey)
      implements RecipientInfo {

    @Override
    public List<RecipientEncryptedKey> encryptedKeys() {
      return List.of(new RecipientEncryptedKey(identifier, encryptedKey));
    }
  }

  /**
   * KEKRecipientInfo.
   *
   * @param keyIdentifier the value alone
   * @param keyEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedKey the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Kek(byte[] keyIdentifier, byte[] keyEncryptionAlgorithm, byte[] encryptedKey)
      implements RecipientInfo {

    @Override
    public String secret() {
      return "shared key " + Hex.toHexString(keyIdentifier);
    }

    @Override
    public boolean isFor(byte[] sharedKey) {
      return Arrays.equals(keyIdentifier, sharedKey);
    }
  }

  /**
   * PasswordRecipientInfo.
   *
   * @param keyDerivationAlgorithm AlgorithmIdentifier, its tag put back to 0x30
   * @param keyEncryptionAlgorithm AlgorithmIdentifier
   * @param encryptedKey the value alone
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Password(
      byte @Nullable [] keyDerivationAlgorithm, byte[] keyEncryptionAlgorithm, byte[] encryptedKey)
      implements RecipientInfo {

    @Override
    public String secret() {
      return "a password";
    }
  }

  /**
   * OtherRecipientInfo, or an alternative that no standard we know defines.
   *
   * @param oid oriType; empty for an alternative unknown
   * @param raw oriValue; the complete alternative where it is unknown
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Other(String oid, byte[] raw) implements RecipientInfo {}
}
