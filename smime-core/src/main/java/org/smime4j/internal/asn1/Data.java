package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/** Data (RFC 5652, 4): octets without protection; null where there are none. */
public record Data(@Nullable ByteSource content, List<Finding> deviations) implements ContentInfo {

  public Data {
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.DATA;
  }
}
