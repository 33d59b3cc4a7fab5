package org.smime4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** A page for each message that a person likes to read; in colours where it is told to. */
record PersonReport(StringBuilder page, boolean colours) {

  private static final IStyle[] GOOD = {Style.bold, Style.fg_green};
  private static final IStyle[] DOUBTFUL = {Style.bold, Style.fg_yellow};
  private static final IStyle[] BAD = {Style.bold, Style.fg_red};
  private static final IStyle[] TITLE = {Style.bold};

  private static final String MARGIN = "  ";
  private static final String INDENT = " ".repeat(14);

  /** The page of a message. */
  static String of(MessageOutcome outcome, boolean colours) {
    PersonReport report = new PersonReport(new StringBuilder(), colours);
    report.write(outcome);
    return report.page.toString().replace("\n", System.lineSeparator());
  }

  private void write(MessageOutcome outcome) {
    page.append(styled(SafeText.line(outcome.file()), TITLE)).append(": ");
    page.append(headline(outcome)).append('\n');
    outcome.layers().forEach(this::layer);
    MessageOutcome.Content content = outcome.content();
    if (content != null) {
      line("Content", content.sentence(), TITLE);
      aside("SHA-256 " + content.sha256());
    }
    OpenedMail mail = outcome.mail();
    if (mail != null) {
      mail.headerScheme().ifPresent(scheme -> header(mail, scheme));
    }
    outcome.notes().forEach(note -> line("Note", note.toString(), DOUBTFUL));
    outcome.warnings().forEach(warning -> line("Warning", warning, DOUBTFUL));
    if (outcome.error() != null) {
      line("Problem", outcome.error(), BAD);
    }
    text(outcome.text());
  }

  private String headline(MessageOutcome outcome) {
    if (outcome.kind() == Outcome.OPENED && outcome.isBroken()) {
      return styled("opened, and a signature is broken", BAD);
    }
    return styled(outcome.sentence(), style(Headline.of(outcome).tone()));
  }

  private static IStyle[] style(Headline.Tone tone) {
    return switch (tone) {
      case GOOD -> GOOD;
      case DOUBTFUL -> DOUBTFUL;
      case BAD -> BAD;
    };
  }

  private void layer(Layer layer) {
    String coverage = layer.isWhole() ? "" : ", around a part of the message only";
    switch (layer.kind()) {
      case ENCRYPTED -> line("Encrypted", LayerText.encryption(layer) + coverage, TITLE);
      case SIGNED, SIGNED_OPAQUELY -> {
        line("Signed", LayerText.signature(layer) + coverage, TITLE);
        signers(LayerText.signers(layer));
      }
      case RECEIPT -> {
        line("Receipt", "for a message that requested one" + coverage, TITLE);
        signers(LayerText.signers(layer));
      }
      case CERTIFICATES -> {
        int count = layer.certificates().size();
        line("Certificates", count == 1 ? "1 certificate" : count + " certificates", TITLE);
      }
      case COMPRESSED -> line("Compressed", "with zlib" + coverage, TITLE);
    }
    LayerText.remarks(layer).forEach(this::aside);
  }

  private void signers(List<SignerVerdict> signers) {
    for (SignerVerdict signer : signers) {
      page.append(INDENT);
      signer(signer, INDENT, "the content");
    }
  }

  /**
   * @param indent of its lines
   * @param covered what it signed
   */
  private void signer(SignerVerdict signer, String indent, String covered) {
    IStyle[] style = style(Headline.Tone.of(signer));
    page.append(styled(signer.state().name(), style))
        .append("  ")
        .append(styled(SafeText.line(LayerText.who(signer)), TITLE))
        .append('\n');
    LayerText.signer(signer, covered).forEach(each -> aside(indent, each));
    for (Finding finding : signer.findings()) {
      page.append(indent)
          .append(styled(finding.code().name(), style))
          .append(": ")
          .append(SafeText.line(finding.sentence()))
          .append('\n');
    }
    for (Finding note : signer.notes()) {
      aside(indent, "note " + note);
    }
    for (SignerVerdict countersignature : signer.countersignatures()) {
      page.append(indent).append("this signature is countersigned: ");
      signer(countersignature, indent + MARGIN, "this signature");
    }
  }

  /** What the header inside says, of that by which a message is shown, and what became of it. */
  private void header(OpenedMail mail, HeaderScheme scheme) {
    line("Header", "protected, by " + scheme, TITLE);
    for (String name : List.of("From", "To", "Cc", "Date", "Subject")) {
      mail.protectedField(name)
          .ifPresent(
              field ->
                  aside(
                      "%s: %s (%s; outside %s)"
                          .formatted(
                              name,
                              field.text(),
                              LayerText.words(field.protection()),
                              LayerText.words(field.outside()))));
    }
  }

  private void text(@Nullable MessageText text) {
    if (text == null) {
      return;
    }
    if (text.withheld() != null) {
      line("Not shown", text.withheld(), DOUBTFUL);
    }
    for (MessageText.Beside beside : text.beside()) {
      line(beside.reason().label, beside.sentence(), TITLE);
    }
    if (text.unnamed() > 0) {
      aside("and " + text.unnamed() + " more parts");
    }
    if (!text.lines().isEmpty()) {
      page.append('\n');
      List<String> lines = text.lines();
      // A mark in front of each line: no text can pass for a line of the report.
      lines.forEach(
          each -> page.append(MARGIN).append("| ").append(SafeText.line(each)).append('\n'));
      if (text.more()) {
        page.append(MARGIN).append("| ...\n");
      }
    }
  }

  private void line(String name, String text, IStyle[] style) {
    page.append(MARGIN)
        .append(styled(name, style))
        .append(" ".repeat(Math.max(1, INDENT.length() - MARGIN.length() - name.length())))
        .append(SafeText.line(text))
        .append('\n');
  }

  private void aside(String text) {
    aside(INDENT, text);
  }

  private void aside(String indent, String text) {
    page.append(indent).append(SafeText.line(text)).append('\n');
  }

  private String styled(String text, IStyle[] styles) {
    return colours ? Style.on(styles) + text + Style.reset.on() : text;
  }
}
