package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.MailReader;
import org.smime4j.findings.Finding;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** The part with the signature is a signature alone, by its name and by what it holds (B8, B9). */
public class SignaturePartTest {

  private static final String ENTITY = "Content-Type: text/plain\r\n\r\nPay 10 EUR to Bob.\r\n";
  private static final String NAMED = "; name=smime.p7s\r\nContent-Disposition: attachment";
  private static final byte[] SIGNATURE = signature();
  private static final String TEXT = Base64.getMimeEncoder().encodeToString(SIGNATURE);

  private static byte[] signature() {
    try {
      return People.SIGNER.signDetached(ByteSource.of(octets(ENTITY)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(String version) {
    return "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: pay\r\n"
        + "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n"
        + version;
  }

  private static String signed(String preamble, String part, String text) {
    return "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
        + " micalg=sha-256; boundary=bb0\r\n\r\n"
        + preamble
        + "--bb0\r\n"
        + ENTITY
        + "\r\n--bb0\r\nContent-Type: application/pkcs7-signature"
        + part
        + "\r\n\r\n"
        + text
        + "\r\n--bb0--\r\n";
  }

  private static String mail(String part, String text) {
    return header("MIME-Version: 1.0\r\n") + signed("", part, text);
  }

  private static void assertTrusted(String mail, boolean trusted) throws IOException {
    byte[] octets = mail.getBytes(StandardCharsets.ISO_8859_1);
    SignerVerdict verdict =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(ByteSource.of(octets))
            .requireSigned()
            .signers()
            .get(0);
    assertThat(verdict.isIntact()).as(mail).isTrue();
    if (trusted) {
      assertThat(verdict.state()).as(mail).isEqualTo(SignerVerdict.State.TRUSTED);
    } else {
      assertThat(verdict.findings())
          .as(mail)
          .extracting(Finding::code)
          .containsExactly(Finding.Code.AMBIGUOUS);
    }
  }

  private static final String BASE64 = "\r\nContent-Transfer-Encoding: base64";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "; name=smime.p7s | true",
        "; name=SMIME.P7M | true",
        "; name=.p7s | true",
        "; name=\"a contract (2), by Bob & Co.pdf.p7s\" | true",
        "; name=\"=?utf-8?Q?gr=C3=BC=C3=9Fe.p7s?=\" | true",
        "; name=invoice.pdf | false",
        "; name=smime.p7s.html | false",
        "; name=smime | false",
        "; name=\"smime.p7s \" | false",
        "; name=\"invoice.pdf:.p7s\" | false",
        "; name=\"invoice.pdf/.p7s\" | false",
        "; name=\"=?utf-8?Q?invoice.pdf?=\" | false",
        "; name*=utf-8''invoice.pdf%00.p7s | false",
        "; name*=utf-8''gr%C3%BC%C3%9Fe.p7s | true",
        "; name*=utf-7''invoice.pdf+AAA-.p7s | false",
        "; name*=hz''invoice.pdf~{.p7s | false",
        "; name*0*=utf-8''invoice; name*1=\"%00.p7s\" | false",
        "; name=\"=?us-ascii?q?invoice.pdf?= =?cp037?q?=4B=97=F7=A2?=\" | false",
        "; name=\"=?utf-8?b?aW52b2ljZXMucGRm-LnA3cw==?=\" | false",
        "; name=\"=?utf-8?q?invoice?=.p7s\" | false",
        "; name*=utf-8''invoice.pdf%0A.p7s | false",
        "; name*=utf-8''invoice.pdf%E2%80%A8.p7s | false"
      })
  void b8_theNameOfASignature_isThatOfCms(String name, boolean trusted) throws IOException {
    assertTrusted(mail(name + BASE64, TEXT), trusted);
    String filename = "\r\nContent-Disposition: attachment" + name.replace("; name", "; filename");
    assertTrusted(mail(filename + BASE64, TEXT), trusted);
    assertTrusted(mail("; name=smime.p7s" + filename + BASE64, TEXT), trusted);
  }

  @Test
  void b8_aSignatureWithoutAName_isTrusted() throws IOException {
    assertTrusted(mail(BASE64, TEXT), true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>pay</html>", "!", "-----END CMS-----", "EVIL:", "=?x?="})
  void b8_textBesideTheBase64OfASignature_bindsNobody(String line) throws IOException {
    for (String encoding : new String[] {"base64", "7bit", "8bit"}) {
      String part = NAMED + "\r\nContent-Transfer-Encoding: " + encoding;
      assertTrusted(mail(part, TEXT), true);
      assertTrusted(mail(part, TEXT + "\r\n" + line), false);
      assertTrusted(mail(part, TEXT.replace("\r\n", "") + "\r\n" + line), false);
    }
  }

  @Test
  void b8_whiteSpaceInTheBase64OfASignature_isNoText() throws IOException {
    assertTrusted(
        mail(NAMED + BASE64, "\r\n" + TEXT.replace("\r\n", " \r\n\r\n\t") + "\r\n"), true);
    assertTrusted(mail(NAMED + BASE64, TEXT.replace("\r\n", "")), true);
  }

  @Test
  void b8_aSignatureThatIsEncodedTwice_isTextToOthers() throws IOException {
    String page = "<html>pay</html>\r\n" + TEXT;
    for (String inner : new String[] {TEXT, page}) {
      String twice = Base64.getMimeEncoder().encodeToString(octets(inner));
      assertTrusted(mail(NAMED + BASE64, twice), false);
    }
    assertTrusted(mail(NAMED + "\r\nContent-Transfer-Encoding: binary", TEXT), false);
  }

  @Test
  void b8_octetsBehindASignature_bindNobody() throws IOException {
    String binary = NAMED + "\r\nContent-Transfer-Encoding: binary";
    String der = new String(SIGNATURE, StandardCharsets.ISO_8859_1);
    assertTrusted(mail(binary, der), true);
    assertTrusted(mail(binary, der + "%PDF-1.4"), false);
    assertTrusted(mail(binary, der + "\0"), false);
  }

  @Test
  void b8_textAroundTheParts_bindsNobody_whereThereIsNoMimeVersion() throws IOException {
    String signed = signed("Pay Mallory.\r\n\r\n", NAMED + BASE64, TEXT);
    assertTrusted(header("MIME-Version: 1.0\r\n") + signed, true);
    assertTrusted(header("Mime-Version: 1.0 (a (nested) comment)\r\n") + signed, true);
    assertTrusted(header("") + signed("", NAMED + BASE64, TEXT), true);
    assertTrusted(header("") + signed, false);
    assertTrusted(header("") + signed("", NAMED + BASE64, TEXT) + "Pay Mallory.\r\n", false);
    assertTrusted(header("MIME-Version: 2.0\r\n") + signed, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "; name=smime.p7m | '' | true",
        "; name=smime.p7m~Content-Disposition: attachment; filename=smime.p7m | '' | true",
        "'' | '' | false",
        "; name=invoice.html | '' | false",
        "; name=smime.p7m~Content-Disposition: inline | '' | false",
        "; name=smime.p7m | pay~ | false"
      })
  void b9_aMimeEntityInThePlaceOfCms_isAFileOfCmsToOthers(
      String type, String preamble, boolean trusted) throws IOException {
    String fields = "Content-Type: application/pkcs7-mime" + type.replace("~", "\r\n");
    String inside = signed(preamble.replace("~", "\r\n"), NAMED + BASE64, TEXT);
    assertTrusted(header("MIME-Version: 1.0\r\n") + fields + "\r\n\r\n" + inside, trusted);
  }

  @Test
  void b9_theNameOfAnOpaqueSignature_isThatOfCms() throws IOException {
    String text =
        Base64.getMimeEncoder()
            .encodeToString(People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY))));
    String type = header("MIME-Version: 1.0\r\n") + "Content-Type: application/pkcs7-mime; name=";
    assertTrusted(type + "smime.p7m" + BASE64 + "\r\n\r\n" + text, true);
    assertTrusted(type + "invoice.html" + BASE64 + "\r\n\r\n" + text, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\nContent-Description: contract.pdf",
        "\r\nContent-Description: Pay 1000 EUR",
        "\r\nContent-Description: =?utf-8?q?contract=2Epdf?=",
        "\r\nContent-Disposition: attachment; filename*1*=.p7s; filename*0*=utf-8''contract.pdf",
        "\r\nContent-Disposition: attachment; filename*=utf-8''contract.pdf%C2%85.p7s",
        "\r\nX-Note: a\r\n \r\nX-Other: Pay 1000 EUR"
      })
  void b9_whatSomeProgramsShowAsANameOrAText_bindsNobody(String part) throws IOException {
    assertTrusted(mail(part + "\r\nContent-Transfer-Encoding: base64", TEXT), false);
  }

  @ParameterizedTest
  @CsvSource({"30, true", "64, true", "65, false", "128, false"})
  void b9_moreParametersThanAProgramReads_bindNobody(int parameters, boolean trusted)
      throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 1; i < parameters; i++) {
      many.append("; a").append(i).append("=b");
    }
    assertTrusted(mail(many + "; name=smime.p7s" + BASE64, TEXT), trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"S/MIME Cryptographic Signature", "Kryptografische S/MIME-Signatur", "smime.p7s"})
  void aDescriptionOfTheSignature_isNoName(String description) throws IOException {
    assertTrusted(
        mail(
            NAMED
                + "\r\nContent-Description: "
                + description
                + "\r\nContent-Transfer-Encoding: base64",
            TEXT),
        true);
  }

  @ParameterizedTest
  @CsvSource({"80, true", "2000, false", "989, true", "992, false"})
  void b8_aDelimiterLineThatIsCut_bindsNobody(int blanks, boolean trusted) throws IOException {
    String mail = mail(NAMED + "\r\nContent-Transfer-Encoding: base64", TEXT);
    String padded = mail.replace("\r\n--bb0--", "\r\n--bb0--" + " ".repeat(blanks));
    assertTrusted(padded, trusted);
  }

  @ParameterizedTest
  @CsvSource({"1.0, true", "1.0 (plain), true", "1\\7.0, false", "1.\\0, false", "\\1.0, false"})
  void b7_aBackslash_isNoPartOfAVersion(String version, boolean trusted) throws IOException {
    assertTrusted(
        header("MIME-Version: " + version + "\r\n")
            + signed("", NAMED + "\r\nContent-Transfer-Encoding: base64", TEXT),
        trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Apparently-From: mallory@evil.example\r\n",
        "X-Unused: x\r\nSubject: =?UTF-8?Q?a=\u00e9b?=\r\n"
      })
  void b6_b7_whatSomeProgramsTakeForTheAuthorOrTheSubject_bindsNobody(String fields)
      throws IOException {
    String header = header("MIME-Version: 1.0\r\n");
    String mail =
        fields + (fields.contains("Subject") ? header.replace("Subject: pay\r\n", "") : header);
    assertTrusted(mail + signed("", NAMED + "\r\nContent-Transfer-Encoding: base64", TEXT), false);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'boundary=bb0\t; x=y', false",
        "'boundary=bb0 ; x=y', false",
        "'boundary=\"bb0\"\t; x=y', false",
        "'boundary=\"bb0\" ; y=\" boundary= evil \"', false",
        "'boundary=\"bb0\" ; x=y', true",
        "'x=y ; boundary=\"bb0\"', true"
      })
  void b8_aBlankBeforeASemicolon_isNoPartOfABoundary(String parameter, boolean trusted)
      throws IOException {
    String mail = mail(NAMED + "\r\nContent-Transfer-Encoding: base64", TEXT);
    assertTrusted(mail.replace("boundary=bb0", parameter), trusted);
  }

  @ParameterizedTest
  @CsvSource({"Mon Jun, true", "mon jun, false", "Xun Nov, false"})
  void b7_anMboxLineThatIsNone_bindsNobody(String day, boolean trusted) throws IOException {
    String mail = mail(NAMED + "\r\nContent-Transfer-Encoding: base64", TEXT);
    assertTrusted("From a@b " + day + "  1 12:00:00 2026\r\n" + mail, trusted);
  }
}
