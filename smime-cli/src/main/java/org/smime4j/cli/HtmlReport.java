package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smime4j.Deviation;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.mail.ProtectedField;
import org.smime4j.trust.Note;

/**
 * A page for a browser, with all messages one below the other. It stands alone: no script, nothing
 * that is loaded, and a policy that forbids both, whatever a message may hold. Of a message it
 * shows what is known about it, and nothing of its content.
 */
final class HtmlReport implements Report {

  private final OutputStream out;

  /** Begins the page. */
  HtmlReport(OutputStream out) throws IOException {
    this.out = out;
    String style = style();
    write(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\""
            + "default-src 'none'; style-src 'sha256-"
            + hash(style)
            + "'; base-uri 'none'; form-action 'none'\"/>\n"
            + "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
            + "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
            + "<title>S/MIME report</title>\n<style>"
            + style
            + "</style>\n</head>\n<body>\n<main>\n");
  }

  @Override
  public void write(MessageOutcome outcome) throws IOException {
    Headline headline = Headline.of(outcome);
    Html page = new Html();
    page.open("article", tone(headline.tone())).newLine();
    page.open("header").open("p", "file").said(outcome.file()).close();
    page.open("h1").element("span", "badge", headline.word()).said(headline.sentence()).close();
    page.close().newLine();
    names(page, outcome);
    remarks(page, outcome, headline);
    layers(page, outcome.layers());
    Anatomy anatomy = outcome.anatomy();
    if (anatomy != null && anatomy.root() != null) {
      section(page, "Parts").open("ul");
      part(page, anatomy.root(), outcome.layers());
      page.close().close().newLine();
    }
    if (outcome.headers() != null) {
      header(page, outcome.headers());
    }
    content(page, outcome);
    page.close().newLine();
    write(page.toString());
  }

  /** Ends the page. */
  void end() throws IOException {
    write(
        "<footer>This page shows claims of the message unchanged. It has no script"
            + " and loads nothing.</footer>\n"
            + "</main>\n"
            + "</body>\n"
            + "</html>\n");
    out.flush();
  }

  private void write(String html) throws IOException {
    out.write(SafeText.wellFormed(html).getBytes(StandardCharsets.UTF_8));
  }

  private static Html section(Html page, String title) {
    return page.open("section").element("h2", title);
  }

