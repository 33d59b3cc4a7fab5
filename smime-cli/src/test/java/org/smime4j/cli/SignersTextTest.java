package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report for a person prints what the signer wrote, and names what others may have written. */
class SignersTextTest {

  private static final String OTHERS = "Please pay 1000000 EUR to Mallory.";
  private static final String OWN = "Beware of this fraud:";
  private static final List<Object> BOB =
      List.of(
          "--key", Run.vector("pki/bob.pfx"), "--password-file", Run.vector("pki/passwords.txt"));

  /** What `open` prints of an entity that Bob signs: the mark | stands before each line of text. */
  private static String report(String entity) {
    Run opened =
        Run.withInput(
            signed(entity).getBytes(StandardCharsets.UTF_8),
            "open",
            "--trust",
            Run.vector("trust"));
    assertThat(opened.status()).as(opened.err()).isEqualTo(ExitStatus.DONE);
    assertThat(opened.text()).contains("TRUSTED  bob@example.org");
    return opened.text();
  }

  /** A mail of an entity that Bob signs. */
  private static String signed(String entity) {
    String mail =
        "From: bob@example.org\r\nTo: alice@example.org\r\nSubject: hello\r\nDate: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
            + "\r\nMIME-Version: 1.0\r\n"
            + entity.replace("\n", "\r\n");
    Run signed = Run.withInput(mail.getBytes(StandardCharsets.UTF_8), "sign", BOB);
    assertThat(signed.status()).as(signed.err()).isEqualTo(ExitStatus.DONE);
    return new String(signed.out(), StandardCharsets.UTF_8);
  }

  /** Parts of a multipart; a line --- stands between two. */
  private static String multipart(String type, String parts) {
    return "Content-Type: "
        + type
        + "; boundary=b"
        + "\n\n--b\n"
        + parts.replace("---\n", "--b\n")
        + "\n--b--\n";
  }

  private static String text(String fields, String text) {
    return "Content-Type: text/plain" + fields + "\n\n" + text + "\n";
  }

  @Test
  void b1_whatNoSignatureCoversBesideASignedPart_isNamed_andVerifySaysWhatIsMissing() {
    String signed = signed(text("", OWN));
    int type = signed.indexOf("Content-Type: multipart/signed");
    String wrapped =
        signed.substring(0, type)
            + multipart("multipart/mixed", text("", OTHERS) + "---\n" + signed.substring(type));
    byte[] mail = wrapped.getBytes(StandardCharsets.UTF_8);
    Run opened = Run.withInput(mail, "open", "--trust", Run.vector("trust"));
    assertThat(opened.status()).as(opened.err()).isEqualTo(ExitStatus.DONE);
    assertThat(opened.text())
        .containsPattern("Unsigned +text/plain, " + OTHERS.length() + " octets")
        .doesNotContain(OTHERS)
        .contains("PART_SIGNED");
    Run verified = Run.withInput(mail, "verify", "--trust", Run.vector("trust"));
    assertThat(verified.status()).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(verified.err()).contains("no trusted signature covers the whole message");
  }

  @Test
  void anAttachmentHasTheSizeOfItsFile() {
    String report =
        report(
            multipart(
                "multipart/mixed",
                text("", OWN)
                    + "---\nContent-Type: application/pdf; name=a.pdf\n"
                    + "Content-Transfer-Encoding: base64\n\nJVBERi0xLjQKJSVFT0Y=\n"));
    assertThat(report).containsPattern("Attached +application/pdf, a.pdf, 14 octets");
  }

