package org.smime4j.internal.open;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smime4j.internal.events.OpenEvent;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The data of an event about an opened message: kinds, codes and sizes, and no personal data. */
final class MailRecord {

  private MailRecord() {}

  static void end(OpenEvent event, OpenedMail mail, long size) {
    List<Layer> whole = Layers.whole(mail.layers());
    Optional<SignerVerdict> signer = Layers.wholeSignature(whole).map(SignatureReport::worst);
    event.opened(
        size,
        whole.stream().map(MailRecord::kind).collect(joining(" ")),
        mail.layers().size() - whole.size(),
        mail.failure().orElse(null),
        signer.map(verdict -> verdict.state().name()).orElse(null),
        signer
            .flatMap(verdict -> verdict.findings().stream().findFirst())
            .map(finding -> finding.code().name())
            .orElse(null));
  }

  private static String kind(Layer layer) {
    return Layers.isSignature(layer) ? "signed" : layer.kind().name().toLowerCase(Locale.ROOT);
  }
}