  private static String tone(Headline.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  /** Whom it is from and to, in its own words. */
  private static void names(Html page, MessageOutcome outcome) {
    Anatomy anatomy = outcome.anatomy();
    if (anatomy == null || anatomy.outside().isEmpty()) {
      return;
    }
    section(page, "As its header outside says").open("table").open("tbody");
    for (Map.Entry<String, List<String>> field : anatomy.outside().entrySet()) {
      for (String value : field.getValue()) {
        page.open("tr").element("th", field.getKey()).open("td").said(value).close().close();
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
    for (Note note : outcome.notes()) {
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
    page.open("li", tone(tone)).element("span", "word", word).said(sentence).close();
  }

  private static void layers(Html page, List<LayerOutcome> layers) {
    if (layers.isEmpty()) {
      return;
    }
    section(page, "Layers, outermost first").open("ol").newLine();
    for (int i = 0; i < layers.size(); i++) {
      LayerOutcome layer = layers.get(i);
      String tone =
          layer instanceof LayerOutcome.Signed signed
              ? " " + tone(Headline.Tone.of(signed.worst()))
              : "";
      page.open("li", "layer" + tone).element("span", "number", Integer.toString(i + 1));
      if (layer instanceof LayerOutcome.Encrypted encrypted) {
        encrypted(page, encrypted);
      } else if (layer instanceof LayerOutcome.Signed signed) {
        title(page, layer, "Signed");
        signed(page, signed);
      } else if (layer instanceof LayerOutcome.Receipt receipt) {
        title(page, layer, "Receipt");
        aside(page, "for a message that asked for one");
        receipt.signers().forEach(signer -> signer(page, signer, "content"));
      } else if (layer instanceof LayerOutcome.Certificates certificates) {
        title(page, layer, "Certificates");
        aside(page, certificates.count() + " came alone; nobody signed them");
      } else {
        title(page, layer, "Compressed");
      }
      for (Deviation deviation : layer.deviations()) {
        aside(page, "tolerated: " + deviation);
      }
      page.close().newLine();
    }
    page.close().close().newLine();
  }

  private static void title(Html page, LayerOutcome layer, String title) {
    page.element("strong", title)
        .element("span", "chip", layer.whole() ? "the whole message" : "a part only");
  }

  private static void aside(Html page, String text) {
    page.open("p", "aside").said(text).close();
  }

  private static void encrypted(Html page, LayerOutcome.Encrypted layer) {
    title(page, layer, "Encrypted");
    page.element(
        "span", "chip", layer.authenticated() ? "authenticated" : "without authentication");
    aside(
        page,
        (layer.container() == null ? "" : layer.container() + ", ")
            + (layer.cipher() == null ? "cipher not known" : layer.cipher())
            + (layer.keyManagement() == null ? "" : ", key by " + layer.keyManagement()));
    if (!layer.opened()) {
      aside(page, "not opened: it is a part among others, see --errant");
    } else if (layer.key() != null) {
      aside(page, layer.key().sentence());
    }
  }

  private static void signed(Html page, LayerOutcome.Signed layer) {
    String matched = layer.matchedBytes();
    aside(
        page,
        layer.form()
            + (matched == null || matched.equals("raw") ? "" : ", over the form " + matched));
    for (SignerVerdict signer : layer.signers()) {
      signer(page, signer, "content");
    }
  }

  /**
   * @param covered what it signed
   */
  private static void signer(Html page, SignerVerdict signer, String covered) {
    X509Certificate certificate = signer.certificate().orElse(null);
    page.open("div", tone(Headline.Tone.of(signer)));
    page.open("p")
        .element("span", "word", JsonMessage.verdict(signer).toUpperCase(Locale.ROOT))
        .said(
            signer.addresses().isEmpty()
                ? certificate == null ? "somebody" : "a certificate without address"
                : String.join(", ", signer.addresses()))
        .close();
    for (Finding finding : signer.findings()) {
      page.open("p")
          .element("span", "word", finding.code().name())
          .said(finding.sentence())
          .close();
    }
    if (certificate == null) {
      aside(page, "named as " + signer.identifier());
    } else {
      aside(
          page,
          KeyName.name(certificate.getSubjectX500Principal())
              + ", serial "
              + KeyName.hex(certificate.getSerialNumber()));
      aside(page, "issued by " + KeyName.name(certificate.getIssuerX500Principal()));
    }
    aside(
        page,
        covered
            + " "
            + JsonMessage.integrity(signer)
            + ", From "
            + words(signer.binding())
            + ", revocation "
            + words(signer.revocation())
            + " ("
            + signer.scheme()
            + ", "
            + signer.digest()
            + ")");
    signer
        .signingTime()
        .ifPresent(time -> aside(page, "signed at " + time + ", as the signer says"));
    for (Note note : signer.notes()) {
      aside(page, "note " + note);
    }
    for (SignerVerdict countersignature : signer.countersignatures()) {
      aside(page, "this signature is countersigned:");
      signer(page, countersignature, "this signature");
    }
    page.close();
  }

  private static void part(Html page, Anatomy.PartOutcome part, List<LayerOutcome> layers) {
    page.open("li").said(part.mediaType());
    if (part.fileName() != null) {
      page.text(", ").said(part.fileName());
    }
    if (part.octets() >= 0) {
      page.text(" ")
          .element("small", String.format(Locale.ROOT, "%,d octets as sent", part.octets()));
    }
    if (part.layers().isEmpty()) {
      page.element("span", "chip", "no layer: anybody may have added it");
    }
    for (int layer : part.layers()) {
      page.element("span", "chip", layer + " " + kind(layers.get(layer - 1)));
    }
    if (part.inside() != null || !part.children().isEmpty()) {
      page.open("ul");
      part.children().forEach(child -> part(page, child, layers));
      if (part.inside() != null) {
        part(page, part.inside(), layers);
      }
      page.close();
    }
    page.close().newLine();
  }

  private static String kind(LayerOutcome layer) {
    if (layer instanceof LayerOutcome.Encrypted) {
      return "encrypted";
    }
    if (layer instanceof LayerOutcome.Signed signed) {
      return "signed, " + JsonMessage.verdict(signed.worst());
    }
    if (layer instanceof LayerOutcome.Receipt) {
      return "receipt";
    }
    return layer instanceof LayerOutcome.Compressed ? "compressed" : "certificates";
  }

  /** The header inside, each field beside what became of it outside. */
  private static void header(Html page, HeaderOutcome headers) {
    section(page, "Protected header, by " + words(headers.scheme())).open("table");
    page.open("thead").open("tr");
    List.of("field", "inside", "protected by", "outside")
        .forEach(title -> page.element("th", title));
    page.close().close().open("tbody").newLine();
    for (ProtectedField field : headers.fields()) {
      page.open("tr").open("td").said(field.name()).close();
      page.open("td").said(field.text()).close();
      page.element("td", words(field.protection()));
      page.open("td").text(words(field.outside()));
      if (field.outside() == ProtectedField.Outside.ALTERED
          || field.outside() == ProtectedField.Outside.OBSCURED) {
        field.outerValue().ifPresent(value -> page.text(": ").said(value));
      }
      page.close().close().newLine();
    }
    page.close().close();
    if (!headers.addedOutside().isEmpty()) {
      aside(
          page,
          "added outside, but not by the author: " + String.join(", ", headers.addedOutside()));
    }
    page.close().newLine();
  }

  private static void content(Html page, MessageOutcome outcome) {
    MessageOutcome.Content content = outcome.content();
    if (content != null) {
      section(page, "Content, not shown here").open("p");
      if (content.mediaType() != null) {
        page.said(content.mediaType()).text(", ");
      }
      page.text(String.format(Locale.ROOT, "%,d octets, SHA-256 ", content.length()));
      page.element("span", "hash", content.sha256()).close().close().newLine();
    }
    if (outcome.authenticationResults() != null) {
      section(page, "Authentication-Results").open("p");
      page.said(outcome.authenticationResults()).close().close().newLine();
    }
  }

  private static String words(Enum<?> value) {
    return words(value.name());
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String style() throws IOException {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IOException("report.css is missing from this program");
      }
      // The hash is over what a browser reads: lines end in LF there.
      return new String(css.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }

  private static String hash(String style) throws IOException {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new SmimeException.ProviderUnavailable("SHA-256", "this Java lacks it");
    }
  }
}
