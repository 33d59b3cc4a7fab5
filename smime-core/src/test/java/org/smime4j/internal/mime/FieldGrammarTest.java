package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every reader reads alike, and what some reader does not (B7, B8). */
class FieldGrammarTest {

  private static byte[] octets(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        " text/plain",
        " TEXT/Plain ; charset=utf-8",
        " text/plain; charset=utf-8;",
        " multipart/signed; boundary=bb",
        " multipart/signed; boundary=\"----=_Part/1.2+3\"; micalg=\"sha-256,sha-512\"",
        " multipart/signed;\r\n\tprotocol=\"application/pkcs7-signature\";\r\n boundary=\"a.b\"",
        " multipart/signed;\n boundary=b",
        " application/pkcs7-mime; name=\"gr\u00fc\u00dfe (1).p7m\"",
        " application/pkcs7-mime; name*=UTF-8''gr%C3%BC.p7m",
        " application/pkcs7-mime; name*0=a; name*1=b",
        " application/pkcs7-mime; name*0*=utf-8'en'a%20; name*1=\"b c\"; name*2*=%64",
        " multipart/signed; boundary=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01234567",
      })
  void b8_plainMediaTypes_areRegular(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "text/",
        "/plain",
        "text /plain",
        "text/plain (a comment)",
        "text/plain; (a comment) charset=utf-8",
        "text/plain; charset=(a comment)utf-8",
        "text/plain; charset =utf-8",
        "text/plain; charset= utf-8",
        "text/plain;; charset=utf-8",
        "text/plain; charset",
        "text/plain charset=utf-8",
        "text/plain, charset=utf-8",
        "text/plain; charset=utf-8; charset=utf-8",
        "text/plain; charset=utf-8; CHARSET=latin1",
        "text/plain; charset=\"utf-8",
        "text/plain; charset=\"utf-8\"x",
        "text/plain; name=\"a\\\"b\"",
        "text/plain; name=\"a; boundary=b\"",
        "text/plain; name=a; name*=utf-8''b",
        "text/plain; name*=utf-8''b; name=a",
        "text/plain; name*0=a; name=b",
        "text/plain; name=b; name*0=a",
        "text/plain; name*0=a; name*2=b",
        "text/plain; name*1=a",
        "text/plain; name*00=a",
        "text/plain; name*0=a; name*0=b",
        "text/plain; name*0*=utf-8''a; name*0=b",
        "text/plain; name*=utf-8''a; name*=utf-8''b",
        "text/plain; name*=utf-8''a; name*0=b",
        "text/plain; name*=a",
        "text/plain; name*=utf-8''%4",
        "text/plain; name*=\"utf-8''a\"",
        "text/plain; *=utf-8''a",
        "multipart/signed; boundary=",
        "multipart/signed; boundary=\"\"",
        "multipart/signed; boundary=a=b",
        "multipart/signed; boundary=\"a b\"",
        "multipart/signed; boundary=\"ab \"",
        "multipart/signed; boundary=\"a\r\n b\"",
        "multipart/signed; boundary=\"a\\b\"",
        "multipart/signed; boundary=\"a(b)\"",
        "multipart/signed; boundary=\"a'b\"",
        "multipart/signed; boundary=\"=?utf-8?Q?b?=\"",
        "multipart/signed; boundary=<b>",
        "multipart/signed; boundary*=utf-8''b",
        "multipart/signed; boundary*0=b",
        "multipart/signed; boundary=\u00fc",
        "multipart/signed;\r\nboundary=b",
        "multipart/signed; boundary=b\r",
        "multipart/signed; boundary=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789",
      })
  void b7_b8_whatSomeReaderReadsOtherwise_isNotRegular(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value))).isNotNull().matches("[a-z].{10,200}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", " 7BIT", " 8bit ", "binary", " Quoted-Printable"})
  void theEncodingsOfTheStandard_areRegular(String value) {
    assertThat(FieldGrammar.ofTransferEncoding(octets(value))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x-uuencode",
        "base64 (x)",
        "base64;",
        "\"base64\"",
        "base64, 7bit",
        "base 64"
      })
  void b7_otherEncodings_areNot(String value) {
    assertThat(FieldGrammar.ofTransferEncoding(octets(value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" attachment; filename=smime.p7s", "inline", "attachment; filename=\"a\";"})
  void plainDispositions_areRegular(String value) {
    assertThat(FieldGrammar.ofDisposition(octets(value))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "attachment filename=a", "attachment; filename=a; filename=b"})
  void b7_otherDispositions_areNot(String value) {
    assertThat(FieldGrammar.ofDisposition(octets(value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\u0001b", "a\u007fb", "a\u000bb"})
  void b7_controls_areNotText(String value) {
    assertThat(FieldGrammar.ofText(octets(value))).isNotNull();
    assertThat(FieldGrammar.ofText(value.getBytes(StandardCharsets.ISO_8859_1))).isNotNull();
  }

  @Test
  void b7_textIsUtf8() {
    assertThat(FieldGrammar.ofText(octets("J\u00fcrgen\r\n\t<a@b>"))).isNull();
    assertThat(FieldGrammar.ofText("J\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1)))
        .isNotNull();
  }
}
