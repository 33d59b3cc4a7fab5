package org.smime4j.internal.asn1;

import java.util.List;
import org.smime4j.findings.Finding;

/** A content type that is not read; its content was walked to its end all the same. */
public record Unknown(String contentType, List<Finding> deviations) implements ContentInfo {

  public Unknown {
    deviations = List.copyOf(deviations);
  }
}
