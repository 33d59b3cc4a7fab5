package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * EncryptedData (RFC 5652, 8).
 *
 * @param contentEncryptionAlgorithm AlgorithmIdentifier
 * @param unprotectedAttrs as received, tag 0xA1
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record EncryptedData(
    int version,
    String encryptedContentType,
    byte[] contentEncryptionAlgorithm,
    @Nullable ByteSource encryptedContent,
    byte @Nullable [] unprotectedAttrs,
    List<Finding> deviations)
    implements ContentInfo {

  public EncryptedData {
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.ENCRYPTED_DATA;
  }
}
