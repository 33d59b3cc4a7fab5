package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.octets;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.MailReader;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What other programs show of a signed mail, and nobody signed, has no author. */
public class BesideTheSignatureTest {

  private static final String ENTITY =
      "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello Bob\r\n";

  private static String mail(String before, String secondPart) throws Exception {
    String signature =
        Base64.getMimeEncoder()
            .encodeToString(People.SIGNER.signDetached(ByteSource.of(octets(ENTITY))));
    return "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\n"
        + before
        + "MIME-Version: 1.0\r\n"
        + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
        + "\tmicalg=sha-256; boundary=\"b\"\r\n\r\n--b\r\n"
        + ENTITY
        + "\r\n--b\r\n"
        + secondPart.replace("SIGNATURE", signature)
        + "\r\n--b--\r\n";
  }

  private static OpenedMail open(String before, String secondPart) throws Exception {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER)
        .open(ByteSource.of(octets(mail(before, secondPart))));
  }

  private static final String SECOND =
      "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n"
          + "Content-Transfer-Encoding: base64\r\n\r\nSIGNATURE";

  @Test
  void theControlIsTrusted() throws Exception {
    try (OpenedMail opened = open("", SECOND)) {
      assertThat(opened.requireSigned().requireTrusted().bytes()).isEqualTo(octets(ENTITY));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/html\r\n\r\n<p>Another account</p>\r\n-----BEGIN PKCS7-----\r\n"
            + "SIGNATURE\r\n-----END PKCS7-----",
        "Content-Type: text/plain\r\n\r\nAnother account\r\n\r\nSIGNATURE",
        "\r\n-----BEGIN PKCS7-----\r\nSIGNATURE\r\n-----END PKCS7-----",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "Another account!\r\nSIGNATURE",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "MIIG base64\r\nSIGNATURE",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "\r\nMIIG\tbase64\r\n\r\nAnother: account\r\nSIGNATURE",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "\fMIIGbase64\r\nSIGNATURE",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "\013MIIGbase64\r\nSIGNATURE",
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + "MIIGbase64\034\r\nSIGNATURE"
      })
  void b1_b8_textThatIsShownInPlaceOfTheSignature_isNobodys(String secondPart) throws Exception {
    try (OpenedMail opened = open("", secondPart)) {
      assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
          .isInstanceOf(SmimeException.class);
    }
  }

  /**
   * Ruby's Mail takes a Content-Location and either parameter for the name; GMime and Camel decode
   * padding behind the padding.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: attachment; name=invoice.pdf\r\n\r\nSIGNATURE",
        "Content-Disposition: attachment; filename=a.p7s; name=invoice.pdf\r\n\r\nSIGNATURE",
        "Content-Location: invoice.html\r\n\r\nSIGNATURE",
        "Content-Location: http://example.org/smime.p7s\r\n\r\nSIGNATURE",
        "Content-Location: =?utf-8?q?invoice=2Ehtml?=\r\n\r\nSIGNATURE",
        "Content-Description: An invoice (S/MIME).pdf\r\n\r\nSIGNATURE",
        "\r\nSIGNATURE\r\n====",
        "\r\nSIGNATURE\r\n=\r\n=\r\n="
      })
  void b8_theSignatureIsNoOtherFile_toAnyProgram(String secondPart) throws Exception {
    String type =
        "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n";
    try (OpenedMail opened = open("", type + secondPart)) {
      assertThat(opened.requireSigned().worst().findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.AMBIGUOUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Disposition: attachment; name=smime.p7s\r\n\r\nSIGNATURE",
        "Content-Location: smime.p7s\r\n\r\nSIGNATURE",
        "Content-Description: Signature (S/MIME)\r\n\r\nSIGNATURE",
        "\r\n\r\n\r\nSIGNATURE\r\n\r\n"
      })
  void b8_theSignatureMayBeNamedAsOne(String secondPart) throws Exception {
    try (OpenedMail opened =
        open(
            "",
            "Content-Type: application/pkcs7-signature; filename=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + secondPart)) {
      assertThat(opened.requireSigned().requireTrusted().bytes()).isEqualTo(octets(ENTITY));
    }
  }

  /** The object begins in one padded group and goes on behind lines that others decode. */
  @ParameterizedTest
  @ValueSource(strings = {"", "!MIIGbase64\r\n", "!MIIGbase64\r\n\r\n!MIIGbase64\r\n"})
  void b7_anObjectInSeveralPieces_withLinesBetweenThem_isNobodys(String between) throws Exception {
    byte[] cms = People.SIGNER.signOpaque(ByteSource.of(octets(ENTITY)));
    Base64.Encoder base64 = Base64.getMimeEncoder();
    String text =
        base64.encodeToString(Arrays.copyOf(cms, 2))
            + "\r\n"
            + between
            + base64.encodeToString(Arrays.copyOfRange(cms, 2, cms.length));
    byte[] mail =
        octets(
            "From: Alice <alice@example.org>\r\nTo: bob@example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + text
                + "\r\n");
    ByteSource inNoArray = new StreamedOctets(mail);
    for (ByteSource each : List.of(ByteSource.of(mail), inNoArray)) {
      try (OpenedMail opened = MailReader.with(People.DECRYPTOR, People.VERIFIER).open(each)) {
        SignatureReport report = opened.requireSigned();
        assertThat(report.signers().get(0).isIntact()).isTrue();
        if (between.isEmpty()) {
          assertThat(report.requireTrusted().bytes()).isEqualTo(octets(ENTITY));
        } else {
          assertThatThrownBy(report::requireTrusted).isInstanceOf(SmimeException.class);
        }
      }
    }
  }

  /** As from a file or a store: nobody can look at the array. */
  private record StreamedOctets(byte[] all) implements ByteSource {
    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(all.length);
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(all);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\001Content-Type: text/html\r\n",
        "Content-Type\013: text/html\r\n",
        "\001Content-Transfer-Encoding: base64\r\n",
        "\037From: mallory@example.org\r\n",
        "Date\001: Mon, 1 Jun 2026 12:00:00 +0000\r\n",
        "Date: (Wed, 25 Nov 2026 10:00:00 +0000) Mon, 1 Jun 2026 12:00:00 +0000\r\n"
      })
  void b7_fieldsThatOtherProgramsReadOtherwise_bindNobody(String field) throws Exception {
    try (OpenedMail opened = open(field, SECOND)) {
      assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
          .isInstanceOf(SmimeException.class);
    }
  }
}
