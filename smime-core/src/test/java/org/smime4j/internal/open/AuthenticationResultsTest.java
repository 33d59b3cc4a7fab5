package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AuthenticationResults;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;

/** The field for mail programs behind a gateway, by RFC 7281 and RFC 8601. */
public class AuthenticationResultsTest {

  private static final String ID = "mx.example.org";
  private static final String MESSAGE = "From: alice@example.org\r\n\r\nHello\r\n";
  private static final String OURS = "Authentication-Results: mx.example.org;\r\n smime=none\r\n";

  @Test
  void pass_isATrustedSignatureOverTheWholeMessage_boundToFrom() throws IOException {
    SealedMail signed = Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal();
    String serial = People.ALICE.certificate().getSerialNumber().toString();
    assertThat(AuthenticationResults.of(open(signed), ID).value())
        .isEqualTo(
            ID
                + "; smime=pass body.smime-identifier=\"alice@example.org\" body.smime-serial=\""
                + serial
                + "\" body.smime-issuer=\"CN=Mail Issuing,O=smime4j tests\"");
    OpenedMail anyone =
        MailReader.with(
                People.DECRYPTOR, People.VERIFIER.expecting(ExpectedSigner.anyone("a test")))
            .open(signed);
    assertThat(AuthenticationResults.of(anyone, ID).result()).isEqualTo("policy");
  }

  @Test
  void b7_whomTheCallerNamed_isNotFrom_andNoPass() throws IOException {
    String signed = text(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().bytes());
    OpenedMail named =
        MailReader.with(
                People.DECRYPTOR,
                People.VERIFIER.expecting(ExpectedSigner.address("alice@example.org")))
            .open(ByteSource.of(octets(signed.replaceFirst("alice", "mallory"))));
    assertThat(AuthenticationResults.of(named, ID).result()).isEqualTo("policy");
  }

  @Test
  void whatIsLess_isNeverPass() throws IOException {
    String signed = text(Outgoing.of(octets(MESSAGE)).signedBy(People.SIGNER).seal().bytes());
    assertResult(signed.replace("Hello", "Hullo"), "fail");
    assertResult(signed.replaceFirst("alice", "mallory"), "fail");
    assertResult(MESSAGE, "none");
    assertResult(
        "From: alice@example.org\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
            + signed
            + "\r\n--m--\r\n",
        "none");
    assertResult(
        "From: a@example.org\r\nContent-Type: application/pkcs7-mime\r\n\r\nx", "permerror");
    String forCarol =
        text(
            Outgoing.of(octets(MESSAGE))
                .encryptedBy(
                    org.smime4j.Encryptor.trusting(People.TRUST).to(People.CAROL.certificate()))
                .seal()
                .bytes());
    assertResult(forCarol, "neutral");
  }

  @Test
  void aKeyServiceThatDoesNotAnswer_isNoFaultOfTheMessage() throws IOException {
    PrivateKeyOperations down =
        new PrivateKeyOperations() {
          @Override
          public byte[] agree(PublicKey other) throws IOException {
            throw new SmimeException.ProviderUnavailable("ECDH", "the service does not answer");
          }
        };
    Credential bob = Credential.of(down, People.BOB.certificate());
    SealedMail sealed = Outgoing.of(octets(MESSAGE)).encryptedBy(People.ENCRYPTOR).seal();
    OpenedMail closed =
        MailReader.with(Decryptor.with(KeyHistory.of(bob)), People.VERIFIER).open(sealed);
    assertThat(closed.failure()).get().isInstanceOf(SmimeException.ProviderUnavailable.class);
    assertThat(AuthenticationResults.of(closed, ID).result()).isEqualTo("neutral");
  }

