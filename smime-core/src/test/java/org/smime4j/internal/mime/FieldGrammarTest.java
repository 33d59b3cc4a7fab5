package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;

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
        " multipart/signed; boundary=\"8323328-1234-5678=:90\"",
        " multipart/signed; boundary=\"Boundary_(ID_9Zc+P1m3)\"",
        " application/pkcs7-mime; name=\"gr\u00fc\u00dfe (1).p7m\"",
        " application/pkcs7-mime; name*=UTF-8''gr%C3%BC.p7m",
        " application/pkcs7-mime; name*0=a; name*1=b",
        " application/pkcs7-mime; name*0*=utf-8'en'a%20; name*1=\"b c\"; name*2*=%64",
        " multipart/signed;"
            + " boundary=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz01234567",
      })
  void b8_plainMediaTypes_areRegular(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value), false)).isNull();
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
        "multipart/signed; boundary=\"a(ID_b\"",
        "multipart/signed; boundary=\"(ID_a)b\"",
        "multipart/signed; boundary=a:b",
        "multipart/signed; boundary=\"a'b\"",
        "multipart/signed; boundary=\"=?utf-8?Q?b?=\"",
        "multipart/signed; boundary=<b>",
        "multipart/signed; boundary*=utf-8''b",
        "multipart/signed; boundary*0=b",
        "multipart/signed; boundary=\u00fc",
        "multipart/signed;\r\nboundary=b",
        "multipart/signed; boundary=b\r",
        "multipart/signed;"
            + " boundary=abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789",
      })
  void b7_b8_whatSomeReaderReadsOtherwise_isNotRegular(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value), false))
        .isNotNull()
        .extracting(Finding::sentence)
        .asString()
        .matches("[a-z].{10,200}");
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
    assertThat(FieldGrammar.ofDisposition(octets(value), false)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "attachment filename=a", "attachment; filename=a; filename=b"})
  void b7_otherDispositions_areNot(String value) {
    assertThat(FieldGrammar.ofDisposition(octets(value), false)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset = \"us-ascii\" (Plain text)",
        "text/plain (Plain text); charset=us-ascii",
        "text/plain; name=\"Re: a; b.txt\"",
        "text/plain; name=\"a long\r\n name.txt\"",
        "text/plain; name=\"a long\n\tname.txt\"",
        "text/plain; name=\"gr\u00fc\u00df.txt\"",
        "text/plain; name=a.txt; name*=utf-8''a.txt",
        "text/plain; name=\"gr\u00fc\u00df.txt\"; name*=utf-8''gr%C3%BC%C3%9F.txt",
        "multipart/mixed; boundary=\"=_alternative 0031C5A6C1258B1F_=\"",
        "multipart/mixed; boundary=\"a'b:c?d,e\"",
        "multipart/mixed; boundary=\"Boundary_(ID_9Zc+P1m3)\"",
      })
  void whatOldProgramsWrite_isRegularWhereItIsSigned(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value), true)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; charset=us-ascii (a (nested) comment)",
        "text/plain; (x) charset=us-ascii",
        "text/plain; charset=\"us-ascii;\"",
        "text/plain; charset=\"us-\r\n ascii\"",
        "text/plain; charset=\"us-ascii\u00a0\"",
        "text/html; x=\"\u2028\"",
        "text/plain; name=\"a\\b\"",
        "text/plain; name=\"\\\"a\"",
        "text/plain; name*0=\"a\\\"b\"; name*1=c",
        "text/plain; name=\"a\\\"; b\"",
        "text/plain; name=\"a\r\nb\"",
        "text/plain; name=a b.txt",
        "text/plain; name=a(1).txt",
        "text/plain; name=a.txt; name=b.exe",
        "text/plain; name=a.txt; name*=utf-8''b.exe",
        "text/plain; name*=utf-8''a.txt; name*=utf-8''b.exe",
        "text/plain; name=a.txt; name*0=b; name*1=.exe",
        "text/plain; charset=utf-8; charset=utf-8",
        "multipart/mixed; boundary=\"a \"",
        "multipart/mixed; boundary=\"=?utf-8?Q?b?=\"",
        "multipart/mixed; boundary=\"a\u2028\"",
      })
  void b7_b8_whatSomeReaderReadsOtherwise_isNotRegularThoughItIsSigned(String value) {
    assertThat(FieldGrammar.ofMediaType(octets(value), true)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" 1.0", "1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))", " (by (a) program) 1.0"})
  void aVersionWithComments_isVersionOne(String value) {
    assertThat(FieldGrammar.ofVersion(octets(value))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.1", "2.0", "1.0x", "1.0 (", "(1.0)", "1.\u2028" + "0"})
  void b7_anyOtherVersion_isNot(String value) {
    assertThat(FieldGrammar.ofVersion(octets(value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Bob of the\r\n sales department\" <bob@example.org>",
        "\"Example, Bob (Dep. of\n\tsales; R&D)\" <bob@example.org>",
        "\"=?utf-8?q?a?=\r\n =?utf-8?q?b?=\" <bob@example.org>",
        "\"a\" <a@b>, \"b\r\n c\"\r\n <b@c>",
      })
  void b6_aNameInQuotes_mayBeFolded(String value) {
    assertThat(FieldGrammar.ofAddresses(octets(value))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"m@evil.example\r\n x\" <bob@example.org>",
        "\"x\r\n m@evil.example\" <bob@example.org>",
        "\"<m\r\n x\" <bob@example.org>",
        "\"x\\\"\r\n x\" \"m@evil.example\" <bob@example.org>",
        "\"m@evil.example \\\n x\" <bob@example.org>",
        "bob@example.org (a\r\n b)",
        "=?utf-8?q?a=0Ab?= <bob@example.org>",
        "=?utf-8?q?a=E2=80=A8b?= <bob@example.org>",
        "=?utf-8?b?YQBi?= <bob@example.org>",
      })
  void b6_b7_aLineThatSomeProgramEndsInAName_isNotRegular(String value) {
    assertThat(FieldGrammar.ofAddresses(octets(value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\u0000b", "a\u0001b", "a\u007fb", "a\u000bb", "a\fb", "a\u001cb", "a\u001eb"})
  void b7_controls_endALineSomewhere(String value) {
    assertThat(FieldGrammar.hasLineEnd(octets(value))).isTrue();
    assertThat(FieldGrammar.hasLineEnd(value, "\t")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0085b", "a\u2028b", "a\u2029b", "\u00e9\u2028"})
  void b7_lettersOfUnicode_endALineSomewhere(String value) {
    assertThat(FieldGrammar.hasLineEnd(octets(value))).isTrue();
  }

  @Test
  void b7_theOctet85_endsALineWhereItIsNotUtf8() {
    for (String value :
        new String[] {"\u0085", "\u00e9\u0085", "\u00e9\u0085 x", "a\u0085\u00e9"}) {
      assertThat(FieldGrammar.hasLineEnd(value.getBytes(StandardCharsets.ISO_8859_1))).isTrue();
    }
    for (String value : new String[] {"\u00c5sa", "\u0105", "J\u00fcrgen\r\n\t", "\u202f\u00a0"}) {
      assertThat(FieldGrammar.hasLineEnd(octets(value))).isFalse();
    }
    for (String value : new String[] {"J\u00fcrgen", "\u0096 \u0093x\u0094", "\u00df"}) {
      assertThat(FieldGrammar.hasLineEnd(value.getBytes(StandardCharsets.ISO_8859_1))).isFalse();
    }
  }

  private static boolean isRegular(String value, boolean signed) {
    return FieldGrammar.ofMediaType(octets(value), signed) == null;
  }

  @Test
  void b8_blanksAroundASemicolon_areOneAtMost_andNoneBehindABareBoundary() {
    assertThat(isRegular("text/plain; a=b ; x=1", false)).isTrue();
    assertThat(isRegular("text/plain; a=b ;", false)).isTrue();
    assertThat(isRegular("text/plain; a=b  ; x=1", false)).isFalse();
    assertThat(isRegular("text/plain; a=b\t; x=1", false)).isFalse();
    assertThat(isRegular("text/plain; a=b\r\n ; x=1", false)).isFalse();
    assertThat(isRegular("text/plain; a=b  ; x=1", true)).isTrue();
    assertThat(isRegular("text/plain  ; x=1", false)).isTrue();
    assertThat(isRegular("multipart/mixed; boundary=b ; x=1", false)).isFalse();
    assertThat(isRegular("multipart/mixed; boundary=\"b\" ; x=1", false)).isTrue();
    assertThat(isRegular("multipart/mixed; boundary=b; x=1 ; y=2", false)).isTrue();
  }

  @Test
  void b7_aLineEndThatIsNoFold_isNoBlank() {
    for (String end : new String[] {"\r\n", "\n", "\r", "\n\r\n", "\r\nx=y"}) {
      assertThat(isRegular("text/plain;" + end, false)).as(end).isFalse();
      assertThat(isRegular("text/plain; a=b;" + end, true)).as(end).isFalse();
    }
    for (String fold : new String[] {"\r\n ", "\n\t", " \r\n  ", "\r\n \r\n x=y"}) {
      assertThat(isRegular("text/plain;" + fold, false)).as(fold).isTrue();
    }
  }

  @Test
  void c19_ofParameters_sixtyFourAreRead() {
    StringBuilder value = new StringBuilder("text/plain");
    for (int i = 0; i < 64; i++) {
      value.append("; p").append(i).append("=x");
    }
    assertThat(isRegular(value.toString(), false)).isTrue();
    assertThat(isRegular(value + ";", false)).isTrue();
    assertThat(isRegular(value + "; q=x", false)).isFalse();
  }

  @Test
  void b8_aBoundaryInAnotherValue_isNotRegular() {
    assertThat(isRegular("text/plain; name=\"a=b\"", false)).isTrue();
    assertThat(isRegular("text/plain; name=\"x Boundary =y\"", false)).isFalse();
    assertThat(isRegular("text/plain; name=\"x boundary=y\"", true)).isTrue();
    assertThat(isRegular("text/plain; name=\"boundary\"", false)).isTrue();
  }

  @Test
  void b8_aBoundary_hasCharactersThatAllProgramsReadAlike() {
    for (String plain : new String[] {"azAZ09", "-=/._+:", "a(ID_b)", "x".repeat(70)}) {
      assertThat(isRegular("multipart/mixed; boundary=\"" + plain + '"', false)).as(plain).isTrue();
    }
    for (String odd :
        new String[] {"a@b", "a[b", "a`b", "a{b", "a;b", "a'b", "a?b", "a,b", "x".repeat(71)}) {
      assertThat(isRegular("multipart/mixed; boundary=\"" + odd + '"', false)).as(odd).isFalse();
    }
    assertThat(isRegular("multipart/mixed; boundary=\"" + "x".repeat(71) + '"', true)).isFalse();
    assertThat(isRegular("multipart/mixed; boundary=\" a\"", true)).isFalse();
  }

  @Test
  void b7_inQuotes_noControlAndNoEscapeStands() {
    assertThat(isRegular("text/plain; x=\" ~\"", false)).isTrue();
    assertThat(isRegular("text/plain; x=\"\"", false)).isTrue();
    for (String odd : new String[] {"\t", "\u001f", "\u007f", "\\x", ";", "\u00fc"}) {
      assertThat(isRegular("text/plain; x=\"" + odd + '"', false)).as(odd).isFalse();
      assertThat(isRegular("text/plain; x=\"" + odd + '"', true)).as(odd).isFalse();
    }
  }

  @Test
  void b8_formsOfRfc2231_areReadAlikeOnlyWhereTheyAreComplete() {
    for (String plain : new String[] {"name*0=a; name*1=b; name*2=c", "name*=utf-8''%c3%BC"}) {
      assertThat(isRegular("x/y; " + plain, false)).as(plain).isTrue();
    }
    // What a signer signed may say more.
    for (String signed :
        new String[] {"name*0=a%20", "name*1=b; name*0=a", "name*=iso-2022-jp''a"}) {
      assertThat(isRegular("x/y; " + signed, false)).as(signed).isFalse();
      assertThat(isRegular("x/y; " + signed, true)).as(signed).isTrue();
    }
    for (String odd :
        new String[] {
          "name*=''a",
          "name*=utf-8'a",
          "name*=utf-8''a'b",
          "name*=utf-8''%4g",
          "name*x=a",
          "name*-1=a",
          "name*1000=a",
          "name*1=a",
          "name*0=a; name*2=b",
          "name*0=a; name*=utf-8''b",
          "boundary*=utf-8''b",
          "boundary*0=b"
        }) {
      assertThat(isRegular("x/y; " + odd, false)).as(odd).isFalse();
      assertThat(isRegular("x/y; " + odd, true)).as(odd).isFalse();
    }
  }

  @Test
  void aSignedComment_isOneOfPlainWords() {
    assertThat(isRegular("text/plain (a b) ; x=1", true)).isTrue();
    assertThat(isRegular("text/plain; x=1 (a b)", true)).isTrue();
    assertThat(isRegular("text/plain; x=1()", true)).isTrue();
    for (String odd : new String[] {"(a", "(a,b)", "(a) b", "a)", "(a)(b)", "("}) {
      assertThat(isRegular("text/plain " + odd, true)).as(odd).isFalse();
    }
  }

  @Test
  void b7_aVersion_hasNothingElseOutsideItsComments() {
    for (String odd : new String[] {"1.0)(", "1.0)", "\\(1.0", "1.0 (\\)", "1.0 ((a)"}) {
      assertThat(FieldGrammar.ofVersion(octets(odd))).as(odd).isNotNull();
    }
    assertThat(FieldGrammar.ofVersion(octets("(\\() 1.0 (a) (b)"))).isNull();
  }

  @Test
  void b6_anEncodedAddressInFoldedQuotes_isNotRegular() {
    assertThat(FieldGrammar.ofAddresses(octets("\"=?utf-8?q?=3Cm?=\r\n x\" <a@b>"))).isNotNull();
    assertThat(FieldGrammar.ofAddresses(octets("\"=?utf-8?q?=3Cm?= x\" <a@b>"))).isNull();
    assertThat(FieldGrammar.ofAddresses(octets("(\") \"a\r\n b\" <a@b>"))).isNull();
    assertThat(FieldGrammar.ofAddresses(octets("\"(\"\r\n <a@b>"))).isNull();
    assertThat(FieldGrammar.ofAddresses(octets("(a)\r\n <a@b>"))).isNull();
  }

  @Test
  void b7_encodedWords_areNotMixedWithOtherOctets() {
    assertThat(FieldGrammar.ofAnyText(octets("=?utf-8?q?a?="))).isNull();
    assertThat(FieldGrammar.ofAnyText(octets("\u00fc"))).isNull();
    assertThat(FieldGrammar.ofAnyText(octets("=?utf-8?q?a?= \u00fc"))).isNotNull();
    assertThat(FieldGrammar.ofSubject(octets("=?utf-8?q?a?="))).isNull();
    assertThat(FieldGrammar.ofSubject(octets("=?utf-8?q?a?=b"))).isNotNull();
  }

  @Test
  void b7_aLineOfBlanks_isAnEmptyLineToSome() {
    for (String odd : new String[] {"a\r\n \r\n b", "a\r\n\t", "a\n \n b", "a\r\n"}) {
      assertThat(FieldGrammar.ofText(octets(odd))).as(odd).isNotNull();
    }
    for (String plain : new String[] {"", " ", "a\r\n b", " \r\n b", "a\n\t b\r\n c"}) {
      assertThat(FieldGrammar.ofText(octets(plain))).as(plain).isNull();
    }
  }

  @Test
  void b7_textIsUtf8() {
    assertThat(FieldGrammar.ofText(octets("J\u00fcrgen\r\n\t<a@b>"))).isNull();
    assertThat(FieldGrammar.ofText("J\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1)))
        .isNotNull();
  }
}
