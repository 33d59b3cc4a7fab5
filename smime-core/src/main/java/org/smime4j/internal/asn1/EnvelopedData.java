package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * EnvelopedData (RFC 5652, 6.1).
 *
 * @param originatorInfo as received, tag 0xA0
 * @param contentEncryptionAlgorithm AlgorithmIdentifier
 * @param encryptedContent the ciphertext without tag, lengths and segment headers
 * @param unprotectedAttrs as received, tag 0xA1
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record EnvelopedData(
    int version,
    byte @Nullable [] originatorInfo,
    List<RecipientInfo> recipientInfos,
    String encryptedContentType,
    byte[] contentEncryptionAlgorithm,
    @Nullable ByteSource encryptedContent,
    byte @Nullable [] unprotectedAttrs,
    List<Finding> deviations)
    implements ContentInfo {

  public EnvelopedData {
    recipientInfos = List.copyOf(recipientInfos);
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.ENVELOPED_DATA;
  }
}
