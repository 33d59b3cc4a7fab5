package org.smime4j.peers;

import java.util.List;
import java.util.Locale;
import org.smime4j.Json;

/**
 * What a client makes of a mail.
 *
 * @param signature good, none, or what it says instead
 * @param encryption good, none, or what it says instead
 * @param refused why it shows nothing; empty where it does
 */
record Shown(
    String signature,
    String encryption,
    String subject,
    String text,
    List<String> attachments,
    String refused) {

  static Shown of(Json.Entry answer) {
    if (answer.optional("refused").isPresent()) {
      return new Shown("none", "none", "", "", List.of(), answer.string("refused"));
    }
    return new Shown(
        answer.string("signature"),
        answer.string("encryption"),
        answer.string("subject"),
        answer.string("text"),
        answer.strings("attachments"),
        "");
  }

  /** Whether a reader learns all of it: whose it is, whether it was secret, and what it says. */
  boolean is(Feature feature) {
    return signature.equals("good")
        && encryption.equals(feature.encrypted() ? "good" : "none")
        && showsText(feature)
        && (subject + "\n" + text).contains(feature.subject())
        && (feature != Feature.ATTACHMENT || attachments.contains(OurMails.ATTACHED_NAME));
  }

  /** Whether the whole text is there. */
  boolean showsText(Feature feature) {
    return text.contains(feature.line()) && text.contains(Feature.LAST_LINE);
  }

  @Override
  public String toString() {
    return refused.isEmpty()
        ? String.format(
            Locale.ROOT,
            "signature %s, encryption %s, subject %s, text of %d letters, attached %s",
            signature,
            encryption,
            subject,
            text.length(),
            attachments)
        : "refused: " + refused;
  }
}
