package org.smime4j.internal.open;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.smime4j.internal.events.WorkEvent;
import org.smime4j.internal.events.WorkEvent.OpenEvent;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;

/** The data of an event about an opened message: kinds, codes and sizes, and no personal data. */
final class MailRecord {

  private MailRecord() {}

  static OpenedMail of(ByteSource octets, WorkEvent.Work<OpenedMail> opening) throws IOException {
    OpenEvent event = new OpenEvent();
    event.size = octets.sizeIfKnown().orElse(-1);
    return event.around(() -> told(opening.run(), event));
  }

  private static OpenedMail told(OpenedMail mail, OpenEvent event) {
    if (!event.isEnabled()) {
      return mail;
    }
    List<Layer> whole = Layers.whole(mail.layers());
    event.layers = whole.stream().map(MailRecord::kind).collect(joining(" "));
    event.partLayers = mail.layers().size() - whole.size();
    mail.failure().ifPresent(event::failed);
    Layers.wholeSignature(whole)
        .map(SignatureReport::worst)
        .ifPresent(
            signer -> {
              event.verdict = signer.state().name();
              signer.findings().stream()
                  .findFirst()
                  .ifPresent(finding -> event.finding = finding.code().name());
            });
    return mail;
  }

  private static String kind(Layer layer) {
    return Layers.isSignature(layer) ? "signed" : layer.kind().name().toLowerCase(Locale.ROOT);
  }
}
