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
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;

/**
 * Decides whether a message may be encrypted to a certificate, before any content key is generated.
 *
 * @param trust null to accept any
 */
public record RecipientCheck(@Nullable PolicyJudge trust) {

  /** Returns true if accepted certificates are verified, so that their contents are reliable. */
  boolean verifies() {
    return trust != null;
  }

  /** Returns a selection that chooses only certificates that this check accepts. */
  public CertificateSelection selection(CertificateSource source) {
    return new CertificateSelection(source, trust);
  }

  void check(List<Recipient> recipients, Limits limits) throws SmimeException {
    if (trust == null) {
      return;
    }
    for (Recipient recipient : recipients) {
      List<Finding> findings =
          trust
              .forMessage(recipient.chain(), List.of(), limits)
              .judge(recipient.certificate(), Purpose.ENCRYPTION)
              .findings();
      if (!findings.isEmpty()) {
        throw new SmimeException.Refused(
            SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
            "Nothing was encrypted, because the certificate of "
                + recipient.name()
                + " is not accepted: "
                + findings.stream().map(Finding::toString).collect(Collectors.joining("; "))
                + Choice.advice(findings));
      }
    }
  }
}
