package org.smime4j.cli;

import org.smime4j.findings.Outcome;
import org.smime4j.reports.Binding;
import org.smime4j.reports.Layer;
import org.smime4j.reports.SignerVerdict;

/**
 * What matters most about a message, in a word and a sentence.
 *
 * @param tone how it is to be taken
 * @param word a verdict, or why there is none
 * @param sentence what is behind it
 */
record Headline(Tone tone, String word, String sentence) {

  /** How something is to be taken. */
  enum Tone {
    GOOD,
    DOUBTFUL,
    BAD;

    static Tone of(SignerVerdict verdict) {
      return switch (verdict.state()) {
        case TRUSTED -> GOOD;
        case UNKNOWN -> DOUBTFUL;
        case UNTRUSTED, BROKEN -> BAD;
      };
    }
  }

  static Headline of(MessageOutcome outcome) {
    if (!outcome.isOpened()) {
      String why = outcome.error() == null ? "The reason is not known" : outcome.error();
      return outcome.kind() == Outcome.NOT_SMIME
          ? doubtful("NO S/MIME", why)
          : new Headline(Tone.BAD, "NOT OPENED", why);
    }
    SignerVerdict verdict = null;
    boolean signedInPart = false;
    boolean encrypted = false;
    for (Layer layer : outcome.layers()) {
      if (LayerText.isSignature(layer)) {
        // The innermost over the whole is its author's.
        verdict = layer.isWhole() ? LayerText.worst(layer) : verdict;
        signedInPart |= !layer.isWhole();
      }
      encrypted |= layer.isWhole() && layer.kind() == Layer.Kind.ENCRYPTED;
    }
    if (verdict != null) {
      return of(verdict);
    }
    if (signedInPart) {
      return doubtful(
          "NOT SIGNED", "Only a part of it is signed. Anyone may have written the rest");
    }
    if (outcome.layers().stream().anyMatch(layer -> layer.kind() == Layer.Kind.RECEIPT)) {
      return doubtful(
          "RECEIPT",
          "It confirms that another message arrived. Its signature does not cover this message");
    }
    return doubtful(
        "NOT SIGNED",
        encrypted
            ? "It was encrypted, but anyone may have written it"
            : "Anyone may have written it");
  }

  private static Headline doubtful(String word, String sentence) {
    return new Headline(Tone.DOUBTFUL, word, sentence);
  }

  private static Headline of(SignerVerdict verdict) {
    return new Headline(
        Tone.of(verdict),
        verdict.state().name(),
        verdict.findings().stream()
            .findFirst()
            .map(finding -> finding.code() + ": " + finding.sentence())
            .orElseGet(() -> signedBy(verdict)));
  }

  private static String signedBy(SignerVerdict verdict) {
    return "Signed by "
        + LayerText.who(verdict)
        + (verdict.binding() == Binding.MATCH
            ? ", who is the author that was expected"
            : "; it was not compared with From");
  }
}
