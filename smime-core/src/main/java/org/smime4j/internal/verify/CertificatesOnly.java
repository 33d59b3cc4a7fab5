package org.smime4j.internal.verify;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignedDataWriter;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Limits;

/**
 * SignedData without a signer, which only carries certificates (RFC 8551, 3.8). This class verifies
 * nothing.
 */
public final class CertificatesOnly {

  private static final int VERSION = 1;

  private CertificatesOnly() {}

  /**
   * Returns such a message in DER, for a file with the extension p7c or a mail with the smime-type
   * certs-only.
   *
   * @throws IllegalArgumentException if there is no certificate, or if one cannot be encoded
   */
  public static byte[] write(Collection<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("no certificate: name at least one to send");
    }
    List<byte[]> encoded = certificates.stream().map(Certificates::encoded).toList();
    return SignedDataWriter.detached(
        VERSION, List.of(), Oids.DATA, SignedDataWriter.tail(encoded, List.of(), List.of()));
  }

  /**
   * Returns the readable certificates of such a message; empty if the octets are another CMS
   * object, or SignedData with a signer.
   *
   * @throws SmimeException if the octets are not a CMS object, or exceed a limit
   */
  public static Optional<List<X509Certificate>> read(CmsObject cms, Limits limits)
      throws IOException {
    if (!(cms.info(limits) instanceof SignedData bag) || !bag.signerInfos().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(MessageCertificates.readable(bag.certificates(), Certificates::parse));
  }
}
