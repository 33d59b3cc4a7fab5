package org.smime4j.cms;

import java.io.IOException;
import java.util.Collection;

/**
 * A source of which certificates are taken too that are bound to a domain.
 *
 * @param source the source
 */
record DomainBoundCertificates(CertificateSource source) implements CertificateSource {

  @Override
  public Answer certificates(Collection<String> addresses) throws IOException {
    return source.certificates(addresses);
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
