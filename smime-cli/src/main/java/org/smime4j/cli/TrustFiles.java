package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.smime4j.CertificateFiles;
import org.smime4j.findings.SmimeException;

/**
 * Certificates and CRLs as the caller names them. A named file, or a directory, in which there is
 * none is a mistake of the caller: nobody would be believed, or nothing looked up, in silence.
 */
final class TrustFiles {

  private static final int LONGEST_RESPONSE = 1 << 20;

  private TrustFiles() {}

  /** The certificates in files of any form, and in all files of directories. */
  static List<X509Certificate> certificates(Streams streams, String option, List<Path> places)
      throws IOException {
    List<X509Certificate> notForMail = new ArrayList<>();
    List<X509Certificate> all = certificates(streams, option, places, notForMail);
    all.addAll(notForMail);
    return all;
  }

  /** The same, and apart those that are not for mail by their trust settings. */
  static List<X509Certificate> certificates(
      Streams streams, String option, List<Path> places, List<X509Certificate> notForMail)
      throws IOException {
    Reading reading =
        place -> {
          CertificateFiles files = CertificateFiles.readCertificates(place);
          notForMail.addAll(files.rejected());
          return files;
        };
    return all(streams, option, "certificate", places, reading, CertificateFiles::certificates);
  }

  /** The CRLs in files, and in all files of directories. */
  static List<X509CRL> crls(Streams streams, String option, List<Path> places) throws IOException {
    return all(streams, option, "CRL", places, CertificateFiles::readCrls, CertificateFiles::crls);
  }

  /** OCSP responses in files, and in all files of directories, in DER. */
  static List<byte[]> ocspResponses(Streams streams, String option, List<Path> places)
      throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (Path place : places) {
      Arguments.existing(option, place);
      if (Arguments.isPipe(place)) {
        all.add(Arguments.octets(option, place, LONGEST_RESPONSE));
        continue;
      }
      List<Path> files;
      try (Stream<Path> found = Files.walk(place, 1)) {
        files = found.filter(Files::isRegularFile).sorted().toList();
      }
      List<Path> skipped = new ArrayList<>();
      for (Path file : files) {
        byte[] octets =
            Files.size(file) <= LONGEST_RESPONSE ? Files.readAllBytes(file) : new byte[0];
        if (isResponse(octets)) {
          all.add(octets);
        } else {
          skipped.add(file);
        }
      }
      streams.skipped(place, skipped, "no OCSP response in DER, or longer than 1 MiB");
      if (skipped.size() == files.size()) {
        throw new UsageException(option + " " + place + ": it has no OCSP response");
      }
    }
    return all;
  }

  private static boolean isResponse(byte[] octets) {
    try {
      return new OCSPResp(octets).getStatus() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Reading {
    CertificateFiles read(Path place) throws IOException;
  }

  private static <T> List<T> all(
      Streams streams,
      String option,
      String kind,
      List<Path> places,
      Reading reading,
      Function<CertificateFiles, List<T>> items)
      throws IOException {
    List<T> all = new ArrayList<>();
    for (Path place : places) {
      all.addAll(items.apply(read(streams, option, kind, place, reading, items)));
    }
    return all;
  }

  /** The certificates in a file or a directory, and what of it cannot be used. */
  static CertificateFiles certificates(Streams streams, String option, Path place)
      throws IOException {
    return read(
        streams,
        option,
        "certificate",
        place,
        CertificateFiles::readCertificates,
        CertificateFiles::certificates);
  }

  private static <T> CertificateFiles read(
      Streams streams,
      String option,
      String kind,
      Path place,
      Reading reading,
      Function<CertificateFiles, List<T>> items)
      throws IOException {
    try {
      CertificateFiles found = reading.read(Arguments.existing(option, place));
      streams.skipped(
          place, found.skipped(), "not a " + kind + ", malformed, too large or not for mail");
      if (items.apply(found).isEmpty() && found.rejected().isEmpty()) {
        throw new UsageException(option + " " + place + ": it has no " + kind);
      }
      return found;
    } catch (SmimeException.KeyFile e) {
      throw new UsageException(option + " " + place + ": " + e.what());
    }
  }
}
