package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.findings.Finding;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.SignerVerdict;

/**
 * A page for a browser, with all messages one below the other. It stands alone: no script, nothing
 * that is loaded, and a policy that forbids both, whatever a message may hold. Of a message it
 * shows what is known about it, and nothing of its content.
 */
final class HtmlReport {

  private static final List<String> SHOWN =
      List.of("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject");
  private static final String FOR_SIZE = "its size is reported, and nothing of it";

  private final OutputStream out;

  /** Begins the page. */
  HtmlReport(OutputStream out) throws IOException {
    this.out = out;
    String style = style();
    write(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\""
            + "default-src 'none'; style-src 'sha256-"
            + Base64.getEncoder()
                .encodeToString(Fingerprint.sha256().digest(style.getBytes(StandardCharsets.UTF_8)))
            + "'; base-uri 'none'; form-action 'none'\"/>\n"
            + "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
            + "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
            + "<title>S/MIME report</title>\n<style>"
            + style
            + "</style>\n</head>\n<body>\n<main>\n");
  }

  /** What the page says of a message. */
  static String article(MessageOutcome outcome) {
    Headline headline = Headline.of(outcome);
    Html page = new Html();
    page.open("article", LayerText.word(headline.tone())).newLine();
    page.open("header").open("p", "file").said(outcome.file()).close();
    page.open("h1").element("span", "badge", headline.word()).said(headline.sentence()).close();
    page.close().newLine();
    OpenedMail mail = outcome.mail();
    if (mail != null) {
      names(page, mail);
    }
    remarks(page, outcome, headline);
    layers(page, outcome.layers());
    if (mail != null) {
      mail.root()
          .ifPresent(
              root -> {
                section(page, "Parts").open("ul");
                part(page, root, outcome.layers());
                page.close().close().newLine();
              });
      mail.headerScheme().ifPresent(scheme -> header(page, mail, scheme));
    }
    MessageOutcome.Content content = outcome.content();
    if (content != null) {
      section(page, "Content, not shown here").open("p");
      page.said(content.sentence()).text(", SHA-256 ");
      page.element("span", "hash", content.sha256()).close().close().newLine();
    }
    return page.close().newLine().toString();
  }

  /**
   * Ends the page.
   *
   * @param leftOut the files of keys and certificates that were skipped
   */
  void end(List<String> leftOut) throws IOException {
    if (!leftOut.isEmpty()) {
      Html page = section(new Html(), "Files and entries that were skipped").open("ul");
      leftOut.forEach(each -> page.open("li").said(each).close());
      write(page.close().close().newLine().toString());
    }
    write(
        "<footer>This page shows claims of the message unchanged. It has no script and loads "
            + "nothing.</footer>\n</main>\n</body>\n</html>\n");
    out.flush();
  }

  /** Adds what {@link #article} says. */
  void write(String html) throws IOException {
    out.write(JsonObject.wellFormed(html).getBytes(StandardCharsets.UTF_8));
  }

  private static Html section(Html page, String title) {
    return page.open("section").element("h2", title);
  }

  /** Whom it is from and to, in its own words. */
  private static void names(Html page, OpenedMail mail) {
    List<String> present =
        SHOWN.stream().filter(name -> !mail.fieldsOutside(name).isEmpty()).toList();
    if (present.isEmpty()) {
      return;
    }
    section(page, "As its header outside says").open("table").open("tbody");
    for (String name : present) {
      for (String value : mail.fieldsOutside(name)) {
        page.open("tr").element("th", name).open("td").said(value).close().close();
      }
    }
    page.close().close().close().newLine();
  }

  private static void remarks(Html page, MessageOutcome outcome, Headline headline) {
    boolean problem = outcome.error() != null && !headline.sentence().equals(outcome.error());
    if (outcome.notes().isEmpty() && outcome.warnings().isEmpty() && !problem) {
      return;
    }
    section(page, "Notes and warnings").open("ul");
    for (Finding note : outcome.notes()) {
      remark(page, Headline.Tone.DOUBTFUL, note.code().name(), note.sentence());
    }
    for (String warning : outcome.warnings()) {
      remark(page, Headline.Tone.DOUBTFUL, "Warning", warning);
    }
    if (problem) {
      remark(page, Headline.Tone.BAD, "Problem", String.valueOf(outcome.error()));
    }
    page.close().close().newLine();
  }

  private static void remark(Html page, Headline.Tone tone, String word, String sentence) {
    page.open("li", LayerText.word(tone)).word(word, sentence).close();
  }

