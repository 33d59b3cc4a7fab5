package org.smime4j.mail;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.Optional;
import org.smime4j.internal.events.OpenEvent;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The data of an event about an opened message: kinds, codes and sizes, and no personal data. */
final class MailRecord {

  private MailRecord() {}

  static void end(OpenEvent event, OpenedMail mail, long size) {
    Optional<SignerVerdict> signer = mail.wholeSignature().map(SignatureReport::worst);
    event.opened(
        size,
        mail.wholeLayers().stream().map(MailRecord::kind).collect(joining(" ")),
        mail.layers().size() - mail.wholeLayers().size(),
        mail.failure().orElse(null),
        signer.map(MailPage::verdict).orElse(null),
        signer
            .flatMap(verdict -> verdict.findings().stream().findFirst())
            .map(finding -> finding.code().name())
            .orElse(null));
  }

  private static String kind(Layer layer) {
    return layer.isSignature() ? "signed" : layer.kind().name().toLowerCase(Locale.ROOT);
  }
}
