package org.smime4j.internal.seal;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SealingReport;
import org.smime4j.settings.ContentCipher;

/** The layers that were written around a message. */
public record WrittenLayers(
    List<Layer.Kind> layers,
    List<X509Certificate> recipients,
    Optional<ContentCipher> contentCipher,
    List<Finding> notes)
    implements SealingReport {

  public WrittenLayers {
    layers = List.copyOf(layers);
    recipients = List.copyOf(recipients);
    notes = List.copyOf(notes);
  }

  /**
   * Returns the layers and recipients as text. It does not contain whole certificates, because
   * printing one may fail.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(layers.toString());
    contentCipher.ifPresent(cipher -> text.append(" by ").append(cipher.label()));
    for (int i = 0; i < recipients.size(); i++) {
      text.append(i == 0 ? " for " : "; ")
          .append(DistinguishedName.print(recipients.get(i).getSubjectX500Principal()));
    }
    return text.append(notes.isEmpty() ? "" : ": " + notes).toString();
  }
}
