package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AuthenticationResults;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.VectorCase;

/** Every finding says what it rests on, and the page is one that can be shown to anybody. */
public class FindingsTest {

  private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";
  private static final String NAME = "(CN|O)=";
  private static final String ADDRESS = "\\w+@\\w+";
  private static final String FROM = "From: alice@example.org\r\n";

  /** What a sentence must hold: a date, a name, a number, an address; or else which rule it is. */
  private static String evidence(Finding.Code code) {
    return switch (code) {
      case STRUCTURE -> "signed attributes";
      case DIGEST_MISMATCH, ECONTENT_PRESENT, CONTENT_MISSING -> "content";
      case ATTRIBUTES_INVALID -> "attribute|names";
      case FORBIDDEN_DIGEST -> "(?i)md[245]";
      case UNSUPPORTED_ALGORITHM -> "\\d+(\\.\\d+)+";
      case DISTRUSTED -> NAME + ".*distrusts";
      case REVOKED -> NAME + ".*" + INSTANT;
      case SIGNATURE_INVALID, NO_PATH, NAME_CONSTRAINTS, REVOCATION_UNKNOWN -> NAME;
      case PATH_INVALID -> NAME + "|serial number [0-9a-f]+";
      case AMBIGUOUS ->
          "(?i)more than one|read in|be taken for|some programs|several|one is allowed";
      case ADDRESS_MISMATCH, NO_ADDRESS -> ADDRESS;
      case CERTIFICATE_POLICY -> "\\d+(\\.\\d+)+";
      case DATE_MISMATCH -> INSTANT + ".*" + INSTANT;
      case KEY_USAGE, EXTENDED_KEY_USAGE -> NAME + "|certificate";
      case EXPIRED, NOT_YET_VALID -> NAME + ".*" + INSTANT;
      case WEAK_DIGEST -> "(?i)sha-?1";
      case WEAK_KEY -> NAME + ".*\\d";
      case CERTIFICATE_MISSING -> "serial [0-9a-f]+ of " + NAME + "|key identifier [0-9a-f]+";
      case NO_ANCHORS -> "No trust anchor was given";
      default -> throw new IllegalArgumentException("no verdict has it");
    };
  }

  /** Those that lower a verdict. */
  static Stream<Finding.Code> codes() {
    return Stream.of(Finding.Code.values())
        .filter(code -> code.severity().compareTo(Finding.Severity.NOTE) < 0)
        .filter(code -> code != Finding.Code.NOT_SIGNED);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void b5_everyFinding_isTheHeadlineOfSomeMessage_andSaysWhatItRestsOn(Finding.Code code)
      throws IOException {
    try (OpenedMail mail = mail(code)) {
      SignerVerdict worst = mail.requireSigned().worst();
      Finding headline = worst.findings().stream().findFirst().orElseThrow();
      assertThat(headline.code()).as("%s", worst).isEqualTo(code);
      assertThat(headline.sentence())
          .containsPattern(evidence(code))
          .matches("[A-Z][^\\p{Cntrl}]{10,600}")
          .doesNotContain("Exception", "org.", "null");
      String page = mail.toString();
      assertThat(page.lines().findFirst().orElseThrow())
          .isEqualTo(verdict(worst) + "  " + headline);
      assertNothingOfTheContent(mail, page);
      assertThat(AuthenticationResults.of(mail, "mx.example.org").result()).isNotEqualTo("pass");
    }
  }

  private static String verdict(SignerVerdict verdict) {
    return verdict.state().name();
  }

  private static OpenedMail mail(Finding.Code code) throws IOException {
    if (code == Finding.Code.CONTENT_MISSING) {
      byte[] detached = People.SIGNER.signDetached(ByteSource.of(octets("x")));
      return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(detached));
    }
    if (code == Finding.Code.CERTIFICATE_POLICY) {
      Verifier demanding = Verifier.trusting(People.TRUST.requiringPolicies(List.of("1.2.3.4")));
      byte[] signed =
          Outgoing.of(octets(FROM + "\r\nHello Bob\r\n")).signedBy(People.SIGNER).seal().bytes();
      return MailReader.with(People.DECRYPTOR, demanding).open(ByteSource.of(signed));
    }
    if (code == Finding.Code.DISTRUSTED) {
      Verifier wary =
          Verifier.trusting(People.TRUST.distrusting(List.of(People.ALICE.certificate())));
      byte[] signed =
          Outgoing.of(octets(FROM + "\r\nHello Bob\r\n")).signedBy(People.SIGNER).seal().bytes();
      return MailReader.with(People.DECRYPTOR, wary).open(ByteSource.of(signed));
    }
    for (VectorCase each : VectorCase.all()) {
      if (each.value("expect").get().endsWith(" " + code)) {
        return MailReader.with(each.decryptor(), each.verifier()).open(each.message());
      }
    }
    throw new AssertionError("no message shows it");
  }

