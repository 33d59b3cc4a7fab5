package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.Finding;
import org.smime4j.reports.Deliveries;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What is written, by RFC 9788; the fields are those of its Appendix C. */
public class HeaderProtectionTest {

  private static final String FIELDS =
      "Received: by x\r\nSubject: The plan\r\nFrom: Alice <alice@example.org>\r\n"
          + "To: Bob <bob@example.org>, \"C., Carol\" <carol@Example.org>\r\n"
          + "Date: Sat, 20 Feb 2021 10:09:02 -0500\r\nKeywords: secret\r\n";
  private static final String MESSAGE =
      FIELDS + "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello Bob\r\n";

  @Test
  void a22_signed_hasItsFieldsInside_andAllOutside() throws IOException {
    for (SealedMail signed :
        List.of(
            Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal(),
            Outgoing.of(octets(MESSAGE)).signedOpaquelyBy(People.SIGNER).seal())) {
      assertThat(text(signed.bytes())).startsWith(FIELDS + "MIME-Version: 1.0\r\n");
      assertThat(payload(signed))
          .isEqualTo(
              FIELDS.replace("Received: by x\r\n", "")
                  + "Content-Type: text/plain; charset=us-ascii;\r\n\thp=\"clear\"\r\n\r\n"
                  + "Hello Bob\r\n");
    }
  }

