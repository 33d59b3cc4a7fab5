package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * DigestedData (RFC 5652, 7).
 *
 * @param digestAlgorithm AlgorithmIdentifier
 * @param digest the value alone
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record DigestedData(
    int version,
    byte[] digestAlgorithm,
    String eContentType,
    @Nullable ByteSource eContent,
    byte[] digest,
    List<Finding> deviations)
    implements ContentInfo {

  public DigestedData {
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.DIGESTED_DATA;
  }
}
