package org.smime4j.internal.encrypt;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.lookup.CertificateSelection;
import org.smime4j.internal.lookup.RecipientAdvice;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.Binding;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * Decides whether a message may be encrypted to a certificate, before any content key is generated.
 */
public final class RecipientCheck {

  private final @Nullable PolicyJudge trust;
  private final List<String> addresses;

  private RecipientCheck(@Nullable PolicyJudge trust, List<String> addresses) {
    this.trust = trust;
    this.addresses = addresses;
  }

  public static RecipientCheck trusting(PolicyJudge trust) {
    return new RecipientCheck(trust, List.of());
  }

  public static RecipientCheck none() {
    return new RecipientCheck(null, List.of());
  }

  RecipientCheck forAddresses(List<String> newAddresses) {
    if (newAddresses.isEmpty()) {
      throw new IllegalArgumentException("no address: leave forAddresses out if any is right");
    }
    newAddresses.forEach(ExpectedAddress::address);
    return new RecipientCheck(trust, newAddresses);
  }

  /** Returns true if accepted certificates are verified, so that their contents are reliable. */
  boolean verifies() {
    return trust != null;
  }

  /** Returns a selection that chooses only certificates that this check accepts. */
  public CertificateSelection selection(CertificateSource source) {
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

  private static void judge(PolicyJudge trust, Recipient recipient, Limits limits)
      throws SmimeException.Refused {
    CertificateVerdict verdict =
        trust
            .forMessage(recipient.chain(), List.of(), limits)
            .judge(recipient.certificate(), Purpose.ENCRYPTION);
    if (!verdict.findings().isEmpty()) {
      throw refused(
          recipient,
          verdict.findings().stream().map(Finding::toString).collect(Collectors.joining("; "))
              + RecipientAdvice.about(verdict.findings()));
    }
  }

  private void checkAddress(Recipient recipient) throws SmimeException.Refused {
    for (String address : addresses) {
      ExpectedAddress expected = ExpectedAddress.address(address);
      if (expected.bind(recipient.certificate()).binding() == Binding.MATCH) {
        return;
      }
    }
    Finding mismatch =
        new Finding(
            Finding.Code.ADDRESS_MISMATCH,
            "it holds none of the addresses {0}",
            String.join(", ", addresses));
    throw refused(recipient, mismatch + RecipientAdvice.about(List.of(mismatch)));
  }

  private static SmimeException.Refused refused(Recipient recipient, String why) {
    return new SmimeException.Refused(
        SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
        "Nothing was encrypted, because the certificate of "
            + recipient.name()
            + " is not accepted: "
            + why);
  }
}
