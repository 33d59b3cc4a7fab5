package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.MailReader;
import org.smime4j.findings.Finding;
import org.smime4j.reports.Binding;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.People;

/** A signer is bound only where every reader sees the same message (B7, B8, docs/threats.md). */
public class RegularityTest {

  private static final String HEADER =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: pay\r\n"
          + "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n";
  private static final String TYPE =
      "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
          + " micalg=sha-256; boundary=bb0\r\n";
  private static final String ENTITY = "Content-Type: text/plain\r\n\r\nPay 10 EUR to Bob.\r\n";
  private static final String SECOND =
      "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
          + "Content-Transfer-Encoding: base64\r\n"
          + "Content-Disposition: attachment; filename=smime.p7s\r\n";
  private static final String SIGNATURE = signature(ENTITY);
  private static final String CONTROL =
      HEADER
          + TYPE
          + "\r\n--bb0\r\n"
          + ENTITY
          + "\r\n--bb0\r\n"
          + SECOND
          + "\r\n"
          + SIGNATURE
          + "\r\n--bb0--\r\n";

  private static String signature(String entity) {
    try {
      return Base64.getMimeEncoder()
          .encodeToString(People.SIGNER.signDetached(ByteSource.of(octets(entity))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static OpenedMail open(String mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
  }

  private static SignerVerdict verdict(String mail) throws IOException {
    return open(mail).requireSigned().signers().get(0);
  }

  private static String unescaped(String text) {
    return text.replace("~", "\r\n").replace("<TAB>", "\t");
  }

  private static void assertAmbiguous(String mail) throws IOException {
    assertThat(mail).isNotEqualTo(CONTROL);
    assertIntactAndAmbiguous(mail);
    assertThat(text(open(mail).content().bytes())).isEqualTo(ENTITY);
  }

  private static void assertIntactAndAmbiguous(String mail) throws IOException {
    SignerVerdict verdict = verdict(mail);
    assertThat(verdict.findings())
        .as(mail)
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AMBIGUOUS);
    assertThat(verdict.binding()).isEqualTo(Binding.UNPARSEABLE);
    assertThat(verdict.isIntact()).isTrue();
  }

  private static void assertTrusted(String mail) throws IOException {
    assertThat(verdict(mail)).as(mail).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void theControl_isTrusted() throws IOException {
    assertTrusted(CONTROL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Date: Mon, 01 | Content-Transfer-Encoding: binary~Date: Mon, 01",
        "Date: Mon, 01 | Content-Transfer-Encoding: 8bit~Date: Mon, 01",
        "Date: Mon, 01 | Content-Transfer-Encoding: quoted-printable~Date: Mon, 01",
        "Subject: pay | Subject: pay~To: carol@example.org~X-Old: \u00fc~Keywords:~ a",
        "Date: Mon, 01 Jun 2026 12:00:00 +0000 | Date: Mon, 01 Jun 2026 14:00:00 CEST",
        "Date: Mon, 01 Jun 2026 12:00:00 +0000 | Date: Mon Jun  1 12:00:00 2026",
        "boundary=bb0 | boundary=\"bb0\";",
        "micalg=sha-256; boundary=bb0 | ~ micalg=sha-256;~<TAB>boundary=bb0",
        "~--bb0--~ | ~--bb0--~-- ~You are on a list~--------------------~",
        "~~--bb0~Content-Type: text/plain | ~~This is signed~~--bb0~Content-Type: text/plain",
        "application/pkcs7-signature; name | application/x-pkcs7-signature; name",
        "application/pkcs7-signature; name | application/octet-stream; name",
        "MIME-Version: 1.0 | MIME-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))"
      })
  void b7_whatAllReadersReadAlike_staysTrusted(String old, String changed) throws IOException {
    String mail = CONTROL.replace(unescaped(old), unescaped(changed));
    assertThat(mail).isNotEqualTo(CONTROL);
    assertTrusted(mail);
  }

  /** Each shows another text to some of the programs of the world test. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?UTF-8?Q?Gr=C3=?=",
        "=?UTF-8Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
        "=?UTF-8?Q?pay?=me"
      })
  void b7_anEncodedWordThatIsNone_isADoubt(String subject) throws IOException {
    assertAmbiguous(CONTROL.replace("Subject: pay", "Subject: " + subject));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From : alice@example.org",
        "From: alice@example.org",
        "Date: Mon, 01 Jun 2026 12:00:01 +0000",
        "Date: Mon, 01 Jun 2026 14:00:00 +0200",
        "Date : Mon, 01 Jun 2026 12:00:00 +0000",
        "Subject: again",
        "Sender: carol@example.org~Sender: bob@example.org",
        "MIME-Version: 1.1",
        "MIME-Version:",
        "MIME-Version : 1.0",
        "Content-Type: multipart/signed; boundary=bb0",
        "Content-Type : multipart/signed; boundary=bb0",
        "Content-Transfer-Encoding : 7bit",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: 7bit (none)",
        "Content-Disposition: inline; a=b; a=c",
        "Content-Disposition: inline~Content-Disposition: attachment",
        "Content-Description: a~Content-Description: b",
        "no field",
        "X-Other : a blank before the colon",
        "X-\u0001Other: a control in the name",
        "\u0001Content-Type: text/plain",
        "Content-Type\u0000: text/plain"
      })
  void b7_aFieldThatDecides_thatStandsTwiceOrOddly_bindsNobody(String field) throws IOException {
    assertAmbiguous(CONTROL.replace("To: bob", unescaped(field) + "\r\nTo: bob"));
    String second = CONTROL.replace(SECOND, unescaped(field) + "\r\n" + SECOND);
    if (!field.startsWith("From")
        && !field.startsWith("MIME-Version: 1.0")
        && !field.startsWith("Date: M")
        && !field.startsWith("Subject")
        && !field.contains("base64")) {
      assertAmbiguous(second);
    }
  }

  /** All programs of the world test read them as one; B7. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MIME-Version: 1.0 | MIME-Version: 1.0",
        "MIME-Version: 1.0 | Mime-Version:~ 1.0 (a gateway)",
        "Date: Mon, 01 Jun 2026 12:00:00 +0000 | Date:~ Mon, 01 Jun 2026 12:00:00 +0000",
        "Subject: pay | SUBJECT: pay<TAB>",
        "Content-Transfer-Encoding: 7bit | Content-Transfer-Encoding: 7BIT",
        "Content-Disposition: inline | Content-Disposition: inline",
        "Sender: bob@example.org | Sender: bob@example.org"
      })
  void b7_aFieldThatStandsTwiceWithOneMeaning_isANoteAlone(String one, String again)
      throws IOException {
    String field = unescaped(one) + "\r\n";
    String mail = CONTROL.contains(field) ? CONTROL : CONTROL.replace("To: bob", field + "To: bob");
    String more = unescaped(again) + "\r\n";
    for (String twice :
        List.of(
            mail.replace(field, field + more),
            mail.replace(field, more + field),
            mail.replace("To: bob", more + "To: bob"),
            mail.replace(field, more + field + more))) {
      assertTrusted(twice);
      assertRepeated(twice, one);
    }
    assertTrusted(CONTROL.replace(TYPE, TYPE + TYPE));
    assertRepeated(CONTROL.replace(TYPE, TYPE + TYPE), "Content-Type: multipart/signed");
    assertAmbiguous(CONTROL.replace(TYPE, TYPE + TYPE.replace("bb0", "bb1")));
    String inside = signing(PLAIN + PLAIN + "\r\nPay 10 EUR to Bob.\r\n");
    assertTrusted(inside);
    assertRepeated(inside, PLAIN);
    assertThat(notes(CONTROL)).isEmpty();
  }

  private static void assertRepeated(String mail, String field) throws IOException {
    assertThat(notes(mail))
        .filteredOn(note -> note.code() == Finding.Code.FIELD_REPEATED)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code().severity()).isEqualTo(Finding.Severity.NOTE);
              assertThat(note.sentence())
                  .endsWith("is read: " + field.substring(0, field.indexOf(':')));
            });
  }

  private static List<Finding> notes(String mail) throws IOException {
    try (OpenedMail opened = open(mail)) {
      return opened.notes();
    }
  }

  private static String mixed(String multipart, String first, String second) {
    return multipart
        + "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n"
        + first
        + "\r\nPay 10 EUR to Bob.\r\n--out\r\n"
        + second
        + "\r\nWhat Carol wrote.\r\n--out--\r\n";
  }

  private static final String PLAIN = "Content-Type: text/plain\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain~Content-Type: text/html",
        "Content-Type: text/plain~Content-Transfer-Encoding: 7bit~Content-Transfer-Encoding:"
            + " base64",
        "Content-Transfer-Encoding: 7bit~Content-Transfer-Encoding: base64",
        "Content-Type: text/plain~Content-Disposition: inline~Content-Disposition: attachment",
        "Content-Type: text/plain~Content-ID: <a@b>~Content-ID: <c@d>",
        "Content-Type: text/plain~Content-Type : text/html",
        "Content-Type: text/plain; charset=utf-8; charset=utf-16",
        "Content-Type: text/plain; name=a.txt~Content-Disposition: attachment; filename=b.exe",
        "Content-Type: text/plain; name=a.txt; name*=utf-8''b.exe",
        "Content-Type: text/plain; name=\"a\\b.txt\"",
        "Content-Type: text/plain; name=\"a.exe\\\"\"",
        "Content-Type: text/plain; name=\"a\\\"; charset=utf-16; x=\\\"b.txt\"",
        "Content-Type: text/plain; name=\"=?utf-8?Q?a_\\(b\\).txt?=\"",
        "Content-Type: text/plain; x=\"a\\(b\"",
        "Content-Type: text/plain; name=\"a\\\u0007.txt\"",
        "Content-Type: application/pgp-signature; name=a.exe~Content-Disposition: inline;"
            + " filename=a",
        "Content-Type: text/html; name=a.asc~Content-Disposition: attachment; filename=a",
        "Content-Type: text/plain; name*=utf-8''a.exe%00.txt",
        "Content-Type: text/plain~Content-Transfer-Encoding: x-uuencode",
        "Content-Type: text",
        "Content-Type: text/html~no field",
        "From a line of an mbox~Content-Type: text/plain",
        "Content-Type: multipart/mixed; boundary=x",
        "X-Other: a~ ~ b~Content-Type: text/plain",
        "X-Other: a\u000bContent-Type: text/html~Content-Type: text/plain",
        "X-Other: a\u001cb~Content-Type: text/plain"
      })
  void b7_aHeaderThatTheSignerSigned_withTwoReadings_bindsNobody(String header) throws IOException {
    String odd = unescaped(header) + "\r\n";
    assertIntactAndAmbiguous(signing(odd + "\r\nPay 10 EUR to Bob.\r\n"));
    assertIntactAndAmbiguous(signing(mixed("", odd, PLAIN)));
    assertIntactAndAmbiguous(signing(mixed("", PLAIN, odd)));
    String inner = mixed("", odd, PLAIN).replace("out", "in");
    String outer =
        mixed("", PLAIN, PLAIN)
            .replaceFirst("--out\r\n", Matcher.quoteReplacement("--out\r\n" + inner + "--out\r\n"));
    assertIntactAndAmbiguous(signing(outer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain; charset = us-ascii (Plain text)",
        "Content-Type: text/plain; name=\"a name that is~ long.txt\"",
        "Content-Type: text/plain; name=\"=?utf-8?Q?gr=C3=BC=C3=9F.txt?=\"~Content-Disposition:"
            + " attachment; filename*=utf-8''gr%C3%BC%C3%9F.txt",
        "Content-Type: text/plain; name=\"a; b.txt\"~X-Other: a~X-Other: b",
        "Content-Type: text/plain; name=\"a \\(b\\) \\\"c\\\" d.txt\"",
        "Content-Type: text/plain; name=\"C:\\\\a~ \\[1\\].txt\"",
        "Content-Type: application/pgp-signature; name=\"OpenPGP_signature.asc\"~"
            + "Content-Disposition: attachment; filename=\"OpenPGP_signature\"",
        "Content-Transfer-Encoding: 7bit"
      })
  void b7_aHeaderThatTheSignerSigned_asProgramsWriteIt_staysTrusted(String header)
      throws IOException {
    String fields = unescaped(header) + "\r\n";
    assertTrusted(signing(fields + "\r\nPay 10 EUR to Bob.\r\n"));
    assertTrusted(signing(mixed("", fields, PLAIN)));
  }

  @Test
  void b7_aForwardedMessage_mayBeOldMail_andHasOneEncoding() throws IOException {
    String old = "Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\nSubject: a\r\n";
    assertTrusted(signing(mixed("", PLAIN, old + "Subject: b\r\nX-Old: a\r\n \r\n b\r\n")));
    assertTrusted(signing(mixed("", PLAIN, old)));
    String encoding = "Content-Transfer-Encoding: 8bit\r\n";
    assertTrusted(signing(mixed("", PLAIN, old + encoding)));
    assertTrusted(signing(mixed("", PLAIN, old + encoding + encoding)));
    String another = encoding.replace("8bit", "7bit");
    assertIntactAndAmbiguous(signing(mixed("", PLAIN, old + encoding + another)));
    for (String unknown : List.of("x-uuencode", "base64x", "7bit, base64")) {
      String other = encoding.replace("8bit", unknown);
      assertIntactAndAmbiguous(signing(mixed("", PLAIN, old + other)));
    }
  }

  /**
   * Some programs end at the padding, some go on behind it, some pass over other letters, or over
   * the whole line, and some decode padding that is not due.
   */
  @Test
  void b7_theBase64OfAPart_isOnePiece() throws IOException {
    String encoding = "Content-Transfer-Encoding: base64\r\n\r\n";
    String file = "Content-Type: application/pdf; name=a.pdf\r\n";
    String forwarded = "Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\n";
    for (String header : List.of(PLAIN, file, forwarded + file, forwarded)) {
      String part = header.stripTrailing() + "\r\n" + encoding;
      for (String body : List.of("UGF5\r\n\r\nIEJvYg==", "UGF5", "UGF5IEI=", "")) {
        assertTrusted(signing(mixed("out", part + body)));
      }
      for (String body :
          List.of(
              "UGF5IA==\r\nTWFsbG9yeQ==",
              "UGF5\r\n<b>\r\nUGF5",
              "UGF5!UGF5",
              "UGF5\r\n====",
              "Pay Mallory.")) {
        assertIntactAndAmbiguous(signing(mixed("out", part + body)));
      }
    }
    assertIntactAndAmbiguous(signing(PLAIN + encoding + "UGF5!UGF5\r\n"));
  }

  @Test
  void b8_aMultipartOfTheContent_mayClaimAnEncodingThatAllPassOver() throws IOException {
    for (String encoding : List.of("7bit", "8bit", "binary", "quoted-printable")) {
      String claim = "Content-Transfer-Encoding: " + encoding + "\r\n";
      assertTrusted(signing(mixed(claim, PLAIN, PLAIN)));
    }
    for (String encoding : List.of("base64", "x-other")) {
      String claim = "Content-Transfer-Encoding: " + encoding + "\r\n";
      assertIntactAndAmbiguous(signing(mixed(claim, PLAIN, PLAIN)));
    }
  }

  /** Of Unicode, of ISO 8859-1, and of languages that split lines at other controls. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000",
        "\u0007",
        "\u000b",
        "\f",
        "\u001b",
        "\u001c",
        "\u001d",
        "\u001e",
        "\u007f",
        "\r",
        "\u00c2\u0085",
        "\u00e2\u0080\u00a8",
        "\u00e2\u0080\u00a9",
        "\u0085"
      })
  void b7_whatEndsALineToSome_inAnyHeaderOnTheWay_bindsNobody(String end) throws IOException {
    String field = "X-Other: a" + end + "Content-Type: text/html\r\n";
    assertAmbiguousInLatin1(CONTROL.replace("To: bob", field + "To: bob"));
    assertAmbiguousInLatin1(CONTROL.replace("Subject: pay", "Subject: pay" + end + "more"));
    assertAmbiguousInLatin1(
        CONTROL
            .replace("To: bob", "To: \"b" + end + "\" <bob")
            .replace("org\r\nSub", "org>\r\nSub"));
    assertAmbiguousInLatin1(CONTROL.replace("micalg=sha-256", "micalg=\"sha-256" + end + "\""));
    assertAmbiguousInLatin1(CONTROL.replace(SECOND, field + SECOND));
    String part = mixed("", field + PLAIN, PLAIN);
    byte[] signature =
        People.SIGNER.signDetached(ByteSource.of(part.getBytes(StandardCharsets.ISO_8859_1)));
    assertAmbiguousInLatin1(
        CONTROL
            .replace(ENTITY, part)
            .replace(SIGNATURE, Base64.getMimeEncoder().encodeToString(signature)));
  }

  private static void assertAmbiguousInLatin1(String mail) throws IOException {
    assertThat(mail).isNotEqualTo(CONTROL);
    SignerVerdict verdict =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(ByteSource.of(mail.getBytes(StandardCharsets.ISO_8859_1)))
            .requireSigned()
            .signers()
            .get(0);
    assertThat(verdict.isIntact()).isTrue();
    assertThat(verdict.findings())
        .as(mail)
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: Gr\u00fc\u00dfe von \u00c5sa \u2026 a\u00a0b\u202f\u3000c",
        "Subject: \u9b91\u52c3\tx",
        "Subject: Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?b?YQ==?=",
        "X-Other: \u0145 \u00c5 \u0105"
      })
  void b7_lettersOfUtf8_stayTrusted(String field) throws IOException {
    assertTrusted(CONTROL.replace("Subject: pay", field));
  }

  @Test
  void b7_aProtectedHeader_namesItsAuthorAndItsSubjectOnce() throws IOException {
    String fields = "From: alice@example.org\r\nSubject: pay\r\nTo: a@example.org\r\n";
    String type = "Content-Type: text/plain; hp=\"clear\"\r\n\r\nPay 10 EUR to Bob.\r\n";
    assertTrusted(signing(fields + "To: b@example.org\r\n" + type));
    for (String more : List.of("From: bob@example.org\r\n", "Subject: no\r\n")) {
      assertThat(verdict(signing(fields + more + type)).findings())
          .extracting(Finding::code)
          .contains(Finding.Code.AMBIGUOUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"mallory@example.net~ x\" <alice@example.org>",
        "\"x\\\"~ mallory@example.net\" <alice@example.org>",
        "\"mallory@example.net\" \"x\\\"~ y\" <alice@example.org>",
        "\"mallory@example.net\" \"x~ y\" <alice@example.org>",
        "=?utf-8?Q?mallory=40example.net?= \"x~ y\" <alice@example.org>",
        "\"x~ \\\" <y\" <alice@example.org>",
        "alice@example.org (mallory@example.net~ x)"
      })
  void b6_aLineThatEndsInsideQuotesOfFrom_bindsNobody(String from) throws IOException {
    assertAmbiguous(CONTROL.replace("From: alice@example.org", "From: " + unescaped(from)));
    for (String name :
        List.of(
            "\"Alice\"\r\n",
            "\"Alice of\r\n the sales department\"",
            "\"Example, Alice \\(AE\\) and\r\n \\\"more\\\"\"",
            "\"Alice \\\\\r\n Example\"",
            "=?utf-8?Q?Dr=2E?= \"Alice\r\n Example\"")) {
      assertTrusted(
          CONTROL.replace("From: alice@example.org", "From: " + name + " <alice@example.org>"));
    }
  }

  @Test
  void b8_delimitersOfSeveralLineEnds_bindNobody() throws IOException {
    assertAmbiguous(CONTROL.replace("\r\n--bb0\r\n" + SECOND, "\n--bb0\r\n" + SECOND));
    assertAmbiguous(CONTROL.replace("--bb0\r\n" + SECOND, "--bb0\n" + SECOND));
    assertAmbiguous(CONTROL.replace("\r\n--bb0--\r\n", "\n--bb0--\r\n"));
    assertTrusted(CONTROL.replace("\r\n", "\n"));
  }

  /** A reader that looks for one line end twice finds the end of such a header further down. */
  @Test
  void b8_aHeaderThatEndsInTwoKindsOfLineEnds_bindsNobody() throws IOException {
    for (String last : List.of("boundary=bb0\r\n\r\n", "text/plain\r\n\r\n", "smime.p7s\r\n\r\n")) {
      assertThat(last).endsWith("\r\n\r\n");
      String line = last.substring(0, last.length() - 4);
      assertAmbiguous(CONTROL.replace(last, line + "\n\r\n"));
      assertAmbiguous(CONTROL.replace(last, line + "\r\n\n"));
      assertTrusted(CONTROL.replace(last, line + "\n\n"));
    }
  }

  /** Thunderbird leaves NUL out of a line before it compares it with the boundary. */
  @Test
  void b8_nulAroundThePartsOrInThem_bindsNobody() throws IOException {
    String header = "boundary=bb0\r\n\r\n";
    String end = "--bb0--\r\n";
    assertThat(CONTROL).contains(header).endsWith(end);
    assertTrusted(CONTROL.replace(header, header + "text\r\n"));
    for (String line : List.of("\0--bb0", "--b\0b0", "-\0-bb0", "--bb0\0", "\0", "text\0")) {
      assertAmbiguous(CONTROL.replace(header, header + line + "\r\n"));
      assertAmbiguous(CONTROL.replace(header, header + "\r\ntext\r\n" + line + "\r\n"));
      assertAmbiguous(CONTROL + line + "\r\n");
    }
    String type = "Content-Type: text/plain\r\nContent-Transfer-Encoding: ";
    for (String encoding : List.of("7bit", "8bit", "quoted-printable")) {
      assertIntactAndAmbiguous(signing(type + encoding + "\r\n\r\nx\0y\r\n"));
    }
    String binary = type + "binary\r\n\r\n";
    assertTrusted(signing(binary + "x\0y\r\n\0--other\r\n-\0-bb1\r\nx\0--b\0b1\r\n"));
    for (String line :
        List.of(
            "\0--bb0", "--b\0b0", "-\0-bb0", "\0-\0-\0b\0b\0" + "0\0x", "x\0--bb0", "x-\0-b\0B0")) {
      assertIntactAndAmbiguous(signing(binary + "\0x\r\n" + line + "\r\ny\r\n"));
      assertIntactAndAmbiguous(signing(binary + line));
    }
  }

  private static String signing(String content) {
    return CONTROL.replace(ENTITY, content).replace(SIGNATURE, signature(content));
  }

  /** Octets are looked at in blocks, and only where one holds NUL it is left out. */
  @Test
  void b8_nulInABoundary_inABinaryPart_isFoundWhereBlocksEnd() throws IOException {
    String binary =
        "Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n" + "\1".repeat(8_170);
    for (int before = 0; before < 30; before++) {
      String content = binary + "\1".repeat(before);
      assertIntactAndAmbiguous(signing(content + "-\0-bb0" + "\1".repeat(20_000)));
      assertTrusted(signing(content + "-\0-bb1" + "\1".repeat(20_000)));
    }
  }

  @Test
  void b8_nulInTheHeaderOfAPartOfTheContent_bindsNobody() throws IOException {
    String parts =
        "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n"
            + ENTITY
            + "--out\r\nX: y\r\n\r\nPay 10 EUR to Carol.\r\n--out--\r\n";
    assertTrusted(signing(parts));
    assertIntactAndAmbiguous(signing(parts.replace("X: y", "Content-Ty\0pe: text/html")));
  }

  @Test
  void b8_partsOfPartsOfTheContent_whoseHeadersEndSo_bindNobody() throws IOException {
    String inner = "Content-Type: text/html\r\n\r\nPay 10 EUR to Carol.\r\n";
    String alternatives =
        "Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n"
            + ENTITY
            + "--in\r\n"
            + inner
            + "--in--\r\n";
    String content =
        "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n"
            + alternatives
            + "--out--\r\n";
    String mail = CONTROL.replace(ENTITY, content).replace(SIGNATURE, signature(content));
    assertTrusted(mail);
    String changed = mail.replace("text/html\r\n\r\n", "text/html\n\r\n");
    assertThat(verdict(changed).isIntact()).isTrue();
    assertThat(verdict(changed).findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary=\"bb0 \"",
        "boundary=\"b\\b0\"",
        "boundary=(x)bb0",
        "boundary=bb0(x)",
        "boundary=<bb0>",
        "boundary=\"=?utf-8?Q?bb0?=\"",
        "boundary*=utf-8''bb0",
        "boundary*0=bb; boundary*1=0",
        "boundary=bb0; boundary=bb0",
        "boundary=bb0; x=\"; boundary=cc0\"",
        "boundary=bb0; x=\"\\\"; boundary=cc0\"",
        "boundary=bb0; x=y; x=y",
        "boundary=bb0; x*=utf-8",
        "boundary =bb0",
        "boundary= bb0",
        "boundary=bb0 (comment)"
      })
  void b8_aParameterWithTwoReadings_bindsNobody(String parameter) throws IOException {
    String mail = CONTROL.replace("boundary=bb0", parameter);
    if (open(mail).layers().isEmpty() || open(mail).failure().isPresent()) {
      return; // another boundary to us as well: no signature at all
    }
    assertAmbiguous(mail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--bb0x", "--bb0", "--bb0--", "--bb", "--b", "--b~Content-Type: text/html"})
  void b8_aLineAroundTheParts_thatLooksLikeADelimiter_bindsNobody(String line) throws IOException {
    assertAmbiguous(CONTROL + unescaped(line) + "\r\n\r\nPay 1000 EUR to Mallory.\r\n");
    if (!line.equals("--bb0") && !line.equals("--bb0--")) {
      assertAmbiguous(
          CONTROL.replaceFirst(
              "\r\n\r\n--bb0\r\n", "\r\n\r\n" + unescaped(line) + "\r\n\r\n--bb0\r\n"));
    }
  }

  /** A multipart of a text and of what is attached to it. */
  private static String mixed(String boundary, String first) {
    return "Content-Type: multipart/mixed; boundary="
        + boundary
        + "\r\n\r\n--"
        + boundary
        + "\r\n"
        + first
        + "\r\n--"
        + boundary
        + "\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nA list.\r\n--"
        + boundary
        + "--\r\n";
  }

  private static String signing(String content, String travelled) {
    return CONTROL.replace(ENTITY, travelled).replace(SIGNATURE, signature(content));
  }

  /** Emacs compares without regard to case; GMime and mutt cut lines, and mutt ignores the rest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--BB0",
        "--bB0--",
        "--Bb0 and more",
        "one --bb0 word",
        "one --BB0 word",
        "----bb0",
        "x--bb0--",
        "<a href='--bb0'>",
        " --bb0",
        "one\r--Bb0"
      })
  void b8_aBoundaryAnywhereInALine_inLettersOfAnyCase_bindsNobody(String line) throws IOException {
    String text = "Content-Type: text/plain\r\n\r\nOn one condition:\r\n";
    assertIntactAndAmbiguous(signing(text + line + "\r\nPay.\r\n"));
    assertIntactAndAmbiguous(signing(text + "y".repeat(4096) + line + "\r\nPay.\r\n"));
    assertIntactAndAmbiguous(signing(text + line));
    assertIntactAndAmbiguous(signing(mixed("in", text + line + "\r\nPay.")));
    assertIntactAndAmbiguous(signing(mixed("in", text).replace("--in\r\n", line + "\r\n--in\r\n")));
    assertIntactAndAmbiguous(signing(mixed("in", text) + line + "\r\n"));
    assertIntactAndAmbiguous(
        signing(
            "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n"
                + mixed("fw", text + line + "\r\nPay.")));
    assertAmbiguous(CONTROL + "\r\n" + line + "\r\n");
    assertAmbiguous(CONTROL.replaceFirst("\r\n\r\n--bb0\r\n", "\r\n\r\n" + line + "\r\n--bb0\r\n"));
    assertAmbiguous(CONTROL.replace("\r\n--bb0--", line + "\r\n--bb0--"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Note: one --bb0", "X-Note: one~ --BB0", "X-Note: " + "--Bb0--"})
  void b8_aBoundaryInAHeader_bindsNobody(String field) throws IOException {
    String line = unescaped(field) + "\r\n";
    assertIntactAndAmbiguous(signing(line + ENTITY));
    assertIntactAndAmbiguous(signing(mixed("in", line + ENTITY)));
    assertIntactAndAmbiguous(signing("Content-Type: message/rfc822\r\n\r\n" + line + ENTITY));
    assertAmbiguous(CONTROL.replace(SECOND, line + SECOND));
    assertAmbiguous(CONTROL.replace("To: bob", line + "To: bob"));
  }

  @Test
  void b8_anInnerBoundaryAnywhereElse_bindsNobody() throws IOException {
    for (String line : List.of("--IN", "one --in", "--in", "--in--", "--Inx")) {
      assertIntactAndAmbiguous(signing(mixed("in", ENTITY) + line + "\r\n"));
      if (!line.startsWith("--in")) {
        assertIntactAndAmbiguous(signing(mixed("in", ENTITY + line)));
        assertIntactAndAmbiguous(signing(mixed("in", line + ": x\r\n" + ENTITY)));
      }
    }
  }

  @Test
  void b8_textThatHoldsOtherBoundaries_andLongLines_stayTrusted() throws IOException {
    String text = "Content-Type: text/html\r\n\r\n";
    for (String honest :
        List.of(
            "> --other\r\n> bb0\r\n-- \r\nAlice\r\n--bb\r\n--bb1\r\n-bb0\r\n- -bb0\r\n--b b0\r\n",
            "<p>" + "x -- y <!-- bb0 --> ".repeat(300) + "</p>\r\n",
            "-".repeat(5_000) + "\r\n")) {
      assertTrusted(signing(text + honest));
      assertTrusted(signing(mixed("in", text + honest)));
      assertTrusted(
          signing(
              mixed(
                  "in",
                  "Content-Type: message/rfc822\r\n\r\nX: y\r\n" + mixed("fw", text + honest))));
    }
    // One boundary of two multiparts, one behind the other.
    String twice = mixed("alt", ENTITY);
    assertTrusted(signing(mixed("in", twice + "--in\r\n" + twice)));
  }

  @Test
  void b8_aLongLineAroundTheParts_bindsNobody() throws IOException {
    String header = "boundary=bb0\r\n\r\n";
    for (String end : List.of("\r\n", "\n")) {
      String longest = "y".repeat(998) + end;
      assertTrusted(CONTROL + longest + longest);
      assertTrusted(CONTROL.replace(header, header + longest));
      assertAmbiguous(CONTROL + longest + "y" + longest);
      assertAmbiguous(CONTROL.replace(header, header + "y" + longest));
    }
    assertAmbiguous(CONTROL + "y".repeat(999));
  }

  /** GMime takes off as many octets before a delimiter as end it; Go looks at the first of them. */
  @Test
  void b8_lineEndsThatWereChangedAtSomeDelimiters_bindNobody() throws IOException {
    String content = mixed("out", mixed("in", ENTITY));
    assertTrusted(signing(content));
    assertTrusted(signing(content, content.replace("\r\n", "\n")));
    assertTrusted(signing(content).replace("\r\n", "\n"));
    assertTrusted(
        signing(content, content.replace("Pay 10 EUR to Bob.\r\n", "Pay 10 EUR to Bob.\n")));
    int found = 0;
    for (int at = content.indexOf("\r\n"); at >= 0; at = content.indexOf("\r\n", at + 1)) {
      boolean behind = content.substring(0, at).matches("(?s).*\n--(in|out)(--)?");
      boolean before =
          content.startsWith("\r\n--", at)
              && !content.substring(0, at).matches("(?s).*boundary=(in|out)\r\n");
      if (behind || before) {
        found++;
        String changed = content.substring(0, at) + content.substring(at + 1);
        assertIntactAndAmbiguous(signing(content, changed));
      }
    }
    assertThat(found).isEqualTo(10);
    int inner = content.indexOf("--in\r\n");
    int end = content.indexOf("--in--\r\n") + 8;
    String level = content.substring(inner, end);
    assertIntactAndAmbiguous(signing(content, content.replace(level, level.replace("\r\n", "\n"))));
  }

  /** Camel takes the outer delimiter for the inner one and more. */
  @Test
  void b8_aBoundaryThatBeginsAnother_bindsNobody() throws IOException {
    for (String inner : List.of("bb0x", "BB0-x", "bb0--x")) {
      assertIntactAndAmbiguous(signing(mixed(inner, ENTITY)));
    }
    for (String inner : List.of("bb", "B", "BB0")) {
      String closed = mixed(inner, ENTITY);
      String unclosed = closed.substring(0, closed.lastIndexOf("--" + inner));
      assertIntactAndAmbiguous(signing(unclosed));
    }
    assertTrusted(signing(mixed("bb", ENTITY)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/html",
        "application/pdf",
        "image/png",
        "application/pdf; name=smime.p7s",
        "application/octet-stream",
        "application/octet-stream; name=smime.p7m"
      })
  void b8_aSecondPartThatIsNoSignatureByItsType_bindsNobody(String type) throws IOException {
    assertAmbiguous(
        CONTROL
            .replace("application/pkcs7-signature; name=smime.p7s\r\n", type + "\r\n")
            .replace("Content-Disposition: attachment; filename=smime.p7s\r\n", ""));
  }

  @Test
  void b7_aLineOfAnMbox_beforeTheHeaderOfTheSecondPart_bindsNobody() throws IOException {
    assertAmbiguous(CONTROL.replace(SECOND, "From EVIL pay 1000 EUR\r\n" + SECOND));
    assertTrusted("From alice@example.org Mon Jun  1 12:00:00 2026\r\n" + CONTROL);
    assertAmbiguous("From mallory@example.net\r\n" + CONTROL); // mutt shows the header as text
  }

  @ParameterizedTest
  @CsvSource({
    "application/pkcs7-mime; smime-type=signed-data, true",
    "application/x-pkcs7-mime, true",
    "application/octet-stream; name=smime.p7m, true",
    "application/octet-stream; name=smime.p7z, false",
    "application/cms, false",
    "application/pkcs7-signature, false"
  })
  void b9_aMessageThatIsCms_isSoByItsType(String type, boolean regular) throws IOException {
    String mail =
        HEADER
            + "Content-Type: "
            + type
            + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder()
                .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY))));
    assertThat(verdict(mail).findings())
        .extracting(Finding::code)
        .isEqualTo(regular ? java.util.List.of() : java.util.List.of(Finding.Code.AMBIGUOUS));
    assertThat(text(open(mail).content().bytes())).isEqualTo(ENTITY);
  }

  @Test
  void b9_anotherType_isNoCmsByItsName() throws IOException {
    String mail =
        HEADER
            + "Content-Type: application/pdf; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder()
                .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY))));
    assertThat(open(mail).layers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hp=clear(x)",
        "hp=\"clear \"",
        "hp=clean",
        "hp=\"\"",
        "hp*=utf-8''clear",
        "hp*0=clear",
        "hp =clear",
        "(x)hp=clear",
        "hp=clear; hp=cipher",
        "protected-headers=v2",
        "protected-headers=\"v1\"; x=(y)"
      })
  void b12_aParameterHp_thatIsNotKnown_protectsAndIsADoubt(String parameter) throws IOException {
    String inner =
        "From: carol@example.org\r\nContent-Type: text/plain; " + parameter + "\r\n\r\nPay.\r\n";
    String mail = CONTROL.replace(ENTITY, inner).replace(SIGNATURE, signature(inner));
    OpenedMail opened = open(mail);
    assertThat(ReadMail.of(opened).protectedHeaders().map(ProtectedHeaders::isFromAnother))
        .contains(true);
    assertThat(opened.requireSigned().signers().get(0).findings())
        .extracting(Finding::code)
        .contains(Finding.Code.AMBIGUOUS);
  }

  @Test
  void b7_aCallerWhoNamesTheSigner_isNotAnsweredByAMessageWithADoubt() throws IOException {
    String mail = CONTROL.replace("boundary=bb0", "boundary=bb0 (x)");
    var asked = People.VERIFIER.expecting(org.smime4j.ExpectedSigner.address("alice@example.org"));
    assertThat(
            MailReader.with(People.DECRYPTOR, asked)
                .open(ByteSource.of(octets(mail)))
                .requireSigned()
                .signers()
                .get(0)
                .findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AMBIGUOUS);
  }

  // ---- exactly the octets ----------------------------------------------------------------------

  @Test
  void signedText_withoutAMimeHeader_isADocument_andStaysWhole() throws IOException {
    String document = "Note: I do not agree with this:\r\n\r\nI agree. Alice\r\n";
    String mail =
        HEADER
            + "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder()
                .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(document))));
    OpenedMail opened = open(mail);
    assertThat(text(opened.requireSigned().requireTrusted().bytes())).isEqualTo(document);
    assertThat(text(opened.content().bytes())).isEqualTo(document);
    assertThat(text(opened.root().orElseThrow().content().bytes())).isEqualTo(document);
  }

  @Test
  void aPartWhoseLineEndsChanged_hasTheOctetsThatWereSigned() throws IOException {
    String inner =
        "Content-Type: multipart/mixed; boundary=cc0\r\n\r\n--cc0\r\n"
            + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            + "a\r\nb\r\nc\r\n--cc0--\r\n";
    String mail = CONTROL.replace(ENTITY, inner).replace(SIGNATURE, signature(inner));
    for (String travelled : new String[] {mail, mail.replace("\r\n", "\n")}) {
      OpenedMail opened = open(travelled);
      MailPart part = opened.root().orElseThrow().children().get(0);
      assertThat(text(part.content().bytes())).isEqualTo("a\r\nb\r\nc");
      assertThat(text(opened.content().bytes())).isEqualTo(inner);
    }
  }

  @Test
  void detachedBinaryContent_comesOutAsItIs() throws IOException {
    byte[] binary = new byte[300];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i % 3 == 0 ? '\n' : i);
    }
    byte[] detached = People.SIGNER.signDetached(ByteSource.of(binary));
    OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .withDetachedContent(ByteSource.of(binary))
            .open(ByteSource.of(detached));
    assertThat(opened.unverifiedContent("it is compared").bytes()).isEqualTo(binary);
  }

  // ---- one line --------------------------------------------------------------------------------

  /** Also where something inside speaks against the author, and where a signature is opaque. */
  @Test
  void noSignature_isVerifiedTwice() throws IOException {
    String another =
        "From: carol@example.org\r\nContent-Type: text/plain; hp=\"clear\"\r\n\r\nPay.\r\n";
    String opaque =
        "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder()
                .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(another))));
    for (String mail :
        new String[] {
          CONTROL,
          CONTROL.replace("boundary=bb0", "boundary=bb0 (x)"),
          CONTROL.replace(ENTITY, another).replace(SIGNATURE, signature(another)),
          HEADER + opaque
        }) {
      CountingProvider counted = new CountingProvider(Security.getProvider("SunEC"));
      MailReader.with(People.DECRYPTOR, People.VERIFIER.using(counted))
          .open(ByteSource.of(octets(mail)))
          .close();
      Map<String, Integer> verified =
          counted.counts().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith("verify"))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      // One for the signature, and one for each of the two certificates of its path.
      assertThat(verified.values().stream().mapToInt(Integer::intValue).sum())
          .as("%s: %s", counted.counts(), mail)
          .isLessThanOrEqualTo(3)
          .isPositive();
    }
  }

  @Test
  void anUnforeseenFailure_keepsItsCause_whereNoKeyWasUsed() {
    ByteSource odd =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.of(10);
          }

          @Override
          public java.io.InputStream open() {
            throw new IllegalStateException("the store is closed");
          }
        };
    Optional<? extends Exception> failure = failure(odd);
    assertThat(failure.orElseThrow()).hasRootCauseMessage("the store is closed");
  }

  private static Optional<? extends Exception> failure(ByteSource odd) {
    try (OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(odd)) {
      return opened.failure();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  @Test
  void aHeaderThatIsNotUtf8_isADoubt_whereItDecides() throws IOException {
    byte[] latin =
        CONTROL
            .replace("From: alice", "From: J\u00fcrgen <alice")
            .replace("example.org\r\nTo", "example.org>\r\nTo")
            .getBytes(StandardCharsets.ISO_8859_1);
    SignerVerdict verdict =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(ByteSource.of(latin))
            .requireSigned()
            .signers()
            .get(0);
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.AMBIGUOUS);
  }
}
