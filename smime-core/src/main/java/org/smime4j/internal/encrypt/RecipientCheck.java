package org.smime4j.internal.encrypt;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.lookup.CertificateSelection;
import org.smime4j.internal.lookup.Choice;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * Decides whether a message may be encrypted to a certificate, before any content key is generated.
 */
public record RecipientCheck(@Nullable PolicyJudge trust) {

  public static RecipientCheck trusting(PolicyJudge trust) {
    return new RecipientCheck(trust);
  }

  public static RecipientCheck none() {
    return new RecipientCheck(null);
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
              + Choice.advice(verdict.findings()));
    }
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
