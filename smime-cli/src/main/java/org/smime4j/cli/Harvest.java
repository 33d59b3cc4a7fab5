package org.smime4j.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Binding;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;

/** Puts the certificates of trusted authors into a book, which several processes may do at once. */
final class Harvest {

  private static final int AT_ONCE = 100;

  private final @Nullable Path book;
  private final List<SignatureReport> due = new ArrayList<>();

  /**
   * @param book the file; null if nothing is harvested
   */
  Harvest(@Nullable Path book) {
    this.book = book;
  }

  /** Takes a message if all who signed the whole of it are trusted, and are its author in From. */
  void add(@Nullable OpenedMail mail) throws IOException {
    if (book == null || mail == null) {
      return;
    }
    try {
      SignatureReport report = mail.requireSigned();
      report.requireTrusted();
      if (report.signers().stream().allMatch(signer -> signer.binding() == Binding.MATCH)) {
        due.add(report);
      }
    } catch (SmimeException e) {
      return;
    }
    if (due.size() == AT_ONCE) {
      write();
    }
  }

  /** Writes what is new. A book that is missing is made, even an empty one. */
  void write() throws IOException {
    if (book == null || (due.isEmpty() && Files.exists(book))) {
      return;
    }
    Path lock = book.resolveSibling(book.getFileName() + ".lock");
    // A process may lock a file once.
    synchronized (Harvest.class) {
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        add(book);
      }
    }
    due.clear();
  }

  private void add(Path to) throws IOException {
    boolean isThere = Files.exists(to);
    CertificateBook before = isThere ? CertificateBook.read(to) : CertificateBook.empty();
    CertificateBook after = before;
    for (SignatureReport each : due) {
      after = after.harvest(each);
    }
    if (after != before || !isThere) {
      after.writeTo(to);
    }
  }
}
