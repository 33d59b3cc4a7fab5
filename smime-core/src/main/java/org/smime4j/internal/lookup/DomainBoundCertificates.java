package org.smime4j.internal.lookup;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;

/**
 * A source whose certificates for a whole domain are accepted too.
 *
 * @param source the source
 */
public record DomainBoundCertificates(CertificateSource source) implements CertificateSource {

  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Finding> notes) throws IOException {
    return source.certificates(addresses, notes);
  }

  @Override
  public String toString() {
    return source.toString();
  }
}
