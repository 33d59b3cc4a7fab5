package org.smime4j.internal.open;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The report on an opened message as a page, the headline first. */
final class MailPage {

  private MailPage() {}

  static String of(OpenedMail mail, @Nullable ProtectedHeaders headers) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(mail));
    mail.notes().forEach(note -> lines.add("note " + note));
    for (Layer layer : mail.layers()) {
      lines.add(layer.toString().stripTrailing());
      tolerated(layer).forEach(deviation -> lines.add("  deviation " + deviation));
    }
    if (headers != null) {
      lines.add(headers.toString());
    }
    return String.join("\n", lines);
  }

  /** What the report of a signature does not list itself. */
  private static List<Finding> tolerated(Layer layer) {
    List<Finding> tolerated = new ArrayList<>(layer.deviations());
    layer.report().ifPresent(report -> tolerated.removeAll(report.deviations()));
    return tolerated;
  }

  private static String headline(OpenedMail mail) {
    Optional<SmimeException> failure = mail.failure();
    if (failure.isPresent()) {
      return "NOT OPENED: " + failure.get().getMessage();
    }
    if (mail.layers().isEmpty()) {
      return "NO S/MIME";
    }
    // A receipt is the innermost layer, also where others signed around it.
    Optional<SignatureReport> receipt = Layers.receipt(mail.layers());
    if (receipt.isPresent()) {
      return "RECEIPT, " + headline(receipt.get());
    }
    Optional<SignatureReport> signature = Layers.wholeSignature(mail.layers());
    if (signature.isPresent()) {
      return headline(signature.get());
    }
    return Layers.whole(mail.layers()).stream().anyMatch(Layers::isEncryption)
        ? "NOT SIGNED, and encrypted" + (isAuthenticated(mail) ? "" : " without authentication")
        : "NOT SIGNED as a whole";
  }

  private static boolean isAuthenticated(OpenedMail mail) {
    return Layers.whole(mail.layers()).stream()
        .allMatch(layer -> layer.encryption().map(EncryptedLayer::isAuthenticated).orElse(true));
  }

  private static String headline(SignatureReport signature) {
    SignerVerdict worst = signature.worst();
    SignerVerdict.State verdict = worst.state();
    return worst.findings().stream()
        .findFirst()
        .map(finding -> verdict + "  " + finding)
        .orElseGet(() -> verdict + ": signed by " + signer(worst));
  }

  private static String signer(SignerVerdict signer) {
    return signer.addresses().isEmpty()
        ? "the holder of " + signer.identifier()
        : String.join(", ", signer.addresses());
  }
}
