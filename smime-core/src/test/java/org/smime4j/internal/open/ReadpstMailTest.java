package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/**
 * What readpst makes of S/MIME is restored only if nothing else stands in the file (threat B20).
 */
class ReadpstMailTest {

  private static final String BOUNDARY = "--boundary-LibPST-iamunique-1599215037_-_-";
  private static final String FIELDS =
      "From: Alice <alice@example.org>\nTo: bob@example.org\nSubject: hello\n"
          + "Date: Mon, 01 Jun 2026 12:00:00 +0000\n";
  private static final String TYPE =
      "Content-Type: multipart/mixed;\n\tboundary=\"" + BOUNDARY + "\"\n";
  private static final String OF_PART =
      "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; \n"
          + "        filename*=utf-8''smime.p7m;\n        filename=\"smime.p7m\"\n";
  private static final String STRANGER = "Content-Type: text/plain\n\nPay Mallory.\n";

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String base64(byte[] octets) {
    return new String(
        Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(octets), StandardCharsets.US_ASCII);
  }

  private static String part(String type, byte[] body) {
    return "--"
        + BOUNDARY
        + "\nContent-Type: "
        + type
        + "\n"
        + OF_PART
        + "\n"
        + base64(body)
        + "\n\n\n";
  }

  private static String opaque() throws IOException {
    return part(
        "application/pkcs7-mime",
        People.SIGNER.signOpaque(
            ByteSource.of(octets("Content-Type: text/plain\r\n\r\nHello\r\n"))));
  }

  private static String file(String part) {
    return FIELDS + "MIME-Version: 1.0\n" + TYPE + "\n\n" + part + "--" + BOUNDARY + "--\n\n";
  }

  private static OpenedMail open(String file) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER)
        .restoring()
        .open(ByteSource.of(octets(file)));
  }

  private static boolean isTrusted(String file) throws IOException {
    try {
      open(file).requireSigned().requireTrusted();
      return true;
    } catch (SmimeException e) {
      return false;
    }
  }

  @Test
  void whatReadpstWrites_isRestored() throws IOException {
    assertThat(isTrusted(file(opaque()))).isTrue();
    assertThat(isTrusted(file(opaque()).replaceFirst("\n\n$", "\n"))).isTrue();
    assertThat(open(file(opaque())).field("Subject").orElseThrow().value()).isEqualTo("hello");
    String ofThunderbird = "Content-Description: S/MIME Encrypted Message\n" + TYPE;
    assertThat(isTrusted(file(opaque()).replace(TYPE, ofThunderbird))).isTrue();
    // The caller has to ask for it: anyone may have written the file.
    assertThat(
            MailReader.with(People.DECRYPTOR, People.VERIFIER)
                .open(ByteSource.of(octets(file(opaque()))))
                .layers())
        .allMatch(layer -> !layer.isWhole());
  }

  static List<String> others() throws IOException {
    String file = file(opaque());
    String end = "--" + BOUNDARY + "--\n";
    String begin = "--" + BOUNDARY + "\n";
    String signed = "multipart/signed";
    byte[] entity =
        octets(
            "Subject: other\r\nContent-Type: application/pkcs7-mime\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + base64(
                    People.SIGNER.signOpaque(
                        ByteSource.of(octets("Content-Type: text/plain\r\n\r\nHello\r\n")))));
    return List.of(
        file.replace(end, begin + STRANGER + end),
        file.replace(end, begin.replace("\n", " \n") + STRANGER + end),
        file.replace(end, begin.replace("\n", "\r\n") + STRANGER + end),
        file.replace(end, begin.toUpperCase(java.util.Locale.ROOT) + STRANGER + end),
        file.replace("\n\n" + begin, "\n\n" + begin + STRANGER + begin),
        file.replace("\n\n" + begin, "\n\nPay Mallory.\n" + begin),
        file + "Pay Mallory.\n",
        file.replace(end, end + "\n" + begin + STRANGER),
        file.replace("\n\n" + end, "\n\nPay Mallory.\n" + end),
        file.replace("MIME-Version: 1.0\n", ""),
        file.replace("MIME-Version: 1.0\n", "MIME-Version: 1.0\nMIME-Version: 1.0\n"),
        file.replace("MIME-Version: 1.0", "MIME-Version: 2.0"),
        file.replace(TYPE, TYPE + "Content-Type: text/html\n"),
        file.replace(TYPE, "Content-Type: text/html\n" + TYPE),
        file.replace(TYPE, "Content-Type : text/html\n" + TYPE),
        file.replace(TYPE, "Content-Transfer-Encoding: base64\n" + TYPE),
        file.replace(TYPE, "Content-Disposition: attachment; filename=\"a.html\"\n" + TYPE),
        file.replace(TYPE, "Content-Description: Pay Mallory\n" + TYPE),
        file.replace(TYPE, TYPE.replace("mixed;", "mixed; boundary=x;")),
        file.replace(TYPE, TYPE.replace("Content-Type", "content-type")),
        file.replace(TYPE, TYPE.replace("multipart/mixed", "multipart/alternative")),
        file.replace("smime.p7m\"\n\n", "smime.html\"\n\n"),
        file.replace(OF_PART, OF_PART + "Content-Type: text/html\n"),
        file.replace(OF_PART, OF_PART.replace("base64", "8bit")),
        file.replace("\n\n\n--", "\n!\n\n--"),
        file.replace("\n\n\n--", "====\n\n\n--"),
        file.replaceFirst("\n\nMI", "\n\n MI"),
        file.replaceFirst("(?<=\n\nMI.{20})", "\n"),
        file.replace("\n", "\r\n"),
        "From x@example.org Mon Jun  1 12:00:00 2026\n" + file,
        file(part(signed, entity)));
  }

  /** Programs show the stranger's text, or nothing: no signature is one of the whole message. */
  @ParameterizedTest
  @MethodSource("others")
  void b20_whatReadpstDoesNotWrite_isOpenedAsItIs(String other) throws IOException {
    assertThat(other).isNotEqualTo(file(opaque()));
    assertThat(isTrusted(other)).isFalse();
    OpenedMail mail = open(other);
    if (mail.failure().isEmpty()) {
      assertThat(mail.layers()).noneMatch(layer -> layer.isWhole());
    }
  }

  /** What the regular message has in its own header is judged with it. */
  @Test
  void b20_aSecondFromInTheHeader_isJudged() throws IOException {
    assertThat(isTrusted("From: mallory@example.org\n" + file(opaque()))).isFalse();
    assertThat(isTrusted("Subject: other\n" + file(opaque()))).isFalse();
    assertThat(isTrusted(file(opaque()).replace("alice@", "mallory@"))).isFalse();
  }
}
