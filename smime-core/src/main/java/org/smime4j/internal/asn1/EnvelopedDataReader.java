package org.smime4j.internal.asn1;

import java.io.IOException;
import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Reads EnvelopedData, EncryptedData (RFC 5652, 6 and 8) and AuthEnvelopedData (RFC 5083). */
final class EnvelopedDataReader {

  private static final int TAG_3 = 0xa3;

  private EnvelopedDataReader() {}

  static ContentInfo read(
      String contentType, BerReader reader, Limits limits, List<Finding> deviations)
      throws IOException {
    boolean isAuthenticated = contentType.equals(Oids.AUTH_ENVELOPED_DATA);
    boolean hasRecipients = !contentType.equals(Oids.ENCRYPTED_DATA);
    String unauthenticated = hasRecipients ? "EnvelopedData" : "EncryptedData";
    String container = isAuthenticated ? "AuthEnvelopedData" : unauthenticated;
    reader.enter(BerReader.SEQUENCE, container);
    int version = reader.version(container + " version");
    if (hasRecipients && reader.isNext(BerReader.TAG_0)) {
      // OriginatorInfo, of which nothing is of use.
      reader.skipElement();
    }
    List<RecipientInfo> recipients =
        hasRecipients ? RecipientInfoReader.readAll(reader, limits) : List.of();
    reader.enter(BerReader.SEQUENCE, "encryptedContentInfo");
    String type = reader.objectIdentifier("encryptedContentInfo contentType");
    byte[] algorithm = reader.element(BerReader.SEQUENCE, "contentEncryptionAlgorithm");
    ByteSource content = reader.more() ? reader.content(0x80, "encryptedContent") : null;
    reader.leave();
    byte[] authAttrs = null;
    byte[] mac = null;
    int others = BerReader.TAG_1;
    if (isAuthenticated) {
      // Some writers took the tags of AuthenticatedData for the two sets of attributes.
      boolean elsewhere = reader.isNext(BerReader.TAG_2);
      int tag = elsewhere ? BerReader.TAG_2 : BerReader.TAG_1;
      authAttrs = SignedDataReader.attributes(reader, tag, "authAttrs", limits);
      mac = reader.octetString("mac");
      others = reader.isNext(TAG_3) ? TAG_3 : BerReader.TAG_2;
      if (elsewhere || others == TAG_3) {
        deviations.add(
            elsewhere
                ? new Finding(Finding.Code.ATTRIBUTES_TAG, "authAttrs under [2]")
                : new Finding(Finding.Code.ATTRIBUTES_TAG, "unauthAttrs under [3]"));
      }
    }
    byte[] otherAttrs =
        SignedDataReader.attributes(
            reader, others, isAuthenticated ? "unauthAttrs" : "unprotectedAttrs", limits);
    reader.leave();
    return new ContentInfo.EnvelopedData(
        contentType,
        container,
        version,
        recipients,
        type,
        algorithm,
        content,
        authAttrs,
        mac,
        otherAttrs,
        deviations);
  }
}