  @Test
  void encrypted_hidesTheSubject_andSaysInsideWhatIsOutside() throws IOException {
    String outside =
        "From: Alice <alice@example.org>\r\n"
            + "To: Bob <bob@example.org>, \"C., Carol\" <carol@Example.org>\r\n"
            + "Date: Sat, 20 Feb 2021 10:09:02 -0500\r\n";
    String inside =
        FIELDS.replace("Received: by x\r\n", "")
            + "HP-Outer: Subject: [...]\r\nHP-Outer: "
            + outside.replace("\r\n", "\r\nHP-Outer: ").replaceAll("HP-Outer: $", "")
            + "Content-Type: text/plain; charset=us-ascii;\r\n\thp-legacy-display=\"1\";\r\n"
            + "\thp=\"cipher\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
            + "Subject: The plan\r\n\r\nHello Bob\r\n";
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    Outgoing.of(octets(MESSAGE))
        .signedBy(People.SIGNER)
        .encryptedBy(People.ENCRYPTOR)
        .hidingSubject()
        .writeTo(streamed);
    for (ByteSource sealed :
        List.of(
            Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).hidingSubject().seal(),
            Outgoing.of(octets(MESSAGE))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal(),
            ByteSource.of(streamed.toByteArray()))) {
      assertThat(text(sealed.bytes()))
          .startsWith("Received: by x\r\nSubject: [...]\r\n" + outside + "MIME-Version: 1.0\r\n");
      assertThat(payload(sealed)).isEqualTo(inside);
    }
  }

  @Test
  void shy_alsoHidesNamesAndTimeZone_andNoAddress() throws IOException {
    SealedMail sealed =
        Outgoing.of(octets(MESSAGE))
            .encryptedBy(People.ENCRYPTOR)
            .hidingSubjectAndNames()
            .withoutLegacyDisplay()
            .seal();
    String outside =
        "Subject: [...]\r\nFrom: alice@example.org\r\n"
            + "To: bob@example.org,\r\n carol@example.org\r\n"
            + "Date: Sat, 20 Feb 2021 15:09:02 +0000\r\n";
    assertThat(text(sealed.bytes()))
        .startsWith("Received: by x\r\n" + outside + "MIME-Version: 1.0\r\n");
    assertThat(payload(sealed))
        .contains("HP-Outer: Date: Sat, 20 Feb 2021 15:09:02 +0000\r\n")
        .contains("\r\nTo: Bob <bob@example.org>, \"C., Carol\" <carol@Example.org>\r\n")
        .endsWith("\thp=\"cipher\"\r\n\r\nHello Bob\r\n");
  }

  @Test
  void whatCannotBeReadForCertain_isNotTakenApart() throws IOException {
    String fields = "From: Alice\r\nTo: undisclosed-recipients:;\r\nDate: yesterday\r\n";
    SealedMail sealed =
        Outgoing.of(octets(fields + "\r\nx\r\n"))
            .encryptedBy(People.ENCRYPTOR)
            .hidingSubjectAndNames()
            .seal();
    assertThat(text(sealed.bytes())).startsWith(fields + "MIME-Version: 1.0\r\n");
  }

  @Test
  void hidingNothing_andNone_areWhatTheySay() throws IOException {
    ByteSource message = ByteSource.of(octets(MESSAGE));
    SealedMail open = Outgoing.of(message).encryptedBy(People.ENCRYPTOR).seal();
    assertThat(text(open.bytes())).startsWith(FIELDS + "MIME-Version: 1.0\r\n");
    assertThat(payload(open))
        .contains("hp=\"cipher\"", "HP-Outer: Subject: The plan\r\n", "HP-Outer: Keywords: ")
        .endsWith("\r\n\r\nHello Bob\r\n");
    String entity = "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello Bob\r\n";
    assertThat(
            payload(
                Outgoing.of(message)
                    .encryptedBy(People.ENCRYPTOR)
                    .withoutHeaderProtection()
                    .seal()))
        .isEqualTo(entity);
    assertThat(
            payload(Outgoing.of(message).signedBy(People.SIGNER).withoutHeaderProtection().seal()))
        .isEqualTo(entity);
    String alone = "Content-Type: text/plain\r\n\r\nno field to protect\r\n";
    assertThat(payload(Outgoing.of(octets(alone)).signedBy(People.SIGNER).seal())).isEqualTo(alone);
  }

  @Test
  void a18_blindCopies_areNotInside() throws IOException {
    ByteSource message = ByteSource.of(octets("Bcc: carol@example.org\r\n" + MESSAGE));
    assertThat(payload(Outgoing.of(message).signedBy(People.SIGNER).seal())).doesNotContain("Bcc:");
    List<Deliveries.Delivery> copies =
        Outgoing.of(message)
            .signedBy(People.SIGNER)
            .encryptedBy(People.UNADDRESSED)
            .hidingSubject()
            .sealEach(People.plan("bob@example.org"), Unreachable.REFUSE)
            .encrypted();
    assertThat(copies).hasSize(1);
    for (Deliveries.Delivery copy : copies) {
      SealedMail each = copy.message();
      assertThat(payload(each)).doesNotContain("Bcc:").contains("Subject: The plan");
      assertThat(text(each.bytes())).doesNotContain("Bcc:", "The plan");
    }
  }

  @Test
  void whatIsSealedAlready_keepsWhatItHasInside() throws IOException {
    SealedMail signed = Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal();
    SealedMail sealed = Outgoing.of(signed).encryptedBy(People.ENCRYPTOR).seal();
    assertThat(payload(sealed)).isEqualTo(payload(signed)).contains("hp=\"clear\"");
    assertThat(text(sealed.bytes())).contains("Subject: The plan");
  }

  @Test
  void b7_fieldsThatCannotBeHidden_areNoted() throws IOException {
    for (SealedMail layer :
        List.of(
            Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal(),
            Outgoing.of(octets(MESSAGE)).signedOpaquelyBy(People.SIGNER).seal())) {
      SealedMail sealed = Outgoing.of(layer).encryptedBy(People.ENCRYPTOR).hidingSubject().seal();
      assertThat(notHidden(sealed)).hasSize(1).first().asString().endsWith(": Subject, Keywords");
      assertThat(notHidden(Outgoing.of(layer).encryptedBy(People.ENCRYPTOR).seal())).isEmpty();
      assertThat(
              notHidden(Outgoing.of(sealed).encryptedBy(People.ENCRYPTOR).hidingSubject().seal()))
          .hasSize(1);
    }
    SealedMail hidden =
        Outgoing.of(octets(MESSAGE))
            .signedBy(People.SIGNER)
            .encryptedBy(People.ENCRYPTOR)
            .hidingSubject()
            .seal();
    assertThat(notHidden(hidden)).isEmpty();
    String again = text(hidden.bytes());
    assertThat(
            notHidden(
                Outgoing.of(octets(again)).encryptedBy(People.ENCRYPTOR).hidingSubject().seal()))
        .isEmpty();
  }

  private static List<String> notHidden(SealedMail sealed) {
    return sealed.report().notes().stream()
        .filter(note -> note.code().name().equals("NOT_HIDDEN"))
        .map(Finding::sentence)
        .toList();
  }

  @Test
  void b7_aFileThatIsNamedLikeCms_doesNotKeepTheSubjectOutside() throws IOException {
    String cms = Base64.getMimeEncoder().encodeToString(contract());
    String file =
        "Content-Type: application/octet-stream; name=contract.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n";
    for (String body : List.of("AAECAw==\r\n", cms + "\r\n")) {
      SealedMail sealed =
          Outgoing.of(octets(FIELDS + file + body))
              .encryptedBy(People.ENCRYPTOR)
              .hidingSubject()
              .seal();
      assertThat(text(sealed.bytes())).contains("Subject: [...]\r\n").doesNotContain("The plan");
      assertThat(notHidden(sealed)).isEmpty();
      OpenedMail opened = open(sealed);
      assertThat(opened.layers()).hasSize(1);
      assertThat(opened.protectedField("Subject").orElseThrow().text()).isEqualTo("The plan");
    }
  }

  private static byte[] contract() throws IOException {
    return People.SIGNER.signOpaque(ByteSource.of(octets("a contract")));
  }

  @Test
  void b7_noOtherField_tellsTheSubject() throws IOException {
    String telling =
        "Thread-Topic: plan\r\nX-Topic: =?utf-8?Q?The_plan?=\r\nX-Title: the\r\n plan\r\n";
    String kept = "X-Other: The planet\r\nMessage-ID: <1@example.org>\r\n";
    Outgoing outgoing = Outgoing.of(octets(telling + kept + MESSAGE)).encryptedBy(People.ENCRYPTOR);
    for (Outgoing hiding : List.of(outgoing.hidingSubject(), outgoing.hidingSubjectAndNames())) {
      SealedMail sealed = hiding.seal();
      assertThat(text(sealed.bytes()))
          .contains(kept)
          .doesNotContain("Thread-Topic", "X-Topic", "X-Title");
      assertThat(payload(sealed)).startsWith(telling);
      assertThat(open(sealed).notes())
          .extracting(note -> note.code().name())
          .containsOnly("HEADER_UNVERIFIED");
    }
    String empty = "Subject:\r\nX-Empty:\r\nFrom: alice@example.org\r\n\r\nx\r\n";
    assertThat(
            text(
                Outgoing.of(octets(empty))
                    .encryptedBy(People.ENCRYPTOR)
                    .hidingSubject()
                    .seal()
                    .bytes()))
        .contains("X-Empty:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Type: text/plain;|Content-Type: text/plain;~~hp=\"clear\"",
        "Content-Type: text/plain; (a comment|Content-Type: text/plain; hp=\"clear\"",
        "Content-Type: text/plain; hp=cipher; x=y|Content-Type: text/plain; hp=\"clear\"; x=y",
        "Content-Type: text/plain; HP=\"cipher|Content-Type: text/plain; hp=\"clear\"",
        "Content-Type: text/plain; a*=utf-8''%C3%A4; hp=\"\""
            + "|Content-Type: text/plain; a*=UTF-8''%C3%A4; hp=\"clear\""
      })
  void theParameter_standsOnce_whateverTheFieldIsLike(String field, String expected)
      throws IOException {
    SealedMail signed =
        Outgoing.of(octets("From: alice@example.org\r\n" + field + "\r\n\r\nx\r\n"))
            .signedBy(People.SIGNER)
            .seal();
    assertThat(payload(signed))
        .isEqualTo(
            "From: alice@example.org\r\n" + expected.replace("~~", "\r\n\t") + "\r\n\r\nx\r\n");
  }

  @ParameterizedTest
  @CsvSource({"7bit", "8bit", "quoted-printable", "base64"})
  void theLegacyDisplay_isInTextsOfEveryEncoding(String encoding) throws IOException {
    String subject = "Subject: =?utf-8?Q?<Gr=C3=BC=C3=9Fe>?= &\r\n";
    assertThat(displayed(subject + type("plain", encoding), encoding, "Hello = Bob\r\n"))
        .isEqualTo("Subject: <Gr\u00fc\u00dfe> &\r\n\r\nHello = Bob\r\n");
    assertThat(displayed(subject + type("html", encoding), encoding, "<body a=b>Hello Bob\r\n"))
        .isEqualTo(
            "<body a=b><div class=\"header-protection-legacy-display\"><pre>Subject:"
                + " &lt;Gr\u00fc\u00dfe&gt; &amp;\r\n</pre></div>\r\nHello Bob\r\n");
  }

  private static String type(String subtype, String encoding) {
    return "Content-Type: text/" + subtype + "\r\nContent-Transfer-Encoding: " + encoding;
  }

  private static String displayed(String fields, String encoding, String body) throws IOException {
    String encoded =
        switch (encoding) {
          case "base64" -> Base64.getMimeEncoder().encodeToString(octets(body)) + "\r\n";
          case "quoted-printable" -> body.replace("=", "=3D");
          default -> body;
        };
    String message = "From: alice@example.org\r\n" + fields + "\r\n\r\n" + encoded;
    MailPart root =
        open(Outgoing.of(octets(message))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal())
            .root()
            .orElseThrow();
    assertThat(root.charset()).contains("utf-8");
    return new String(root.content().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theLegacyDisplay_isInMainBodyPartsOnly() throws IOException {
    String leaf = "Content-Type: text/plain\r\n\r\ntext\r\n";
    String message =
        "From: alice@example.org\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
            + "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n"
            + leaf
            + "--a\r\n"
            + leaf.replace("plain", "html")
            + "--a--\r\n--m\r\n"
            + leaf
            + "--m--\r\n";
    String inside =
        payload(Outgoing.of(octets(message)).encryptedBy(People.ENCRYPTOR).hidingSubject().seal());
    Matcher marks = Pattern.compile("hp-legacy-display=\"1\"").matcher(inside);
    assertThat(marks.results().count()).isEqualTo(2);
    assertThat(inside).endsWith("--a--\r\n--m\r\n" + leaf + "--m--\r\n");
  }

  private static OpenedMail open(ByteSource sealed) throws IOException {
    OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(sealed);
    assertThat(opened.failure()).isEmpty();
    return opened;
  }

  private static String payload(ByteSource sealed) throws IOException {
    return text(open(sealed).content().bytes());
  }
}
