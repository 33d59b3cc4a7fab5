package org.smime4j.internal.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.NamedLocations;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.files.CertificateFileReader;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * Certificates of issuers that were fetched for one message, from the addresses in certificates
 * (caIssuers, RFC 5280, section 4.2.2.1). They are candidates for a path, like those that a sender
 * puts beside a signature. Fetching does not make a certificate trusted.
 */
public final class FetchedIssuers {

  /** Bundles of bridges between authorities have some 100 KiB. */
  private static final int LONGEST_ANSWER = 1024 * 1024;

  /** A bundle of more certificates counts for nothing. */
  private static final Limits OF_A_BUNDLE =
      Limits.standard()
          .allowing(Limit.CERTIFICATES, 256)
          .allowing(Limit.ASN1_OCTETS, LONGEST_ANSWER);

  /** Octets of an answer that are read for one unit of work. */
  private static final int OCTETS_OF_A_UNIT = 10;

  private final FetchGuard guard;
  private final Set<String> asked = new HashSet<>();
  private final List<PathCertificate> all = new ArrayList<>();

  public FetchedIssuers(FetchGuard guard) {
    this.guard = guard;
  }

  /** Notes on the fetches that were refused or failed so far. */
  public List<Finding> notes() {
    return guard.notes();
  }

  /** All that were fetched so far. */
  public List<PathCertificate> all() {
    return all;
  }

  /** Fetches the issuer of a certificate; false if none came that was not known. */
  public boolean fetchFor(PathCertificate certificate, Effort effort) {
    for (String address : NamedLocations.issuers(certificate)) {
      if (asked.add(address) && fetch(address, certificate, effort)) {
        return true;
      }
    }
    return false;
  }

  private boolean fetch(String address, PathCertificate certificate, Effort effort) {
    byte[] answer = guard.get(address, LONGEST_ANSWER);
    if (answer == null || !effort.draw(1 + answer.length / OCTETS_OF_A_UNIT)) {
      return false;
    }
    boolean useful = false;
    for (PathCertificate each :
        PathCertificate.readable(CertificateFileReader.ofAnswer(answer, OF_A_BUNDLE))) {
      if (each.isMarkedAuthority() && all.stream().noneMatch(each::isSame)) {
        all.add(each);
        useful |= each.subject().equals(certificate.issuer());
      }
    }
    if (!useful) {
      guard.useless(
          address,
          new Finding(
              Finding.Code.FETCH_FAILED, "no certificate of the issuer of {0}", certificate));
    }
    return useful;
  }
}
