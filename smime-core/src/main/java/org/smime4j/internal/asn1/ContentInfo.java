package org.smime4j.internal.asn1;

import java.util.List;
import org.smime4j.findings.Finding;

/**
 * One CMS object that was walked to its end (RFC 5652, 3). Arrays in it are complete TLVs exactly
 * as received, unless a component says otherwise; nobody changes them.
 */
public sealed interface ContentInfo
    permits SignedData,
        EnvelopedData,
        AuthEnvelopedData,
        CompressedData,
        DigestedData,
        EncryptedData,
        Data,
        Unknown {

  /** The content type's object identifier. */
  String contentType();

  /** What the reader had to tolerate. */
  List<Finding> deviations();

  /** What a content type's reader gives once the deviations are known. */
  interface Body {
    ContentInfo with(List<Finding> deviations);
  }
}
