package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * AuthEnvelopedData (RFC 5083, 2.1).
 *
 * @param originatorInfo as received, tag 0xA0
 * @param contentEncryptionAlgorithm AlgorithmIdentifier
 * @param encryptedContent the ciphertext without tag, lengths and segment headers
 * @param authAttrs as received, tag 0xA1 (0xA2 from some writers); with 0x31 in its place it is the
 *     additional authenticated data
 * @param mac the value alone
 * @param unauthAttrs as received
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record AuthEnvelopedData(
    int version,
    byte @Nullable [] originatorInfo,
    List<RecipientInfo> recipientInfos,
    String encryptedContentType,
    byte[] contentEncryptionAlgorithm,
    @Nullable ByteSource encryptedContent,
    byte @Nullable [] authAttrs,
    byte[] mac,
    byte @Nullable [] unauthAttrs,
    List<Finding> deviations)
    implements ContentInfo {

  public AuthEnvelopedData {
    recipientInfos = List.copyOf(recipientInfos);
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.AUTH_ENVELOPED_DATA;
  }
}
