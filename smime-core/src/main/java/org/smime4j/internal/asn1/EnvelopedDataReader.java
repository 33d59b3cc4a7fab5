package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Reads EnvelopedData, EncryptedData (RFC 5652, 6 and 8) and AuthEnvelopedData (RFC 5083). */
final class EnvelopedDataReader {

  private static final int TAG_3 = 0xa3;

  private EnvelopedDataReader() {}

  static ContentInfo.Body enveloped(BerReader reader, Limits limits) throws IOException {
    reader.enter(BerReader.SEQUENCE, "EnvelopedData");
    int version = reader.version("EnvelopedData version");
    byte[] originatorInfo = optional(reader, BerReader.TAG_0, "originatorInfo");
    List<RecipientInfo> recipients = RecipientInfoReader.readAll(reader, limits);
    Encrypted encrypted = encryptedContentInfo(reader);
    byte[] unprotected =
        SignedDataReader.attributes(reader, BerReader.TAG_1, "unprotectedAttrs", limits);
    reader.leave();
    return deviations ->
        new ContentInfo.EnvelopedData(
            version,
            originatorInfo,
            recipients,
            encrypted.type(),
            encrypted.algorithm(),
            encrypted.content(),
            unprotected,
            deviations);
  }

  static ContentInfo.Body authEnveloped(BerReader reader, Limits limits) throws IOException {
    reader.enter(BerReader.SEQUENCE, "AuthEnvelopedData");
    int version = reader.version("AuthEnvelopedData version");
    byte[] originatorInfo = optional(reader, BerReader.TAG_0, "originatorInfo");
    List<RecipientInfo> recipients = RecipientInfoReader.readAll(reader, limits);
    Encrypted encrypted = encryptedContentInfo(reader);
    // Some writers took the tags of AuthenticatedData for the two sets of attributes.
    boolean authElsewhere = reader.isNext(BerReader.TAG_2);
    byte[] authAttrs =
        SignedDataReader.attributes(
            reader, authElsewhere ? BerReader.TAG_2 : BerReader.TAG_1, "authAttrs", limits);
    byte[] mac = reader.octetString("mac");
    boolean unauthElsewhere = reader.isNext(TAG_3);
    byte[] unauthAttrs =
        SignedDataReader.attributes(
            reader, unauthElsewhere ? TAG_3 : BerReader.TAG_2, "unauthAttrs", limits);
    reader.leave();
    return deviations -> {
      if (authElsewhere || unauthElsewhere) {
        deviations.add(
            authElsewhere
                ? new Finding(Finding.Code.ATTRIBUTES_TAG, "authAttrs under [2]")
                : new Finding(Finding.Code.ATTRIBUTES_TAG, "unauthAttrs under [3]"));
      }
      return new ContentInfo.AuthEnvelopedData(
          version,
          originatorInfo,
          recipients,
          encrypted.type(),
          encrypted.algorithm(),
          encrypted.content(),
          authAttrs,
          mac,
          unauthAttrs,
          deviations);
    };
  }

  static ContentInfo.Body encrypted(BerReader reader, Limits limits) throws IOException {
    reader.enter(BerReader.SEQUENCE, "EncryptedData");
    int version = reader.version("EncryptedData version");
    Encrypted encrypted = encryptedContentInfo(reader);
    byte[] unprotected =
        SignedDataReader.attributes(reader, BerReader.TAG_1, "unprotectedAttrs", limits);
    reader.leave();
    return deviations ->
        new ContentInfo.EncryptedData(
            version,
            encrypted.type(),
            encrypted.algorithm(),
            encrypted.content(),
            unprotected,
            deviations);
  }

  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Encrypted(String type, byte[] algorithm, @Nullable ByteSource content) {}

  private static Encrypted encryptedContentInfo(BerReader reader) throws IOException {
    reader.enter(BerReader.SEQUENCE, "encryptedContentInfo");
    String type = reader.objectIdentifier("encryptedContentInfo contentType");
    byte[] algorithm = reader.element(BerReader.SEQUENCE, "contentEncryptionAlgorithm");
    ByteSource content = reader.more() ? reader.content(0x80, "encryptedContent") : null;
    reader.leave();
    return new Encrypted(type, algorithm, content);
  }

  private static byte @Nullable [] optional(BerReader reader, int tag, String name)
      throws IOException {
    return reader.isNext(tag) ? reader.element(tag, name) : null;
  }
}
