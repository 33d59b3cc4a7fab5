package org.smime4j.doors;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;

/**
 * What the core says of a message, which is what every door must say.
 *
 * @param outcome the label of the outcome
 * @param verdict trusted, untrusted, unknown, broken, unsigned; failed where it did not open, none
 *     where it is no S/MIME
 * @param headline the finding that stands first; empty if there is none
 * @param layers the kinds of those over the whole
 * @param authors the values of From that were judged
 */
public record Judgement(
    String outcome,
    String verdict,
    String headline,
    List<String> layers,
    List<String> authors,
    List<String> subjects,
    List<String> dates) {

  public static Judgement of(OpenedMail mail) {
    String verdict = mail.isSmime() ? "unsigned" : "none";
    String headline = "";
    if (mail.failure().isPresent()) {
      verdict = "failed";
    } else {
      try {
        SignerVerdict worst = mail.requireSigned().worst();
        verdict = worst.state().name().toLowerCase(Locale.ROOT);
        headline = worst.findings().isEmpty() ? "" : worst.findings().get(0).code().name();
      } catch (SmimeException e) {
        // no signature covers the whole
      }
    }
    return new Judgement(
        mail.outcome().label(),
        verdict,
        headline,
        mail.layers().stream().filter(Layer::isWhole).map(Judgement::kind).toList(),
        texts(mail, "From"),
        texts(mail, "Subject"),
        texts(mail, "Date"));
  }

  private static List<String> texts(OpenedMail mail, String name) {
    return mail.field(name).map(field -> List.of(field.text())).orElse(List.of());
  }

  /** The fields as a message of their own. */
  public byte[] header() {
    StringBuilder fields = new StringBuilder();
    authors.forEach(each -> fields.append("From: ").append(each).append("\r\n"));
    dates.forEach(each -> fields.append("Date: ").append(each).append("\r\n"));
    return fields.append("X: y\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The word that the doors have for a kind of layer. */
  public static String kind(Layer layer) {
    return switch (layer.kind()) {
      case ENCRYPTED -> "encrypted";
      case SIGNED, SIGNED_OPAQUELY -> "signed";
      case COMPRESSED -> "compressed";
      case CERTIFICATES -> "certificates";
      case RECEIPT -> "receipt";
    };
  }
}
