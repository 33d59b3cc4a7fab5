package org.smime4j.james;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smime4j.CertificateBook;
import org.smime4j.findings.Finding;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.SignatureReport;

/**
 * A certificate book in a file. It is read again when the file changed, so that one mailet learns
 * what another one wrote. All mailets of a server share one lock for writing.
 */
final class Book implements CertificateSource {

  private static final Logger LOGGER = LoggerFactory.getLogger(Book.class);
  private static final Object WRITING = new Object();

  private final Path file;
  private CertificateBook book = CertificateBook.empty();
  private boolean isDamaged;
  private @Nullable String version;

  /** Takes a file that may not exist yet, in a folder that does. */
  Book(Path file) throws MessagingException {
    this.file = file.toAbsolutePath();
    try {
      current();
    } catch (IOException e) {
      throw new MessagingException("book: " + e.getMessage(), e);
    }
    if (!Files.isWritable(this.file.getParent())) {
      throw new MessagingException("book: its folder is missing, or cannot be written");
    }
  }

  private synchronized CertificateBook current() throws IOException {
    String now = version();
    if (!now.equals(version)) {
      List<Finding> damaged = new ArrayList<>();
      book = now.isEmpty() ? CertificateBook.empty() : CertificateBook.read(file, damaged::add);
      damaged.forEach(each -> LOGGER.warn("book: {}", each.sentence()));
      isDamaged = !damaged.isEmpty();
      version = now;
    }
    return book;
  }

  private String version() throws IOException {
    try {
      BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
      return state.lastModifiedTime() + " " + state.size() + " " + state.fileKey();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Adds the certificates of trusted signers, and writes the file if that says anything new. */
  void harvest(SignatureReport report) throws IOException {
    synchronized (WRITING) {
      CertificateBook before = current();
      CertificateBook after = before.harvest(report);
      boolean changed =
          report.signers().stream()
              .flatMap(signer -> signer.addresses().stream())
              .anyMatch(address -> !stated(before, address).equals(stated(after, address)));
      if (changed) {
        if (isDamaged) {
          // Somebody may still read from it what this program cannot.
          Files.copy(file, file.resolveSibling(file.getFileName() + ".damaged"), REPLACE_EXISTING);
        }
        after.writeTo(file);
      }
    }
  }

  private static List<List<Object>> stated(CertificateBook book, String address) {
    return book.certificates(List.of(address), any -> {}).stream()
        .map(entry -> List.<Object>of(entry.certificate(), entry.capabilities()))
        .toList();
  }

  @Override
  public List<RecipientCertificate> certificates(Collection<String> addresses, Consumer<Finding> notes)
      throws IOException {
    return current().certificates(addresses, notes);
  }

  @Override
  public String toString() {
    return "the book " + file;
  }
}