  private static void assertNothingOfTheContent(OpenedMail mail, String page) throws IOException {
    ByteSource content;
    try {
      content = mail.unverifiedContent("it is looked for in the page");
    } catch (SmimeException.Malformed none) {
      return;
    }
    String entity = text(content.bytes()).replace("\r\n", "\n");
    for (String line : entity.substring(entity.indexOf("\n\n") + 1).split("\n")) {
      if (line.length() > 20 && !line.startsWith("Content-")) {
        assertThat(page).doesNotContain(line);
      }
    }
  }

  @Test
  void thePage_holdsNeitherTheText_norWhatOfTheHeaderWasHidden() throws IOException {
    String message =
        FROM
            + "To: bob@example.org\r\nSubject: the merger\r\nKeywords: hush\r\n"
            + "Date: Mon, 1 Jun 2026 12:00:00 +0000\r\n\r\nWe buy them on Monday\r\n";
    String sealed =
        text(
            Outgoing.of(org.smime4j.sources.ByteSource.of(octets(message)))
                .signedBy(People.SIGNER)
                .encryptedBy(People.ENCRYPTOR)
                .hidingSubject()
                .seal()
                .bytes());
    for (String mail : List.of(sealed, sealed.replace("Subject: [...]", "Subject: Pay this"))) {
      OpenedMail opened =
          MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
      assertThat(opened.requireSigned().requireTrusted().bytes()).isNotEmpty();
      assertThat(opened.toString())
          .startsWith("TRUSTED: signed by alice@example.org\n")
          .contains("Encrypted, WHOLE", "Signed, WHOLE", "Protected header", "Subject: ...")
          .doesNotContain("merger", "hush", "buy", "Monday");
      assertThat(opened.notes().toString()).doesNotContain("merger", "hush");
    }
  }

  @Test
  void thePage_beginsWithWhatMatters_whereNothingIsSigned() throws IOException {
    assertThat(first(FROM + "\r\nHello\r\n")).isEqualTo("NO S/MIME");
    String sealed =
        text(
            Outgoing.of(octets(FROM + "\r\nHello\r\n"))
                .encryptedBy(People.ENCRYPTOR)
                .seal()
                .bytes());
    assertThat(first(sealed)).isEqualTo("NOT SIGNED, and encrypted");
    String forMallory =
        text(
            Outgoing.of(octets(FROM + "\r\nHello\r\n"))
                .encryptedBy(
                    org.smime4j.Encryptor.trusting(People.TRUST).to(People.MALLORY.certificate()))
                .seal()
                .bytes());
    assertThat(first(forMallory)).startsWith("NOT OPENED: ");
    String signed =
        text(Outgoing.of(octets(FROM + "\r\nHello\r\n")).signedBy(People.SIGNER).seal().bytes());
    String part = signed.substring(signed.indexOf("Content-Type"));
    assertThat(
            first(
                FROM
                    + "Content-Type: multipart/mixed; boundary=evil\r\n\r\n--evil\r\n"
                    + part
                    + "\r\n--evil--\r\n"))
        .isEqualTo("NOT SIGNED as a whole");
  }

  private static String first(String mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER)
        .open(ByteSource.of(octets(mail)))
        .toString()
        .lines()
        .findFirst()
        .orElseThrow();
  }
}
