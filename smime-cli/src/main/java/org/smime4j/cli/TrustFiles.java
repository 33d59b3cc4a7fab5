package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.SmimeException;
import org.smime4j.trust.CertificateFiles;

/**
 * Certificates and CRLs as the caller names them. A named file, or a directory, in which there is
 * none is a mistake of the caller: nobody would be believed, or nothing looked up, in silence.
 */
final class TrustFiles {

  private TrustFiles() {}

  /** The certificates in files of any form, and in all files of directories. */
  static List<X509Certificate> certificates(String option, List<Path> places)
      throws IOException, UsageException {
    return all(option, "certificate", places, CertificateFiles::readCertificates);
  }

  /** The CRLs in files, and in all files of directories. */
  static List<X509CRL> crls(String option, List<Path> places) throws IOException, UsageException {
    return all(option, "CRL", places, CertificateFiles::readCrls);
  }

  @FunctionalInterface
  private interface Reading<T> {
    CertificateFiles.Found<T> read(Path place) throws IOException;
  }

  private static <T> List<T> all(String option, String kind, List<Path> places, Reading<T> reading)
      throws IOException, UsageException {
    List<T> all = new ArrayList<>();
    for (Path place : places) {
      List<T> found;
      try {
        found = reading.read(Arguments.existing(option, place)).items();
      } catch (SmimeException.KeyFile e) {
        throw new UsageException(option + " " + place + ": there is no " + kind + " in it");
      }
      if (found.isEmpty()) {
        throw new UsageException(option + " " + place + ": there is no " + kind + " in it");
      }
      all.addAll(found);
    }
    return all;
  }
}
