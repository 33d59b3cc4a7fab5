package org.smime4j.cms;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.crypto.Certificates;

/**
 * SignedData that nobody signed: a bag in which certificates travel (RFC 8551, 3.8). Nothing about
 * them is verified.
 */
public final class CertificatesOnly {

  private CertificatesOnly() {}

  /**
   * The certificates of such a bag, those left out that cannot be read; empty if the octets are
   * another CMS object, or SignedData with a signer.
   *
   * @throws SmimeException if the octets are no CMS object, or exceed a limit
   */
  public static Optional<List<X509Certificate>> read(Octets cms, Limits limits) throws IOException {
    if (!(ContentInfoReader.read(cms, limits) instanceof SignedData bag)
        || !bag.signerInfos().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(MessageCertificates.readable(bag.certificates(), Certificates::parse));
  }
}
