package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The page of {@code --html}: what is on it, and what no message can make of it. */
class HtmlReportTest {

  static final List<Object> OPTIONS =
      List.of(
          "--keys",
          Run.vector("history"),
          "--password-file",
          Run.vector("pki/passwords.txt"),
          "--trust",
          Run.vector("trust"),
          "--at",
          "2026-06-01T00:00:00Z");

  static final String HOSTILE =
      "<script>document.title='it ran'</script><img src=x onerror=\"document.title='it ran'\">"
          + "</bdi></td><style>*{display:none}</style>&lt;";

  @TempDir private Path folder;

  private HtmlPage page(Object... messages) throws Exception {
    Path file = folder.resolve("report.html");
    Run run = Run.of("open", "--html", file, OPTIONS, List.of(messages));
    assertThat(run.status()).as(run.err()).isNotEqualTo(ExitStatus.BAD_USAGE);
    return HtmlPage.read(file);
  }

  /** A mail of a hostile author, whose header fields and file names are markup. */
  static Path hostile(Path folder) throws IOException {
    Path mail = folder.resolve("hostile.eml");
    Files.writeString(
        mail,
        "From: \""
            + HOSTILE.replace("\"", "\\\"")
            + "\" <mallory@example.org>\r\nTo: alice@example.org\r\n"
            + "Subject: =?utf-8?b?"
            + java.util.Base64.getEncoder()
                .encodeToString((HOSTILE + "\u202ETRUSTED\u0007").getBytes(StandardCharsets.UTF_8))
            + "?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nthe secret of the text\r\n"
            + "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment;"
            + " filename=\"<script>fdp.exe</script>.txt\"\r\n\r\nx\r\n--b--\r\n");
    Path signed = folder.resolve("hostile & <b>signed.eml");
    Run run =
        Run.of(
            "sign",
            "--key",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            "--out",
            signed,
            mail);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return signed;
  }

  @Test
  void anHonestMessage_isSeenAtOnce_withItsLayersPartsAndHeader() throws Exception {
    HtmlPage page = page(Run.message("hp-sealed-legacy.eml"));
    Element article = page.all("article").get(0);
    assertThat(article.getAttribute("class")).isEqualTo("good");
    assertThat(page.all("h1").get(0).getTextContent())
        .startsWith("TRUSTED")
        .contains("bob@example.org");
    assertThat(HtmlPage.ofClass(article, "layer"))
        .extracting(Element::getTextContent)
        .satisfiesExactly(
            encrypted ->
                assertThat(encrypted)
                    .contains("Encrypted", "the whole message", "authenticated", "aes256-gcm")
                    .contains("opened with the key of CN=alice-2025"),
            signed -> assertThat(signed).contains("Signed", "the whole message", "TRUSTED"));
    assertThat(HtmlPage.text(article, "Parts"))
        .contains("text/plain")
        .contains("1 encrypted")
        .contains("2 signed, trusted");
    assertThat(HtmlPage.text(article, "Protected header"))
        .contains("The contract", "signed and encrypted", "obscured: [...]");
    assertThat(HtmlPage.text(article, "As its header outside says"))
        .contains("Bob <bob@example.org>");
    assertThat(article.getTextContent()).doesNotContain("Dear Alice");
  }

  @Test
  void aForgedSender_andAPartThatAnybodyAdded_areSeenAtOnce() throws Exception {
    HtmlPage page = page(Run.message("b12-both-other.eml"), Run.message("b1-appended.eml"));
    Element forged = page.all("article").get(0);
    assertThat(forged.getAttribute("class")).isEqualTo("bad");
    assertThat(page.all("h1").get(0).getTextContent())
        .startsWith("UNTRUSTED")
        .contains("ADDRESS_MISMATCH")
        .contains("carol@example.org");
    Element appended = page.all("article").get(1);
    assertThat(appended.getAttribute("class")).isEqualTo("doubtful");
    assertThat(page.all("h1").get(1).getTextContent()).startsWith("NOT SIGNED");
    assertThat(HtmlPage.text(appended, "Parts"))
        .contains("no layer: anybody may have added it", "1 signed, trusted");
    assertThat(HtmlPage.text(appended, "Notes and warnings")).contains("PART_SIGNED");
  }

  @Test
  void aCountersignature_standsInTheSignerThatItCovers() throws Exception {
    HtmlPage page = page(Run.message("countersigned.eml"));
    Element layer = HtmlPage.ofClass(page.all("article").get(0), "layer").get(0);
    assertThat(HtmlPage.under(layer, "div"))
        .hasSize(2)
        .element(1)
        .satisfies(
            inner ->
                assertThat(inner.getTextContent()).contains("this signature is what was signed"))
        .satisfies(
            inner -> assertThat(((Element) inner.getParentNode()).getTagName()).isEqualTo("div"));
  }

  @Test
  void markupOfAStranger_isTextOnThePage() throws Exception {
    HtmlPage page = page(hostile(folder));
    assertThat(page.names()).isSubsetOf(HtmlPage.MADE_OF).doesNotContain("script", "img");
    assertThat(page.all("style")).hasSize(1);
    String text = page.all("body").get(0).getTextContent();
    assertThat(text)
        .contains(HOSTILE + "\\u202eTRUSTED\\u0007")
        .contains("<script>fdp.exe</script>.txt")
        .contains("hostile & <b>signed.eml")
        .doesNotContain("\u202E")
        .doesNotContain("the secret of the text");
    assertThat(page.all("article").get(0).getAttribute("class")).isEqualTo("bad");
  }

  @Test
  void thePolicyAllowsTheStyleOfThePage_andNothingElse() throws Exception {
    HtmlPage page = page(Run.message("not-smime.eml"));
    assertThat(page.policy())
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-"
                + page.styleHash()
                + "'; base-uri 'none'; form-action 'none'");
  }

  @Test
  void thePageIsForItsOwner_andReplacesTheOneBefore() throws Exception {
    Path file = Files.writeString(folder.resolve("report.html"), "before");
    page(Run.message("triple.eml"));
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void noMessageIsWrittenOver_andAPlaceThatIsNoneIsASentence() throws Exception {
    Path message = Files.copy(Run.message("triple.eml"), folder.resolve("a.eml"));
    Run over = Run.of("open", "--html", message, OPTIONS, message);
    assertThat(over.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(over.err()).contains("--html").contains("this would write over");
    assertThat(message).hasSameBinaryContentAs(Run.message("triple.eml"));
    for (Path place : List.of(folder, folder.resolve("absent").resolve("report.html"))) {
      Run run = Run.of("open", "--html", place, OPTIONS, message);
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      BadInputTest.noTrace(run);
    }
  }
}
