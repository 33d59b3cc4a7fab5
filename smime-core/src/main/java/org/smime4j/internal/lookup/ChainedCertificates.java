package org.smime4j.internal.lookup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;

/** Several sources of certificates, queried one after the other. */
public final class ChainedCertificates implements CertificateSource {

  private final List<CertificateSource> sources;

  public ChainedCertificates(List<CertificateSource> sources) {
    this.sources = List.copyOf(sources);
  }

  List<CertificateSource> sources() {
    return sources;
  }

  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Finding> notes) throws IOException {
    List<RecipientCertificate> certificates = new ArrayList<>();
    for (CertificateSource source : sources) {
      certificates.addAll(source.certificates(addresses, notes));
    }
    return certificates;
  }

  @Override
  public String toString() {
    return sources.toString();
  }
}
