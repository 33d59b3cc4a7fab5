package org.smime4j.cms;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.Limits;
import org.smime4j.Purpose;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.trust.Binding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/**
 * Decides whether a message may be encrypted to a certificate, before any content key is generated.
 */
final class RecipientCheck {

  private final @Nullable TrustPolicy trust;
  private final List<String> addresses;

  private RecipientCheck(@Nullable TrustPolicy trust, List<String> addresses) {
    this.trust = trust;
    this.addresses = addresses;
  }

  static RecipientCheck trusting(TrustPolicy trust) {
    return new RecipientCheck(trust, List.of());
  }

  static RecipientCheck none() {
    return new RecipientCheck(null, List.of());
  }

  RecipientCheck forAddresses(List<String> newAddresses) {
    if (newAddresses.isEmpty()) {
      throw new IllegalArgumentException("No address was given");
    }
    return new RecipientCheck(trust, newAddresses);
  }

  /** Returns true if accepted certificates are verified, so that their contents are reliable. */
  boolean verifies() {
    return trust != null;
  }

  /** Returns a selection that chooses only certificates that this check accepts. */
  CertificateSelection selection(CertificateSource source) {
    return new CertificateSelection(source, trust);
  }

  void check(List<Recipient> recipients, Limits limits) throws SmimeException {
    for (Recipient recipient : recipients) {
      if (trust != null) {
        judge(trust, recipient, limits);
      }
      if (!addresses.isEmpty() && !recipient.sender()) {
        checkAddress(recipient);
      }
    }
  }

  private static void judge(TrustPolicy trust, Recipient recipient, Limits limits)
      throws SmimeException.Refused {
    CertificateVerdict verdict =
        trust.judge(
            recipient.certificate(), recipient.chain(), List.of(), Purpose.ENCRYPTION, limits);
    if (!verdict.findings().isEmpty()) {
      throw refused(
          recipient,
          verdict.findings().stream().map(Finding::toString).collect(Collectors.joining("; "))
              + RecipientAdvice.about(verdict.findings()));
    }
  }

  private void checkAddress(Recipient recipient) throws SmimeException.Refused {
    for (String address : addresses) {
      if (Trusting.bind(recipient.certificate(), ExpectedSigner.address(address)).binding()
          == Binding.MATCH) {
        return;
      }
    }
    Finding mismatch =
        Findings.of(
            Finding.Code.ADDRESS_MISMATCH,
            "it holds none of the addresses " + String.join(", ", addresses));
    throw refused(recipient, mismatch + RecipientAdvice.about(List.of(mismatch)));
  }

  private static SmimeException.Refused refused(Recipient recipient, String why) {
    return Failures.refused(
        SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
        "Nothing was encrypted, because the certificate of "
            + recipient.name()
            + " is not accepted: "
            + why);
  }
}
