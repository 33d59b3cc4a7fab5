package org.smime4j.internal.asn1;

import java.util.List;
import org.smime4j.findings.Deviation;
import org.smime4j.sources.ByteSource;

/**
 * The content of CompressedData.
 *
 * @param content the content, whole
 * @param contentType its object identifier, id-data for mail
 * @param deviations what had to be tolerated
 */
public record DecompressedContent(
    ByteSource content, String contentType, List<Deviation> deviations) {

  public DecompressedContent {
    deviations = List.copyOf(deviations);
  }
}
