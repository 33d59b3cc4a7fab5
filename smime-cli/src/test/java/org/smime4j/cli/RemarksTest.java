package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes and findings on who wrote a message and when stand in all reports, in plain words. */
class RemarksTest {

  private static final List<Object> BOB =
      List.of(
          "--key", Run.vector("pki/bob.pfx"), "--password-file", Run.vector("pki/passwords.txt"));
  private static final List<Object> TRUST = List.of("--trust", Run.vector("trust"));

  @TempDir private Path folder;

  /** A mail that Bob signs, of a time that lies this far from now. */
  private Path signed(String fields, Duration off, String... options) throws Exception {
    String mail =
        "From: bob@example.org\r\nTo: alice@example.org\r\nSubject: hello\r\nDate: "
            + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(off))
            + "\r\n"
            + fields
            + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nDear Alice\r\n";
    Run run =
        Run.withInput(
            mail.getBytes(StandardCharsets.UTF_8), "sign", BOB, List.of((Object[]) options));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return Files.write(folder.resolve("signed.eml"), run.out());
  }

  private HtmlPage page(Path mail) throws Exception {
    Path html = folder.resolve("report.html");
    Run.of("open", "--html", html, TRUST, mail);
    return HtmlPage.read(html);
  }

  private static Json signer(Json report) {
    return report.get("layers").list().get(0).get("signers").list().get(0);
  }

  @Test
  void b6_anotherSenderAndAnotherAddressForAnswersAreNotes() throws Exception {
    Path mail =
        signed(
            "Sender: mallory@evil.example\r\nReply-To: bob@example.org, trudy@evil.example\r\n",
            Duration.ZERO);
    String sender =
        "SENDER_DIFFERS: The message is from bob@example.org and was sent by mallory@evil.example";
    String answers =
        "REPLY_TO_DIFFERS: The message is from bob@example.org and asks for answers to"
            + " trudy@evil.example";
    assertThat(Run.of("open", TRUST, mail).text()).contains("TRUSTED  bob", sender, answers);
    Json report = Run.of("open", "--json", TRUST, mail).only();
    assertThat(report.get("notes").strings()).containsExactly("SENDER_DIFFERS", "REPLY_TO_DIFFERS");
    assertThat(signer(report).get("verdict").text()).isEqualTo("trusted");
    assertThat(HtmlPage.text(page(mail).all("article").get(0), "Notes and warnings"))
        .contains(
            sender.substring(sender.indexOf("The")), answers.substring(answers.indexOf("The")))
        .contains("SENDER_DIFFERS", "REPLY_TO_DIFFERS");
  }

  @Test
  void b6_whoAlsoIsTheAuthorIsNoNote() throws Exception {
    Path mail =
        signed("Sender: Bob <bob@example.org>\r\nReply-To: bob@example.org\r\n", Duration.ZERO);
    assertThat(Run.of("open", "--json", TRUST, mail).only().names()).doesNotContain("notes");
  }

  @Test
  void b13_aWrongZoneIsANote() throws Exception {
    Path mail = signed("", Duration.ofHours(-5));
    assertThat(Run.of("open", TRUST, mail).text()).contains("TRUSTED  bob", "note DATE_ZONE: ");
    Json signer = signer(Run.of("open", "--json", TRUST, mail).only());
    assertThat(signer.get("verdict").text()).isEqualTo("trusted");
    assertThat(signer.get("notes").strings()).contains("DATE_ZONE");
    assertThat(page(mail).all("article").get(0).getTextContent()).contains("note DATE_ZONE: ");
    // Of several hours and a quarter no zone is wrong.
    Path other = signed("", Duration.ofMinutes(-5 * 60 - 15));
    assertThat(signer(Run.of("open", "--json", TRUST, other).only()).get("findings").strings())
        .containsExactly("DATE_MISMATCH");
  }

  @Test
  void b7_whatIsAmbiguousSaysWhy() throws Exception {
    Path mail = signed("", Duration.ZERO);
    Files.writeString(mail, "From: alice@example.org\r\n" + Files.readString(mail));
    String report = Run.of("open", TRUST, mail).text();
    assertThat(report)
        .contains("UNTRUSTED  bob@example.org")
        .containsPattern("AMBIGUOUS: .*From")
        .contains("the content is what was signed");
    Json signer = signer(Run.of("open", "--json", TRUST, mail).only());
    assertThat(signer.get("findings").strings()).containsExactly("AMBIGUOUS");
    HtmlPage page = page(mail);
    assertThat(page.all("h1").get(0).getTextContent())
        .startsWith("UNTRUSTED")
        .contains("AMBIGUOUS");
  }
}
