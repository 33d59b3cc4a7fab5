package org.smime4j.internal.revocation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.NamedAddresses;
import org.smime4j.internal.certificate.PathCertificate;

/**
 * Checks whether the certificates of a path are revoked. It uses the caller's OCSP responses and
 * CRLs, and fetches more if these leave the status open. If one source says revoked and another
 * says good, the certificate is revoked.
 */
public final class RevocationCheck {

  /** Octets of a response that are read for one unit of work. */
  private static final int OCTETS_OF_A_UNIT = 10;

  private final CrlCheck crls;
  private final OcspCheck ocsp;
  private final List<OcspResponse> responses;
  private final @Nullable FetchedCrls fetches;
  private final Effort effort;

  /**
   * @param responses those handed in; what is fetched is added
   * @param fetches what is fetched for the message; null without a fetcher
   * @param effort what reading a CRL draws on
   */
  public RevocationCheck(
      CrlCheck crls,
      OcspCheck ocsp,
      List<OcspResponse> responses,
      @Nullable FetchedCrls fetches,
      Effort effort) {
    this.crls = crls;
    this.ocsp = ocsp;
    this.responses = responses;
    this.fetches = fetches;
    this.effort = effort;
  }

  /**
   * @param path the leaf first, the anchor last; the anchor is not asked about
   * @param sound whether the path has no other fault; nothing is fetched for any other path
   */
  public List<Finding> check(List<PathCertificate> path, boolean sound) {
    List<Finding> findings = new ArrayList<>();
    for (int i = path.size() - 2; i >= 0; i--) {
      Optional<Finding> finding = known(path, i, sound);
      boolean open = finding.isPresent() && finding.get().code() == Finding.Code.REVOCATION_UNKNOWN;
      if (open && path.get(i).isWithoutRevocation()) {
        // A CRL that lists it all the same was heard (RFC 9608, section 4).
        continue;
      }
      if (open && sound && fetches != null && findings.isEmpty()) {
        finding = fetched(path, i, fetches);
      }
      finding.ifPresent(findings::add);
    }
    return findings;
  }

  private Optional<Finding> known(List<PathCertificate> path, int position, boolean sound) {
    Optional<OcspCheck.Outcome> outcome = ocsp.check(responses, path, position);
    if (outcome.isPresent()) {
      CrlEntry revoked = outcome.get().revoked();
      if (revoked != null) {
        return Optional.of(revoked.finding(path.get(position), outcome.get().by().inWords()));
      }
    }
    Optional<Finding> byCrl = crls.status(path, position, sound);
    boolean revoked = byCrl.isPresent() && byCrl.get().code() == Finding.Code.REVOKED;
    return outcome.isPresent() && !revoked ? Optional.empty() : byCrl;
  }

  private Optional<Finding> fetched(List<PathCertificate> path, int position, FetchedCrls from) {
    PathCertificate certificate = path.get(position);
    for (String address : NamedAddresses.responders(certificate)) {
      if (fetchResponse(address, certificate, path.get(position + 1), from)) {
        Optional<Finding> finding = known(path, position, true);
        if (isSettled(finding)) {
          return finding;
        }
      }
    }
    for (String address : NamedAddresses.crls(certificate)) {
      if (fetchCrl(address, from)) {
        Optional<Finding> finding = known(path, position, true);
        if (isSettled(finding)) {
          return finding;
        }
      }
    }
    return known(path, position, true);
  }

  private static boolean isSettled(Optional<Finding> finding) {
    return finding.isEmpty() || finding.get().code() == Finding.Code.REVOKED;
  }

  private boolean fetchResponse(
      String address, PathCertificate certificate, PathCertificate issuer, FetchedCrls from) {
    try {
      OcspRequest request = new OcspRequest(certificate, issuer);
      byte[] answer = from.guard().post(address, request.encoded());
      Optional<OcspResponse> response =
          answer == null || !effort.draw(1 + answer.length / OCTETS_OF_A_UNIT)
              ? Optional.empty()
              : OcspResponse.read(answer);
      response.filter(request::isAnsweredBy).ifPresent(responses::add);
      return response.isPresent();
    } catch (IOException | RuntimeException e) {
      // The certificate is too odd to ask about.
      return false;
    }
  }

  private boolean fetchCrl(String address, FetchedCrls from) {
    Optional<Crl> crl = from.get(address, effort);
    crl.ifPresent(crls::add);
    return crl.isPresent();
  }
}