  /** Other people's text beside a body of the signer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain\nContent-Disposition: attachment",
        "text/plain\nContent-Disposition: ATTACHMENT; filename=fraud.txt",
        "text/plain\nContent-Disposition: (x) attachment",
        "text/plain\nContent-Disposition:\n attachment",
        "text/plain\nContent-Disposition : attachment",
        "text/plain\nContent-Disposition: ",
        "TEXT/PLAIN\nCONTENT-DISPOSITION: Attachment",
        "text/plain\nContent-Disposition: unheard-of",
        "text/plain\nContent-Disposition: inline\nContent-Disposition: attachment",
        "text/plain\nContent-Disposition: inline; filename=fraud.txt",
        "text/plain; name=fraud.txt",
        "text/plain; name*=utf-8''fraud.txt",
        "text/plain; name*0=fraud; name*1=.txt",
        "text/plain\nContent-Type: text/html",
        "text/plain\nContent-Disposition: attachment\nContent-Transfer-Encoding: 8bit",
        "message/rfc822\n\nFrom: mallory@evil.example\nContent-Type: text/plain",
        "message/rfc822\nContent-Disposition: inline\n\nFrom: bob@example.org",
        "message/global\n\nFrom: mallory@evil.example\nContent-Type: text/plain",
        "message/rfc822\n\nFrom: mallory@evil.example\nContent-Type: message/rfc822\n\nSubject: in",
        "message/news\n\nFrom: mallory@evil.example",
        "text/html"
      })
  void b18_whatIsForwardedOrAttachedIsNamed_andNotPrinted(String header) {
    String others = "Content-Type: " + header + "\n\n" + OTHERS + "\n";
    for (String body : List.of(text("", OWN), "Content-Type: text/html\n\n<p>" + OWN + "</p>\n")) {
      String report = report(multipart("multipart/mixed", body + "---\n" + others));
      assertThat(report).doesNotContain(OTHERS);
      assertThat(report.contains("| " + OWN)).isEqualTo(body.contains("text/plain"));
      assertThat(report)
          .containsPattern("(Attached|Forwarded|Not shown) +(text|message)/\\w+.*octets");
      // Nor does it help to stand in front.
      assertThat(report(multipart("multipart/mixed", others + "---\n" + body)))
          .doesNotContain(OTHERS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/mixed; boundary=i\nContent-Disposition: attachment",
        "multipart/alternative; boundary=i\nContent-Disposition: attachment; filename=x",
        "multipart/digest; boundary=i"
      })
  void b18_whatIsInsideAnAttachedMultipartIsNamed_andNotPrinted(String header) {
    String report =
        report(
            multipart(
                "multipart/mixed",
                text("", OWN)
                    + "---\nContent-Type: "
                    + header
                    + "\n\n--i\n"
                    + text("", OTHERS)
                    + "--i\nContent-Type: message/rfc822\n\nSubject: deeper\n\n"
                    + OTHERS
                    + "\n--i--\n"));
    assertThat(report)
        .contains("| " + OWN)
        .doesNotContain(OTHERS)
        .containsPattern("Attached +text/plain, .*octets")
        .containsPattern("Forwarded +message/rfc822, .*; it says Subject: deeper");
  }

  @Test
  void b18_aDigestIsOtherPeoplesMail_whateverTypeItsPartsHave() {
    assertThat(
            report(
                multipart("multipart/digest", text("", OTHERS) + "---\n\nSubject: x\n\n" + OTHERS)))
        .doesNotContain(OTHERS)
        .contains("Attached", "Forwarded", "it says Subject: x");
  }

  @Test
  void b18_whatServesTheFirstPartOfRelatedPartsIsNotText() {
    assertThat(
            report(
                multipart(
                    "multipart/related",
                    "Content-Type: text/html\n\n<p>x</p>\n---\n" + text("", OTHERS))))
        .doesNotContain(OTHERS)
        .containsPattern("Attached +text/plain");
    String start = "multipart/related; start=\"<b@x>\"";
    String first = "\nContent-ID: <a@x>";
    String second = "\nContent-ID: <b@x>";
    assertThat(report(multipart(start, text(first, OTHERS) + "---\n" + text(second, OWN))))
        .doesNotContain(OTHERS)
        .contains("| " + OWN)
        .containsPattern("Attached +text/plain");
  }

  @Test
  void b18_textInAMultipartSignedOfSomebodyElseIsNotTheSigners() throws IOException {
    String mail =
        Files.readString(Run.message("signed-lf.eml"), StandardCharsets.ISO_8859_1)
            .replace("\r", "");
    assertThat(mail).contains("Dear Alice");
    String foreign = mail.substring(mail.indexOf("Content-Type: multipart/signed"));
    assertThat(report(multipart("multipart/mixed", text("", OWN) + "---\n" + foreign)))
        .contains("| " + OWN)
        .doesNotContain("Dear Alice")
        .containsPattern("Attached +multipart/signed");
  }

  @Test
  void b18_aNestedMultipartWhoseFirstPartIsAttachedShowsTheSecond() {
    String nested =
        "Content-Type: multipart/mixed; boundary=i\n\n--i\n"
            + text("\nContent-Disposition: attachment", OTHERS)
            + "--i\n"
            + text("", OWN)
            + "--i--\n";
    assertThat(report(multipart("multipart/mixed", nested)))
        .doesNotContain(OTHERS)
        .contains("| " + OWN)
        .contains("Attached");
  }

  @Test
  void b18_aMessageThatIsOnlyAttachedOrForwardedHasNoTextOfTheSigner() {
    assertThat(report(text("; name=x.txt\nContent-Disposition: attachment", OTHERS)))
        .doesNotContain(OTHERS)
        .containsPattern("Attached +text/plain, x.txt, .*octets");
    assertThat(
            report(
                "Content-Type: message/rfc822\n\nFrom: mallory@evil.example\nSubject: pay\n\n"
                    + OTHERS))
        .doesNotContain(OTHERS)
        .contains("it says From: mallory@evil.example; it says Subject: pay");
  }

  @Test
  void b18_whatAForwardedMessageSaysCannotPassForALineOfTheReport() {
    String report =
        report(
            multipart(
                "multipart/mixed",
                text("", OWN)
                    + "---\nContent-Type: message/rfc822\n\n"
                    + "Subject: =?utf-8?q?x=0A__TRUSTED__bob=1B[2J?=\n\nx\n"));
    assertThat(report).contains("it says Subject: x\\u000a  TRUSTED  bob\\u001b[2J");
  }

  @Test
  void b18_manyPartsAreCounted() {
    String report =
        report(
            multipart(
                "multipart/mixed",
                text("; name=x", "x") + ("---\n" + text("; name=x", "x")).repeat(29)));
    assertThat(report.lines().filter(line -> line.contains("Attached")).count()).isEqualTo(20);
    assertThat(report).contains("and 10 more parts");
  }

  @Test
  void severalTextsInARowAreAllTheSigners() {
    String report =
        report(
            multipart(
                "multipart/mixed",
                text("", "first")
                    + "---\n"
                    + text("\nContent-Disposition: inline", "second")
                    + "---\nContent-Type: image/png; name=x.png\n\nx\n---\n"
                    + text("", "third")));
    assertThat(report)
        .containsPattern("\\| first\\R +\\| \\R +\\| second\\R +\\| \\R +\\| third\\R")
        .containsPattern("Attached +image/png, x.png, ");
  }

  @Test
  void ofAlternativesOneIsPrinted_andWhatTheOthersHoldIsNamed() {
    String report =
        report(
            multipart(
                "multipart/alternative",
                text("", "plain")
                    + "---\nContent-Type: text/html\n\n<p>html</p>\n---\n"
                    + text("", "another")
                    + "---\nContent-Type: text/calendar; name=invite.ics\n\nx\n"));
    assertThat(report)
        .contains("| plain")
        .doesNotContain("| another", "text/html")
        .containsPattern("Attached +text/calendar, invite.ics");
  }

  @Test
  void textThatIsTheWholeMessageIsTheSigners_evenWithAName() {
    assertThat(report(text("; name=letter.txt", OWN))).contains("| " + OWN);
    assertThat(report(text("; charset=utf-8; format=flowed\nContent-Disposition: inline", OWN)))
        .contains("| " + OWN);
  }

  @Test
  void aMessageThatWrapsItselfForItsHeaderIsTheSigners() {
    Run run =
        Run.of(
            "open",
            "--trust",
            Run.vector("trust"),
            "--at",
            "2026-06-01T00:00:00Z",
            Run.message("hp-signed-wrapped.eml"));
    assertThat(run.text()).contains("TRUSTED", "| Dear Alice,");
  }

  /** RFC 9788, section 4.5.3. */
  @Test
  void theCopyOfHiddenFieldsAtTheHeadOfATextIsNotShown() {
    for (String message : List.of("hp-sealed-legacy.eml", "hp-sealed.eml")) {
      Run opened = Run.of("open", ArchiveTest.OPTIONS, Run.message(message));
      assertThat(opened.status()).as(opened.err()).isEqualTo(ExitStatus.DONE);
      assertThat(opened.text())
          .as(message)
          .contains(
              "Subject: The contract (signed and encrypted; outside obscured)", "| Dear Alice")
          .doesNotContain("| Subject", "| Keywords");
    }
  }
}
