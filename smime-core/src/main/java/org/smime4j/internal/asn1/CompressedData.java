package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * CompressedData (RFC 3274).
 *
 * @param algorithm the object identifier of the compression algorithm
 */
public record CompressedData(
    int version,
    String algorithm,
    String eContentType,
    @Nullable ByteSource eContent,
    List<Finding> deviations)
    implements ContentInfo {

  public CompressedData {
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.COMPRESSED_DATA;
  }
}
