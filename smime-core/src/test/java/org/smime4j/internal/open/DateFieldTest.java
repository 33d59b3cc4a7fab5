package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.reports.Binding;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Trusted;

/** B13: a message's Date, and what it is held against. */
public class DateFieldTest {

  /** Seventeen date readers of other programs show the same time for each of these. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 1 Jun 2026 14:00:00 +0200 | 2026-06-01T12:00:00Z",
        "1 Jun 2026 14:00 +0200 | 2026-06-01T12:00:00Z",
        "Mon,  1 Jun 2026 12:00:00 GMT | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 12:00:00 UT | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 12:00:00 -0000 (UTC) | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 14:00:00 +0200 (CEST) | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 15:00:00 +0300 (GMT+03:00) | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 02:30:00 -0930 (Marquesas Time) | 2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 14:00:00 +0200 (=?utf-8?q?Sommerzeit?=) | 2026-06-01T12:00:00Z",
        "Thu, 1 Jan 1970 00:00:00 +0000 | 1970-01-01T00:00:00Z",
        "Thu, 31 Dec 2099 23:59:59 +0000 | 2099-12-31T23:59:59Z"
      })
  void b13_datesThatAllProgramsReadAlike(String body, Instant expected) {
    DateField regular = new DateField(expected, true, true);
    assertThat(DateField.parse(" " + body + "\r\n")).isEqualTo(regular);
    assertThat(DateField.parse(body.replace(" ", "\r\n "))).isEqualTo(regular);
  }

  /** At least one program shows another time, or none; and whether each finds the day. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon, 1 Jun 2026 12:00:00 UTC (EST) | 2026-06-01T12:00:00Z | true",
        "1 Jun 2026 12:00:00 +0000 (UTC) (UTC) | 2026-06-01T12:00:00Z | false",
        "Mon, 1 Jun 2026 12:00:00 Z | 2026-06-01T12:00:00Z | true",
        "Mon, 1 JUN 2026 12:00:00 +0000 | 2026-06-01T12:00:00Z | false",
        "Mon, 1 Jun 2026 14:00:00  +0200 | 2026-06-01T12:00:00Z | true",
        "Mon, 1 Jun 2026 14:00:00\t+0200 | 2026-06-01T12:00:00Z | false",
        "Mon,1 Jun 2026 14:00:00 +0200 | 2026-06-01T12:00:00Z | true",
        "Mon, 1 Jun 2026 14:00:00 +0200(CEST) | 2026-06-01T12:00:00Z | false",
        "Mon, 1 Jun 2026 07:00:00 EST | 2026-06-01T12:00:00Z | true",
        "1 Jun 26 12:00:00 GMT | 2026-06-01T12:00:00Z | true",
        "Mon, 1 Jun 2026 14:00:00 +0200 CEST | 2026-06-01T12:00:00Z | true",
        "Tue, 2 Jun 2026 03:00:00 +1500 | 2026-06-01T12:00:00Z | true",
        "Mon Jun  1 12:00:00 2026 | 2026-06-01T12:00:00Z | false",
        "31 Dec 2160 12:00:00 +0000 | 2160-12-31T12:00:00Z | true",
        "31 Dec 1969 12:00:00 +0000 | 1969-12-31T12:00:00Z | true",
        "31 Dec 99 23:59:60 +0000 | 1999-12-31T23:59:59Z | true"
      })
  void b13_datesThatProgramsReadDifferently(String body, Instant expected, boolean isFound) {
    assertThat(DateField.parse(" " + body + "\r\n"))
        .isEqualTo(new DateField(expected, false, isFound));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-06-01T12:00:00Z",
        "Mon, 1 Jun 2026 12:00:00",
        "Mon, 31 Jun 2026 12:00:00 +0000",
        "Mon, 1 Jun 2026 24:00:00 +0000",
        "Mon, 1 Jun 2026 12:00:00 +9900",
        "Mon, 1 Jun 2026 12:00:00 XYZ",
        "Mon, 1 Jun 2026 12:00:00 +0000 and more",
        "Mon, 1 Jun 2026 12:00:00 (+0000",
        "Mon, 1 Jun 2026 12:00:00 +0000 (",
        "(2 Feb 2026 12:00:00 +0000) Mon, 1 Jun 2026 12:00:00 +0000",
        "Mon, 1 Jun (2) 2026 12:00:00 +0000",
        "Mon, 1 Jun 126 12:00:00 +0000",
        "( Dec ) Mon, 1 Jun 2026 12:00:00 +0000",
        "Mon, 1 (MARCH) Jun 2026 12:00:00 +0000",
        "Mon, 1 (\\D\\e\\c) Jun 2026 12:00:00 +0000",
        "1 Jun 2026 12:00:00 +0000 (Mon, 1 Feb 2027 12:00:00 +0000)",
        "Mon, 1 Jun 2026 12:00:00 GMT (+0500)",
        "Dec, 1 Jun 2026 12:00:00 +0000",
        "Mon, 1 Jun 2026 12:00:00 +0000 Dec",
        "Mon, 1 Jun 2026 12:00:00 +0000 2027",
        "Mon, 1 Jun 2026 12:00:00 +0000\u0000",
        "Mon (a (nested) day), 1 Jun 2026 12:00:00 +0000",
        "Mon, 1 Jun 2026 (x) 12:00:00 +0000",
        "Mon, 1 Jun 2026 12:00:00 (x) +0000",
        "Mon, 1 Jun 2026 12 : 00 : 00 +0000",
        "Mon, 1 Jun 2026 12:\r\n 00:00 +0000",
        "Mon, 1 Jun 2026 12:00:00-0500",
        "Mon, 1 Jun 2026 12:00:00EST",
        "Mon,\r\n 1 jun 2026 12:00:00 +0000",
        "MON JUN  1 12:00:00 2026",
        "Mon , 1 Jun 2026 12:00:00 +0000"
      })
  void whatIsNoDate_orHasNoKnownZone_isNone(String body) {
    assertThat(DateField.parse(body)).isNull();
    assertThat(DateField.parse(body + " ".repeat(200))).isNull();
  }

  @Test
  void b13_aSignedMessageUnderAnotherDate_isNotTrusted_norIsOneWhoseDateWasTakenOff()
      throws Exception {
    Instant signed = Instant.parse("2026-05-31T08:00:00Z");
    for (String[] each :
        new String[][] {
          {"Date: Sun, 31 May 2026 10:00:00 +0200\r\n", "TRUSTED"},
          {"Date: Sun, 31 May 2026 10:59:00 +0200\r\n", "TRUSTED"},
          {"Date: Sun, 31 May 2026 10:00:00 -0200\r\n", "TRUSTED"},
          {"Date: Sun, 31 May 2026 10:12:00 -0200\r\n", "UNTRUSTED"},
          {"Date: Mon, 1 Jun 2026 10:00:00 +0200\r\n", "UNTRUSTED"},
          {"", "UNTRUSTED"},
          {"Date: Mon, 1 Jun 2026 10:00:00 +0200 CEST\r\n", "UNTRUSTED"},
          {"Date: Sun, 31 May 2026 10:00:00 +0200 CEST\r\n", "TRUSTED"}
        }) {
      byte[] mail =
          (each[0] + new String(message(signed), StandardCharsets.US_ASCII))
              .getBytes(StandardCharsets.US_ASCII);
      try (OpenedMail opened = open(mail, People.VERIFIER)) {
        SignerVerdict verdict = opened.requireSigned().signers().get(0);
        assertThat(verdict.state().name()).as("%s: %s", each[0], verdict).isEqualTo(each[1]);
        assertThat(
                verdict.notes().stream().anyMatch(n -> n.code().name().equals("DATE_NOT_CHECKED")))
            .isEqualTo(each[0].contains("CEST"));
        if (each[1].equals("UNTRUSTED")) {
          assertThat(verdict.findings())
              .extracting(Finding::code)
              .containsExactly(Finding.Code.DATE_MISMATCH);
        }
      }
      for (Verifier lenient :
          List.of(
              People.VERIFIER.allowingSkew(Duration.ofDays(2)),
              People.VERIFIER.expecting(ExpectedSigner.anyone("no author, no date")))) {
        try (OpenedMail opened = open(mail, lenient)) {
          assertThat(Trusted.signers(opened.requireSigned())).hasSize(1);
        }
      }
    }
  }

  /** A date of this kind is no mismatch, but says nothing about the day. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 31 May 2026 03:00:00 EST",
        "31 May 26 08:00:00 GMT",
        "Sun May 31 08:00:00 2026"
      })
  void b13_aDateThatProgramsReadDifferently_isNotVouchedFor(String date) throws Exception {
    String message =
        new String(message(Instant.parse("2026-05-31T08:00:00Z")), StandardCharsets.US_ASCII);
    byte[] mail = ("Date: " + date + "\r\n" + message).getBytes(StandardCharsets.US_ASCII);
    try (OpenedMail opened = open(mail, People.VERIFIER)) {
      SignerVerdict verdict = Trusted.signers(opened.requireSigned()).get(0);
      assertThat(verdict.skew()).isEmpty();
      assertThat(verdict.notes())
          .extracting(note -> note.code().name())
          .contains("DATE_NOT_CHECKED");
    }
    byte[] later =
        ("Date: " + date.replace("31", "30") + "\r\n" + message)
            .getBytes(StandardCharsets.US_ASCII);
    try (OpenedMail opened = open(later, People.VERIFIER)) {
      assertThat(opened.requireSigned().worst().findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.DATE_MISMATCH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Date: Sun, 31 May 2026 10:00:00 +0200\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\n",
        "Date: Mon, 1 Jun 2026 10:00:00 +0200\r\nDate : x\r\n",
        "Date: Mon, 1 Jun 2026 10:00:00 +0200 and more\r\n",
        "Date: Mon, 1 Jun 2026 10:00:00 XYZ\r\n",
        "Date: Sun, 31 May 126 10:00:00 +0200\r\n",
        "Date: Sun, 31 May 2026 (x) 10:00:00 +0200\r\n",
        "Date: Sun, 31 May 2026 10 : 00 : 00 +0200\r\n",
        "Date: Sun, 31 May 2026 10:00:00-0200\r\n",
        "Received: by x; Mon, 1 Jun 2026 10:00:00 +0200\r\nDate: Sun May 31 08:00:00 2026\r\n",
        "Received: by x; Mon, 1 Jun 26 (x) 1:0 \r\nDate: Sun, 31 may 2026 08:00:00 GMT\r\n",
        "Received: by x; Mon, 1 Jun 2026 10:00:00 +0200\r\n",
        "From a@b Mon Jun  1 08:00:00 2026\r\n",
        "From - Mon Jun  1 08:00:00 2026\r\nDate: Sun, 31 MAY 2026 08:00:00 +0000\r\n",
        "Date: ( Dec ) Sun, 31 May 2026 10:00:00 +0200\r\n",
        "Date: \r\n"
      })
  void b13_aDateThatProgramsReadInSeveralWays_bindsNobody(String dates) throws Exception {
    String message =
        new String(message(Instant.parse("2026-05-31T08:00:00Z")), StandardCharsets.US_ASCII);
    byte[] mail = (dates + message).getBytes(StandardCharsets.US_ASCII);
    for (Verifier bound :
        List.of(
            People.VERIFIER,
            People.VERIFIER.allowingSkew(Duration.ofDays(2)),
            People.VERIFIER.expecting(ExpectedSigner.address("alice@example.org")))) {
      try (OpenedMail opened = open(mail, bound)) {
        SignerVerdict verdict = opened.requireSigned().signers().get(0);
        assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
        assertThat(verdict.binding()).isEqualTo(Binding.UNPARSEABLE);
      }
    }
    try (OpenedMail opened =
        open(mail, People.VERIFIER.expecting(ExpectedSigner.anyone("no author, no date")))) {
      assertThat(Trusted.signers(opened.requireSigned())).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Received: by x; Wed, 3 Jun 2026 10:00:00 +0200\r\nDate: 31 May 2026 08:00:00 GMT\r\n",
        "From a@b Wed Jun  3 08:00:00 2026\r\nDate: Sun, 31 May 26 03:00:00 EST\r\n",
        "Received: by x; Sun, 31 May 2026 22:00:00 +0200\r\nDate: Sun May 31 08:00:00 2026\r\n",
        "From a@b Sun May 31 20:00:00 2026\r\nReceived: by x\r\nDate: Sun May 31 08:00:00 2026\r\n"
      })
  void whatAMessageWasReceivedOn_isShownByNobodyWhoFindsADate(String dates) throws Exception {
    String message =
        new String(message(Instant.parse("2026-05-31T08:00:00Z")), StandardCharsets.US_ASCII);
    byte[] mail = (dates + message).getBytes(StandardCharsets.US_ASCII);
    try (OpenedMail opened = open(mail, People.VERIFIER)) {
      assertThat(Trusted.signers(opened.requireSigned())).hasSize(1);
    }
  }

  /** What is compressed or encrypted anybody may have put a Date on; programs show the other. */
  @Test
  void b13_aDateInsideALayer_isNotTheOneOfTheMessage() throws Exception {
    String right = "Date: Sun, 31 May 2026 10:00:00 +0200\r\n";
    String later = "Date: Mon, 1 Jun 2026 13:00:00 +0200\r\n";
    String signed =
        new String(message(Instant.parse("2026-05-31T08:00:00Z")), StandardCharsets.US_ASCII);
    for (String inside : List.of(right, later, "")) {
      byte[] layer = Compression.compress((inside + signed).getBytes(StandardCharsets.US_ASCII));
      String entity =
          "From: alice@example.org\r\nSubject: B13\r\nMIME-Version: 1.0\r\n"
              + "Content-Type: application/pkcs7-mime; smime-type=compressed-data\r\n"
              + "Content-Transfer-Encoding: base64\r\n\r\n"
              + Base64.getMimeEncoder().encodeToString(layer)
              + "\r\n";
      for (String outside : List.of(right, later, "")) {
        byte[] mail = (outside + entity).getBytes(StandardCharsets.US_ASCII);
        try (OpenedMail opened = open(mail, People.VERIFIER)) {
          assertThat(opened.requireSigned().worst().findings())
              .as("inside %s, outside %s", inside, outside)
              .extracting(Finding::code)
              .isEqualTo(outside.equals(right) ? List.of() : List.of(Finding.Code.DATE_MISMATCH));
        }
      }
    }
  }

