package org.smime4j.internal.revocation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.NamedLocations;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.fetch.FetchGuard;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.Work;

/**
 * Checks whether the certificates of a path are revoked. It uses the caller's OCSP responses and
 * CRLs, and fetches more if these leave the status open. If one source says revoked and another
 * says good, the certificate is revoked.
 *
 * @param responses those handed in; what is fetched is added
 * @param fetches what is fetched for the message; null without a fetcher
 * @param effort what reading a CRL draws on
 */
public record RevocationCheck(
    CrlCheck crls,
    OcspCheck ocsp,
    List<OcspResponse> responses,
    @Nullable FetchedCrls fetches,
    Effort effort) {

  /** Octets of a response that are read for one unit of work. */
  private static final int OCTETS_OF_A_UNIT = 10;

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
      CrlEntries.CrlEntry revoked = outcome.get().revoked();
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
    for (String address : NamedLocations.responders(certificate)) {
      if (fetchResponse(address, certificate, path.get(position + 1), from)) {
        Optional<Finding> finding = known(path, position, true);
        if (isSettled(finding)) {
          return finding;
        }
      }
    }
    for (String address : NamedLocations.crls(certificate)) {
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
      byte[] answer = from.guard().post(address, request.encoded);
      Optional<OcspResponse> response =
          answer == null || !effort.draw(1 + answer.length / OCTETS_OF_A_UNIT)
              ? Optional.empty()
              : OcspResponse.read(answer);
      // One without a nonce is judged by its times.
      response.filter(each -> each.mayAnswer(request.nonce)).ifPresent(responses::add);
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

  /**
   * The CRLs that are fetched for one message: each is read once, though several signers name it.
   */
  public record FetchedCrls(FetchGuard guard, Map<String, Optional<Crl>> crls) {

    public FetchedCrls(FetchGuard guard) {
      this(guard, new HashMap<>());
    }

    /** Returns the CRL; empty if none came that can be used, or if reading it costs too much. */
    Optional<Crl> get(String address, Effort effort) {
      Optional<Crl> known = crls.get(address);
      if (known == null) {
        byte[] answer = guard.get(address);
        if (answer == null) {
          return Optional.empty();
        }
        known = effort.draw(Work.readingCrl(answer.length)) ? Crl.read(answer) : Optional.empty();
        crls.put(address, known);
      }
      return known;
    }
  }

  /**
   * An OCSP request for one certificate (RFC 6960, section 4.1), with a nonce (RFC 9654). The
   * CertID uses SHA-1, because many responders support nothing else. Security does not depend on
   * its strength.
   */
  private static final class OcspRequest {

    private static final int NONCE_OCTETS = 32;

    private final byte[] encoded;
    private final byte[] nonce;

    OcspRequest(PathCertificate certificate, PathCertificate issuer) throws IOException {
      byte[] random = new byte[NONCE_OCTETS];
      Providers.standard().random().nextBytes(random);
      this.nonce = new DEROctetString(random).getEncoded(ASN1Encoding.DER);
      CertID id =
          new CertID(
              new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1),
              new DEROctetString(
                  OcspResponse.hash(
                      DigestAlgorithm.SHA1, Certificates.issuer(certificate.certificate()))),
              new DEROctetString(
                  OcspResponse.hash(DigestAlgorithm.SHA1, OcspResponse.keyBits(issuer))),
              new ASN1Integer(certificate.serial()));
      Extension extension = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce);
      this.encoded =
          new OCSPRequest(
                  new TBSRequest(
                      null, new DERSequence(new Request(id, null)), new Extensions(extension)),
                  null)
              .getEncoded(ASN1Encoding.DER);
    }
  }
}
