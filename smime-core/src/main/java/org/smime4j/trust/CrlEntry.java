package org.smime4j.trust;

import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.smime4j.Finding;

/** What a CRL says about one certificate. */
record CrlEntry(X500Name issuer, BigInteger serial, Instant since, int reason) {

  /** True if the reason is one that can be taken back. */
  boolean isHold() {
    return reason == CRLReason.certificateHold;
  }

  /**
   * True if the certificate is not to be believed at the time. A key that fell into other hands
   * signs with any date, so where that may be the reason the date is of no account.
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

  /** That the certificate is revoked, and who says so. */
  Finding finding(PathCertificate certificate, String by) {
    return new Finding(
        Finding.Code.REVOKED,
        certificate + " was revoked on " + since + ": " + reasonInWords() + " (" + by + ")");
  }

  private String reasonInWords() {
    return switch (reason) {
      case CRLReason.keyCompromise -> "the key was compromised";
      case CRLReason.cACompromise -> "the authority was compromised";
      case CRLReason.affiliationChanged -> "the affiliation changed";
      case CRLReason.superseded -> "it was superseded";
      case CRLReason.cessationOfOperation -> "it is out of operation";
      case CRLReason.certificateHold -> "it is on hold";
      case CRLReason.privilegeWithdrawn -> "the privilege was withdrawn";
      case CRLReason.aACompromise -> "the attribute authority was compromised";
      default -> "no reason is given";
    };
  }
}
