package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.smime4j.trust.Note;

/** Several sources of certificates, asked one after the other. */
final class ChainedCertificates implements CertificateSource {

  private final List<CertificateSource> sources;

  ChainedCertificates(List<CertificateSource> sources) {
    this.sources = List.copyOf(sources);
  }

  List<CertificateSource> sources() {
    return sources;
  }

  @Override
  public Answer certificates(Collection<String> addresses) throws IOException {
    List<RecipientCertificate> certificates = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (CertificateSource source : sources) {
      Answer answer = source.certificates(addresses);
      certificates.addAll(answer.certificates());
      notes.addAll(answer.notes());
    }
    return new Answer(certificates, notes);
  }

  @Override
  public String toString() {
    return sources.toString();
  }
}