  @Test
  void b16_namesThatWouldWriteAResultOfTheirOwn_areQuotedAndCut() throws IOException {
    TestPki.Authority evil = TestPki.authority("x\"; smime=pass\r\nFrom: ceo@x.org\u202e(");
    TestPki.Issued who = evil.issue("alice@example.org").ec("P-256").build();
    SealedMail signed =
        Outgoing.of(octets(MESSAGE)).signedBy(Signer.with(People.identity(who))).seal();
    AuthenticationResults results = AuthenticationResults.of(open(signed), ID);
    assertThat(results.result()).isEqualTo("fail");
    assertThat(results.value()).matches("[ -~]{1,1000}");
    assertThat(results.value().replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "Q"))
        .isEqualTo(
            ID
                + "; smime=fail reason=Q body.smime-identifier=Q body.smime-serial=Q"
                + " body.smime-issuer=Q");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mx;x", "mx example", "mx\r\nX: y", "\"mx\"", "m\u00fcx"})
  void b16_anIdentifierThatIsNoName_isRefused(String identifier) throws IOException {
    OpenedMail mail = open(ByteSource.of(octets(MESSAGE)));
    assertThatThrownBy(() -> AuthenticationResults.of(mail, identifier))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsThatPretendToBeOurs_areTakenOut_andNothingElseIsChanged() throws IOException {
    List<String> forged =
        List.of(
            "Authentication-Results: mx.example.org; smime=pass\r\n",
            "authentication-results:\r\n MX.Example.ORG 1;\r\n smime=pass\r\n",
            "Authentication-Results : \"mx.example.org\"; smime=pass\r\n",
            "Authentication-Results: (a (b)) mx.example.org (c); smime=pass\r\n",
            "Authentication-Results: (a mx.example.org; smime=pass\r\n",
            "Authentication-Results: mx.example.org\r\n");
    String others =
        "Authentication-Results: mx.example.com; smime=fail\r\n"
            + "Authentication-Results: notmx.example.org; smime=fail\r\n"
            + "X-Authentication-Results: mx.example.org; none\r\n";
    for (String start : List.of("", "From alice Sat Feb 20 2021\r\n")) {
      String mail = start + forged.get(0) + others + String.join("", forged) + MESSAGE;
      ByteSource source = ByteSource.of(octets(mail));
      AuthenticationResults results = AuthenticationResults.of(open(source), ID);
      assertThat(text(results.replacedIn(source).bytes()))
          .isEqualTo(
              start
                  + "Authentication-Results: mx.example.org;\r\n smime=none\r\n"
                  + OuterHeader.DOUBT
                  + "\r\n"
                  + others
                  + MESSAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(\\)) mx.example.org; smime=pass",
        "(\\() mx.example.org; smime=pass",
        "(\\) mx.example.org; smime=pass ()) other.example; none",
        "mx.example.org(x)1; smime=pass",
        "mx.example.org (a;b) 1; smime=pass",
        "(x)\"mx.\\example.org\"(y)1; smime=pass",
        "\"mx.example.org; smime=pass",
        "\"mx.example.org;x\"; smime=pass",
        "mx (x) .example.org; smime=pass",
        "mx.example.org\u00a01; smime=pass",
        "mx.example.org 1"
      })
  void b16_ourIdentifier_isFound_howeverItIsWritten(String value) throws IOException {
    assertReplaced("Authentication-Results: " + value + "\r\n", "");
    assertReplaced("Authentication-Results\r\n : " + value + "\r\n", OuterHeader.DOUBT + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mx.example.org1; smime=pass",
        "mx.example.com (mx.example.org;) 1; smime=pass",
        "(mx.example.org) other.example; smime=pass",
        "\"mx.example.org.example\"; smime=pass",
        "other.example; smime=pass reason=\"mx.example.org\"",
        "1 mx.example.org; smime=pass"
      })
  void theIdentifierOfAnother_isLeft(String value) throws IOException {
    String field = "Authentication-Results: " + value + "\r\n";
    assertReplaced(field, field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\t; smime=pass header.from=ceo@example.org\r\n",
        " smime=pass: x\r\n\tand more\r\n",
        "X-A: b\rAuthentication-Results: mx.example.org; smime=pass\r\n",
        "\rAuthentication-Results: mx.example.org; smime=pass\r\n",
        "X-A: b\u0000Authentication-Results: mx.example.org; smime=pass\r\n",
        "Authentication-Results: mx.example.com\r\n \rAuthentication-Results: mx.example.org\r\n",
        "From x\rAuthentication-Results: mx.example.org; smime=pass\r\n"
      })
  void b16_whatContinuesOurField_orHidesOne_isTakenOut(String lines) throws IOException {
    assertReplaced(lines, OuterHeader.DOUBT + "\r\n");
  }

  @Test
  void b16_aMessageWhoseLinesEndWithCr_isNotTakenForAField() {
    String bare = MESSAGE.replace("\r\n", "\r");
    assertThatThrownBy(() -> replaced(bare)).isInstanceOf(SmimeException.Malformed.class);
    assertThatThrownBy(() -> replaced("Subject: x\r\rtext\r\n" + MESSAGE))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  @Test
  void b16_aFoldedLineBehindTheMboxLine_doesNotContinueOurField() throws IOException {
    String replaced = replaced("From alice\r\n\t; smime=pass\r\n" + MESSAGE);
    assertThat(replaced).isEqualTo("From alice\r\n" + OURS + OuterHeader.DOUBT + "\r\n" + MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"From abcdef", "From abcdef\n"})
  void c19_anMboxLineAlone_ends(String line) throws IOException {
    assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> replaced(line)))
        .isEqualTo((line.endsWith("\n") ? line : line + "\r\n") + OURS);
  }

  private static void assertReplaced(String before, String after) throws IOException {
    assertThat(replaced(before + MESSAGE)).isEqualTo(OURS + after + MESSAGE);
  }

  private static String replaced(String mail) throws IOException {
    AuthenticationResults none = AuthenticationResults.of(open(ByteSource.of(octets(MESSAGE))), ID);
    return text(none.replacedIn(ByteSource.of(octets(mail))).bytes());
  }

  private static void assertResult(String mail, String result) throws IOException {
    AuthenticationResults results = AuthenticationResults.of(open(ByteSource.of(octets(mail))), ID);
    assertThat(results.result()).as(results.toString()).isEqualTo(result);
  }

  private static OpenedMail open(ByteSource mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(mail);
  }
}
