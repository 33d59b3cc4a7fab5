package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A page of {@code --html} as it is on the disk: well-formed to the last octet, or no page. */
final class HtmlPage {

  /** All that a page is made of: nothing loads, runs, sends or leads anywhere. */
  static final String[] MADE_OF = {
    "@charset",
    "@class",
    "@content",
    "@http-equiv",
    "@lang",
    "@name",
    "article",
    "bdi",
    "body",
    "div",
    "footer",
    "h1",
    "h2",
    "head",
    "header",
    "li",
    "main",
    "meta",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "html",
  };

  private final Element root;

  private HtmlPage(Element root) {
    this.root = root;
  }

  static HtmlPage read(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, false);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setEntityResolver(
        (publicId, systemId) -> {
          throw new SAXException("the page refers to " + systemId);
        });
    builder.setErrorHandler(null);
    byte[] page = Files.readAllBytes(file);
    return new HtmlPage(builder.parse(new ByteArrayInputStream(page)).getDocumentElement());
  }

  List<Element> all(String element) {
    return under(root, element);
  }

  static List<Element> under(Element top, String element) {
    NodeList nodes = top.getElementsByTagName(element);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  /** The elements of a class in an element. */
  static List<Element> ofClass(Element top, String name) {
    return under(top, "*").stream()
        .filter(each -> List.of(each.getAttribute("class").split(" ")).contains(name))
        .toList();
  }

  /** Names of all elements and attributes. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    List<Element> elements = under(root, "*");
    elements.add(root);
    for (Element element : elements) {
      names.add(element.getTagName());
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        Node attribute = element.getAttributes().item(i);
        names.add("@" + attribute.getNodeName());
      }
    }
    return names;
  }

  /** What the policy must allow for the style of the page, and nothing besides. */
  String styleHash() throws Exception {
    String style = all("style").get(0).getTextContent();
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes("UTF-8")));
  }

  String policy() throws IOException {
    for (Element meta : all("meta")) {
      if (meta.getAttribute("http-equiv").equals("Content-Security-Policy")) {
        return meta.getAttribute("content");
      }
    }
    throw new IOException("the page has no policy");
  }

  /** The text of the section with this title; empty if there is none. */
  static String text(Element article, String title) {
    return under(article, "section").stream()
        .map(Element::getTextContent)
        .filter(text -> text.startsWith(title))
        .findFirst()
        .orElse("");
  }

  /** One model, several writers: what the page says of a message is what the JSON says. */
  static void assertAgree(Element article, Json report) {
    String badge = ofClass(article, "badge").get(0).getTextContent();
    assertThat(badge).isEqualTo(badge(report));
    assertThat(article.getAttribute("class").equals("good")).isEqualTo(badge.equals("TRUSTED"));
    assertThat(
            ofClass(article, "layer").stream()
                .map(layer -> under(layer, "strong").get(0).getTextContent())
                .map(kind -> kind.toLowerCase(Locale.ROOT)))
        .containsExactlyElementsOf(
            report.get("layers").list().stream().map(each -> each.get("kind").text()).toList());
    if (report.names().contains("notes")) {
      assertThat(text(article, "Notes and warnings")).contains(report.get("notes").strings());
    }
  }

  /** The headline, worked out from the other report. */
  private static String badge(Json report) {
    String outcome = report.get("outcome").text();
    if (!outcome.equals("opened") && !outcome.equals("partly-opened")) {
      return outcome.equals("not-smime") ? "NO S/MIME" : "NOT OPENED";
    }
    Set<String> kinds =
        report.get("layers").list().stream()
            .map(each -> each.get("kind").text())
            .collect(Collectors.toSet());
    boolean receiptAlone = kinds.contains("receipt") && !kinds.contains("signed");
    String badge = receiptAlone ? "RECEIPT" : "NOT SIGNED";
    for (Json layer : report.get("layers").list()) {
      if (layer.get("kind").text().equals("signed")
          && layer.get("coverage").text().equals("whole")) {
        List<String> verdicts =
            layer.get("signers").list().stream().map(each -> each.get("verdict").text()).toList();
        badge =
            List.of("broken", "untrusted", "unknown", "trusted").stream()
                .filter(verdicts::contains)
                .findFirst()
                .orElseThrow()
                .toUpperCase(Locale.ROOT);
      }
    }
    return badge;
  }
}
