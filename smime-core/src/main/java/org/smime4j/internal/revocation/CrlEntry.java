package org.smime4j.internal.revocation;

import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.smime4j.findings.Finding;
import org.smime4j.internal.certificate.PathCertificate;

/** The entry of a CRL for one certificate. */
public record CrlEntry(X500Name issuer, BigInteger serial, Instant since, int reason) {

  /** True if the reason is one that can be taken back. */
  boolean isHold() {
    return reason == CRLReason.certificateHold;
  }

  /**
   * True if the certificate must not be trusted at the time. The thief of a key can sign with any
   * date, so the date does not count if theft may be the reason.
   */
  boolean counts(Instant at) {
    return switch (reason) {
      case CRLReason.removeFromCRL -> false;
      case CRLReason.unspecified,
          CRLReason.keyCompromise,
          CRLReason.cACompromise,
          CRLReason.aACompromise ->
          true;
      default -> !since.isAfter(at);
    };
  }

  /** The finding that the certificate is revoked, with its source. */
  Finding finding(PathCertificate certificate, Finding by) {
    return new Finding(
        Finding.Code.REVOKED,
        "{0} was revoked on {1}: {2} ({3})",
        certificate,
        since,
        reasonInWords(),
        by);
  }

  private Finding reasonInWords() {
    return switch (reason) {
      case CRLReason.keyCompromise -> new Finding(Finding.Code.REVOKED, "the key was compromised");
      case CRLReason.cACompromise ->
          new Finding(Finding.Code.REVOKED, "the authority was compromised");
      case CRLReason.affiliationChanged ->
          new Finding(Finding.Code.REVOKED, "the affiliation changed");
      case CRLReason.superseded -> new Finding(Finding.Code.REVOKED, "it was superseded");
      case CRLReason.cessationOfOperation ->
          new Finding(Finding.Code.REVOKED, "it is out of operation");
      case CRLReason.certificateHold -> new Finding(Finding.Code.REVOKED, "it is on hold");
      case CRLReason.privilegeWithdrawn ->
          new Finding(Finding.Code.REVOKED, "the privilege was withdrawn");
      case CRLReason.aACompromise ->
          new Finding(Finding.Code.REVOKED, "the attribute authority was compromised");
      default -> new Finding(Finding.Code.REVOKED, "no reason is given");
    };
  }
}
