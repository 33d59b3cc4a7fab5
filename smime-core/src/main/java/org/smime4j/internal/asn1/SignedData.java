package org.smime4j.internal.asn1;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * SignedData (RFC 5652, 5.1).
 *
 * @param digestAlgorithms AlgorithmIdentifiers; may be empty
 * @param eContent the content without tag, lengths and segment headers; null where it is detached
 * @param certificates X.509 certificates
 * @param foreignOctets of what stands among certificates and CRLs and begins like neither
 * @param crls X.509 CRLs
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record SignedData(
    int version,
    List<byte[]> digestAlgorithms,
    String eContentType,
    @Nullable ByteSource eContent,
    List<byte[]> certificates,
    long foreignOctets,
    List<byte[]> crls,
    List<SignerInfo> signerInfos,
    List<Finding> deviations)
    implements ContentInfo {

  public SignedData {
    digestAlgorithms = List.copyOf(digestAlgorithms);
    certificates = List.copyOf(certificates);
    crls = List.copyOf(crls);
    signerInfos = List.copyOf(signerInfos);
    deviations = List.copyOf(deviations);
  }

  @Override
  public String contentType() {
    return Oids.SIGNED_DATA;
  }
}
