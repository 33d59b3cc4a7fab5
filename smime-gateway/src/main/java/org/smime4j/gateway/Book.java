package org.smime4j.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.CertificateBook;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.SignatureReport;
import org.springframework.stereotype.Component;

/** The certificates of trusted mail, in a file that only the gateway writes. */
@Component
final class Book implements CertificateSource {

  private final Path file;
  private volatile CertificateBook book;

  Book(GatewayProperties gateway) throws IOException {
    file = gateway.state().resolve("book");
    book = Files.exists(file) ? CertificateBook.read(file) : CertificateBook.empty();
  }

  /** Adds the certificates of trusted signers, and writes the file if that says anything new. */
  synchronized void harvest(SignatureReport report) throws IOException {
    CertificateBook after = book.harvest(report);
    if (after != book) {
      after.writeTo(file);
      book = after;
    }
  }

  @Override
  public List<RecipientCertificate> certificates(
      Collection<String> addresses, Consumer<Finding> notes) throws IOException {
    return book.certificates(addresses, notes);
  }
}
