package org.smime4j.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.findings.Deviation;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;

/** The report on an opened message as a page, the headline first. */
final class MailPage {

  private MailPage() {}

  static String of(OpenedMail mail) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(mail));
    mail.notes().forEach(note -> lines.add("note " + note));
    for (Layer layer : mail.layers()) {
      lines.add(layer.toString().stripTrailing());
      tolerated(layer).forEach(deviation -> lines.add("  deviation " + deviation));
    }
    mail.protectedHeaders().ifPresent(headers -> lines.add(headers.toString()));
    return String.join("\n", lines);
  }

  /** What the report of a signature does not list itself. */
  private static List<Deviation> tolerated(Layer layer) {
    List<Deviation> tolerated = new ArrayList<>(layer.deviations());
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
    Optional<SignatureReport> receipt = mail.receiptReport();
    if (receipt.isPresent()) {
      return "RECEIPT, " + headline(receipt.get());
    }
    Optional<SignatureReport> signature = mail.wholeSignature();
    if (signature.isPresent()) {
      return headline(signature.get());
    }
    return mail.wholeLayers().stream().anyMatch(Layer::isEncryption)
        ? "NOT SIGNED, and encrypted" + (isAuthenticated(mail) ? "" : " without authentication")
        : "NOT SIGNED as a whole";
  }

  private static boolean isAuthenticated(OpenedMail mail) {
    return mail.wholeLayers().stream()
        .allMatch(layer -> layer.encryption().map(EncryptedLayer::authenticated).orElse(true));
  }

  private static String headline(SignatureReport signature) {
    SignerVerdict worst = signature.worst();
    String verdict = verdict(worst);
    return worst.findings().stream()
        .findFirst()
        .map(finding -> verdict + "  " + finding)
        .orElseGet(() -> verdict + ": signed by " + signer(worst));
  }

  /** The verdict in a word. */
  static String verdict(SignerVerdict signer) {
    return signer.state().name();
  }

  private static String signer(SignerVerdict signer) {
    return signer.addresses().isEmpty()
        ? "the holder of " + signer.identifier()
        : String.join(", ", signer.addresses());
  }
}
