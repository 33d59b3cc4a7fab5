package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smime4j.SmimeException;
import org.smime4j.trust.CertificateFiles;

/**
 * Certificates and CRLs as the caller names them. A named file, or a directory, in which there is
 * none is a mistake of the caller: nobody would be believed, or nothing looked up, in silence.
 */
final class TrustFiles {

  /** So many files that were passed over are named; the others are counted. */
  private static final int NAMED = 3;

  private static final int DER_SEQUENCE = 0x30;
  private static final int LONGEST_RESPONSE = 1 << 20;

  private TrustFiles() {}

  /** The certificates in files of any form, and in all files of directories. */
  static List<X509Certificate> certificates(Streams streams, String option, List<Path> places)
      throws IOException, UsageException {
    return all(streams, option, "certificate", places, CertificateFiles::readCertificates);
  }

  /** The CRLs in files, and in all files of directories. */
  static List<X509CRL> crls(Streams streams, String option, List<Path> places)
      throws IOException, UsageException {
    return all(streams, option, "CRL", places, CertificateFiles::readCrls);
  }

  /** OCSP responses in files, and in all files of directories: octets that are DER. */
  static List<byte[]> ocspResponses(String option, List<Path> places)
      throws IOException, UsageException {
    List<byte[]> all = new ArrayList<>();
    for (Path place : places) {
      Arguments.existing(option, place);
      List<Path> files;
      try (Stream<Path> found = Files.walk(place, 1)) {
        files = found.filter(Files::isRegularFile).sorted().toList();
      }
      int before = all.size();
      for (Path file : files) {
        if (Files.size(file) <= LONGEST_RESPONSE) {
          byte[] octets = Files.readAllBytes(file);
          if (octets.length > 0 && octets[0] == DER_SEQUENCE) {
            all.add(octets);
          }
        }
      }
      if (all.size() == before) {
        throw new UsageException(option + " " + place + ": there is no OCSP response in it");
      }
    }
    return all;
  }

  @FunctionalInterface
  private interface Reading<T> {
    CertificateFiles.Found<T> read(Path place) throws IOException;
  }

  private static <T> List<T> all(
      Streams streams, String option, String kind, List<Path> places, Reading<T> reading)
      throws IOException, UsageException {
    List<T> all = new ArrayList<>();
    for (Path place : places) {
      CertificateFiles.Found<T> found;
      try {
        found = reading.read(Arguments.existing(option, place));
      } catch (SmimeException.KeyFile e) {
        throw new UsageException(option + " " + place + ": " + e.what());
      }
      tell(streams, option, found.skipped());
      if (found.items().isEmpty()) {
        throw new UsageException(option + " " + place + ": there is no " + kind + " in it");
      }
      all.addAll(found.items());
    }
    return all;
  }

  private static void tell(Streams streams, String option, List<String> skipped) {
    skipped.stream().limit(NAMED).forEach(each -> streams.say(option + ": " + each));
    if (skipped.size() > NAMED) {
      streams.say(option + ": and " + (skipped.size() - NAMED) + " more files like that");
    }
  }
}
