package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.RecipientInfo.RecipientEncryptedKey;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Reads RecipientInfos (RFC 5652, 6.2). */
final class RecipientInfoReader {

  private static final int TAG_3 = 0xa3;
  private static final int TAG_4 = 0xa4;

  private final BerReader reader;
  private final Limits limits;

  /** Every recipient counts, those that share one KeyAgree too. */
  private int count;

  private RecipientInfoReader(BerReader reader, Limits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  static List<RecipientInfo> readAll(BerReader reader, Limits limits) throws IOException {
    RecipientInfoReader recipients = new RecipientInfoReader(reader, limits);
    List<RecipientInfo> all = new ArrayList<>();
    reader.enter(BerReader.SET, "recipientInfos");
    while (reader.more()) {
      all.add(recipients.next());
    }
    reader.leave();
    return all;
  }

  private RecipientInfo next() throws IOException {
    int tag = reader.tag();
    if (tag != BerReader.TAG_1) {
      countOne();
    }
    return switch (tag) {
      case BerReader.SEQUENCE -> keyTrans();
      case BerReader.TAG_1 -> keyAgree();
      case BerReader.TAG_2 -> kek();
      case TAG_3 -> password();
      case TAG_4 -> other();
      default -> new RecipientInfo.Other("", reader.element());
    };
  }

  private void countOne() throws IOException {
    Bound.check(limits, Limit.RECIPIENTS, ++count);
  }

  private RecipientInfo keyTrans() throws IOException {
    reader.enter(BerReader.SEQUENCE, "KeyTransRecipientInfo");
    reader.version("KeyTransRecipientInfo version");
    Identifier identifier = Identifier.read(reader, "rid");
    byte[] algorithm = keyEncryptionAlgorithm();
    byte[] encryptedKey = encryptedKey();
    reader.leave();
    return new RecipientInfo.KeyTrans(identifier, algorithm, encryptedKey);
  }

  private RecipientInfo keyAgree() throws IOException {
    reader.enter(BerReader.TAG_1, "KeyAgreeRecipientInfo");
    reader.version("KeyAgreeRecipientInfo version");
    reader.enter(BerReader.TAG_0, "originator");
    byte[] originator = reader.element();
    reader.leave();
    byte[] ukm = ukm(BerReader.TAG_1);
    byte[] algorithm = keyEncryptionAlgorithm();
    List<RecipientEncryptedKey> keys = new ArrayList<>();
    reader.enter(BerReader.SEQUENCE, "recipientEncryptedKeys");
    while (reader.more()) {
      countOne();
      keys.add(recipientEncryptedKey());
    }
    reader.leave();
    reader.leave();
    return new RecipientInfo.KeyAgree(originator, ukm, algorithm, keys);
  }

  private RecipientEncryptedKey recipientEncryptedKey() throws IOException {
    reader.enter(BerReader.SEQUENCE, "RecipientEncryptedKey");
    Identifier identifier;
    if (reader.isNext(BerReader.SEQUENCE)) {
      identifier = Identifier.issuerAndSerial(reader);
    } else {
      reader.enter(BerReader.TAG_0, "rKeyId");
      identifier = Identifier.of(reader.octetString("subjectKeyIdentifier"));
      skipRest();
    }
    byte[] encryptedKey = encryptedKey();
    reader.leave();
    return new RecipientEncryptedKey(identifier, encryptedKey);
  }

  private RecipientInfo kek() throws IOException {
    reader.enter(BerReader.TAG_2, "KEKRecipientInfo");
    reader.version("KEKRecipientInfo version");
    reader.enter(BerReader.SEQUENCE, "kekid");
    byte[] keyIdentifier = reader.octetString("keyIdentifier");
    skipRest();
    byte[] algorithm = keyEncryptionAlgorithm();
    byte[] encryptedKey = encryptedKey();
    reader.leave();
    return new RecipientInfo.Kek(keyIdentifier, algorithm, encryptedKey);
  }

  private RecipientInfo password() throws IOException {
    reader.enter(TAG_3, "PasswordRecipientInfo");
    reader.version("PasswordRecipientInfo version");
    byte[] derivation = null;
    if (reader.isNext(BerReader.TAG_0)) {
      derivation = reader.element();
      derivation[0] = BerReader.SEQUENCE;
    }
    byte[] algorithm = keyEncryptionAlgorithm();
    byte[] encryptedKey = encryptedKey();
    reader.leave();
    return new RecipientInfo.Password(derivation, algorithm, encryptedKey);
  }

  private RecipientInfo other() throws IOException {
    reader.enter(TAG_4, "OtherRecipientInfo");
    String type = reader.objectIdentifier("oriType");
    RecipientInfo info =
        type.equals(Oids.KEM_RECIPIENT_INFO)
            ? kem()
            : new RecipientInfo.Other(type, reader.element());
    reader.leave();
    return info;
  }

  private RecipientInfo kem() throws IOException {
    reader.enter(BerReader.SEQUENCE, "KEMRecipientInfo");
    reader.version("KEMRecipientInfo version");
    Identifier identifier = Identifier.read(reader, "rid");
    byte[] kem = reader.element(BerReader.SEQUENCE, "kem");
    byte[] ciphertext = reader.octetString("kemct");
    byte[] kdf = reader.element(BerReader.SEQUENCE, "kdf");
    int kekLength = reader.version("kekLength");
    byte[] ukm = ukm(BerReader.TAG_0);
    byte[] wrap = reader.element(BerReader.SEQUENCE, "wrap");
    byte[] encryptedKey = encryptedKey();
    reader.leave();
    return new RecipientInfo.Kem(
        identifier, kem, ciphertext, kdf, kekLength, ukm, wrap, encryptedKey);
  }

  private byte @Nullable [] ukm(int tag) throws IOException {
    if (!reader.isNext(tag)) {
      return null;
    }
    reader.enter(tag, "ukm");
    byte[] ukm = reader.octetString("ukm");
    reader.leave();
    return ukm;
  }

  private byte[] keyEncryptionAlgorithm() throws IOException {
    return reader.element(BerReader.SEQUENCE, "keyEncryptionAlgorithm");
  }

  private byte[] encryptedKey() throws IOException {
    return reader.octetString("encryptedKey");
  }

  /** Leaves an identifier whose date and other attribute nobody needs. */
  private void skipRest() throws IOException {
    while (reader.more()) {
      reader.skipElement();
    }
    reader.leave();
  }
}