  private static void layers(Html page, List<Layer> layers) {
    if (layers.isEmpty()) {
      return;
    }
    section(page, "Layers, outermost first").open("ol").newLine();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String tone =
          LayerText.isSignature(layer)
              ? " " + LayerText.word(Headline.Tone.of(LayerText.worst(layer)))
              : "";
      page.open("li", "layer" + tone).element("span", "number", Integer.toString(i + 1));
      String kind = LayerText.kind(layer);
      page.element("strong", kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1))
          .element("span", "chip", layer.isWhole() ? "the whole message" : "a part only");
      switch (layer.kind()) {
        case ENCRYPTED -> encrypted(page, layer);
        case SIGNED, SIGNED_OPAQUELY, RECEIPT -> {
          boolean isReceipt = layer.kind() == Layer.Kind.RECEIPT;
          aside(page, isReceipt ? "for a message that asked for one" : LayerText.signature(layer));
          LayerText.signers(layer).forEach(signer -> signer(page, signer, "the content"));
        }
        case CERTIFICATES ->
            aside(page, layer.certificates().size() + " came alone; nobody signed them");
        case COMPRESSED -> {}
      }
      LayerText.remarks(layer).forEach(remark -> aside(page, remark));
      page.close().newLine();
    }
    page.close().close().newLine();
  }

  private static void aside(Html page, String text) {
    page.open("p", "aside").said(text).close();
  }

  private static void encrypted(Html page, Layer layer) {
    page.element(
        "span",
        "chip",
        LayerText.isAuthenticated(layer) ? "authenticated" : "without authentication");
    aside(page, LayerText.encryption(layer));
  }

  /**
   * @param covered what it signed
   */
  private static void signer(Html page, SignerVerdict signer, String covered) {
    page.open("div", LayerText.word(Headline.Tone.of(signer)));
    page.open("p").word(signer.state().name(), LayerText.who(signer)).close();
    for (Finding finding : signer.findings()) {
      page.open("p").word(finding.code().name(), finding.sentence()).close();
    }
    LayerText.signer(signer, covered).forEach(line -> aside(page, line));
    aside(
        page,
        "From %s, revocation %s"
            .formatted(LayerText.words(signer.binding()), LayerText.words(signer.revocation())));
    for (Finding note : signer.notes()) {
      aside(page, "note " + note);
    }
    for (SignerVerdict countersignature : signer.countersignatures()) {
      aside(page, "this signature is countersigned:");
      signer(page, countersignature, "this signature");
    }
    page.close();
  }

  @SuppressWarnings("ReferenceEquality") // two layers may look the same
  private static void part(Html page, MailPart part, List<Layer> layers) {
    page.open("li").said(part.type());
    part.name().ifPresent(name -> page.text(", ").said(name));
    part.unverifiedRaw(FOR_SIZE)
        .sizeIfKnown()
        .ifPresent(
            octets ->
                page.text(" ")
                    .element("small", String.format(Locale.ROOT, "%,d octets as sent", octets)));
    if (part.coveredBy().isEmpty()) {
      page.element("span", "chip", "no layer: anybody may have added it");
    }
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (part.coveredBy().stream().anyMatch(each -> each == layer)) {
        page.element("span", "chip", i + 1 + " " + kind(layer));
      }
    }
    List<MailPart> inside =
        Stream.concat(part.children().stream(), part.inside().stream()).toList();
    if (!inside.isEmpty()) {
      page.open("ul");
      inside.forEach(child -> part(page, child, layers));
      page.close();
    }
    page.close().newLine();
  }

  private static String kind(Layer layer) {
    return LayerText.isSignature(layer)
        ? "signed, " + LayerText.word(LayerText.worst(layer).state())
        : LayerText.kind(layer);
  }

  /** The header inside, each field beside what became of it outside. */
  private static void header(Html page, OpenedMail mail, HeaderScheme scheme) {
    section(page, "Protected header, by " + LayerText.words(scheme)).open("table");
    page.open("thead").open("tr");
    List.of("field", "inside", "protected by", "outside")
        .forEach(title -> page.element("th", title));
    page.close().close().open("tbody").newLine();
    for (ProtectedField field : mail.protectedFields()) {
      page.open("tr").open("td").said(field.name()).close();
      page.open("td").said(field.text()).close();
      page.element("td", LayerText.words(field.protection()));
      page.open("td").text(LayerText.words(field.outside()));
      if (field.outside() == ProtectedField.Outside.ALTERED
          || field.outside() == ProtectedField.Outside.OBSCURED) {
        field.outerValue().ifPresent(value -> page.text(": ").said(value));
      }
      page.close().close().newLine();
    }
    page.close().close();
    if (!mail.addedOutside().isEmpty()) {
      aside(
          page, "added outside, but not by the author: " + String.join(", ", mail.addedOutside()));
    }
    page.close().newLine();
  }

  private static String style() throws IOException {
    try (InputStream css =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"))) {
      // The hash is over what a browser reads: lines end in LF there.
      return new String(css.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}