  @Test
  void b13_aProtectedDate_doesNotMakeUpForOneThatWasTakenOff() throws Exception {
    Instant signed = Instant.parse("2026-05-31T08:00:00Z");
    byte[] text =
        People.octets(
            "From: alice@example.org\r\nDate: Sun, 31 May 2026 10:00:00 +0200\r\n"
                + "Subject: B13\r\n\r\nHello.\r\n");
    byte[] whole =
        Outgoing.of(text)
            .signedBy(Signer.with(People.identity(People.ALICE)).signingAt(signed))
            .seal()
            .bytes();
    try (OpenedMail opened = open(whole, People.VERIFIER)) {
      assertThat(Trusted.signers(opened.requireSigned())).hasSize(1);
      assertThat(ReadMail.of(opened).protectedHeaders().orElseThrow().field("Date")).isPresent();
    }
    byte[] undated =
        new String(whole, StandardCharsets.US_ASCII)
            .replaceFirst("Date: .*\r\n", "")
            .getBytes(StandardCharsets.US_ASCII);
    try (OpenedMail opened = open(undated, People.VERIFIER)) {
      assertThat(ReadMail.of(opened).protectedHeaders().orElseThrow().field("Date")).isPresent();
      assertThat(opened.requireSigned().worst().findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.DATE_MISMATCH);
    }
  }

  private static byte[] message(Instant signed) throws Exception {
    byte[] text = People.octets("From: alice@example.org\r\nSubject: B13\r\n\r\nHello.\r\n");
    return Outgoing.of(text)
        .signedBy(Signer.with(People.identity(People.ALICE)).signingAt(signed))
        .seal()
        .bytes();
  }

  private static OpenedMail open(byte[] mail, Verifier verifier) throws Exception {
    return MailReader.with(Decryptor.with(KeyHistory.of()), verifier).open(ByteSource.of(mail));
  }
}
