package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.CpuCost;

class DistinguishedNameTest {

  @Test
  void theLastRdnComesFirst() {
    X500Name name = new X500Name("C=DE,O=Example,OU=A+CN=Alice,E=alice@example.org");
    assertThat(DistinguishedName.print(name))
        .isEqualTo("E=alice@example.org,OU=A+CN=Alice,O=Example,C=DE");
    assertThat(DistinguishedName.print(new X500Name(new RDN[0]))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a,b|a\\,b",
        "a+b\"c|a\\+b\\\"c",
        "a\\b<c>;|a\\\\b\\<c\\>\\;",
        " a |\\ a\\ ",
        "#a|\\#a",
        "Ælfgifu 用户|Ælfgifu 用户"
      })
  void specials_areEscaped(String value, String expected) {
    assertThat(DistinguishedName.print(name(value))).isEqualTo("CN=" + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\n", "\r", "\u001b[31m", "\u202e", "\u2066", "\u200b", "\u2028"})
  void c15_whatCannotBeSeen_isShownInHex(String hidden) {
    String printed = DistinguishedName.print(name("a" + hidden + "b"));
    assertThat(printed).startsWith("CN=a\\").doesNotContain(hidden.substring(0, 1));
    assertThat(DistinguishedName.printable(hidden)).doesNotContain(hidden.substring(0, 1));
  }

  @Test
  @Tag("cost")
  void c15_aNameOfAMegabyte_isCut_atOnce() throws Exception {
    byte[] one = name("x".repeat(1 << 20)).getEncoded();
    RDN[] many = new RDN[50_000];
    java.util.Arrays.fill(many, new RDN(BCStyle.CN, new DERUTF8String("x")));
    byte[] several = new X500Name(many).getEncoded();
    long nanos =
        CpuCost.least(
            500_000_000,
            () -> {
              assertThat(DistinguishedName.print(one)).hasSizeLessThan(1_100).endsWith("\u2026");
              assertThat(DistinguishedName.print(several))
                  .hasSizeLessThan(1_100)
                  .endsWith("\u2026");
            });
    assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void whatIsNoName_isShownInHex() {
    assertThat(DistinguishedName.print(new byte[] {0x05, 0x00})).isEqualTo("#0500");
  }

  @Test
  void whatIsNoName_isShownInHexNoFurtherThanItsBeginning() {
    byte[] octets = new byte[33];
    octets[0] = 0x05;
    assertThat(DistinguishedName.print(octets)).isEqualTo("#05" + "00".repeat(31));
  }

  @Test
  void inAnyForm_theNameIsTheSame() throws Exception {
    X500Name name = new X500Name("C=DE,CN=Alice");
    assertThat(DistinguishedName.print(name.getEncoded())).isEqualTo("CN=Alice,C=DE");
    assertThat(DistinguishedName.print(new X500Principal(name.getEncoded())))
        .isEqualTo("CN=Alice,C=DE");
  }

  @ParameterizedTest
  @CsvSource({"0a, \\0A", "7f, \\7F", "202e, \\E2\\80\\AE", "ad, \\C2\\AD", "1f600, \ud83d\ude00"})
  void c15_hiddenCharacters_areShownInHexOfUtf8(String codePoint, String shown) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";
    assertThat(DistinguishedName.print(name(text))).isEqualTo("CN=a" + shown + "b");
    assertThat(DistinguishedName.printable(text)).isEqualTo("a" + shown + "b");
  }

  @Test
  void aSentence_isPrintedAsItIs() {
    assertThat(DistinguishedName.printable("Not, \"so\" <good>")).isEqualTo("Not, \"so\" <good>");
    assertThat(DistinguishedName.printable("x".repeat(1_000))).isEqualTo("x".repeat(1_000));
    assertThat(DistinguishedName.printable("x".repeat(1_001)))
        .isEqualTo("x".repeat(1_000) + "\u2026");
  }

  @Test
  void aBlankAlone_isEscapedOnce() {
    assertThat(DistinguishedName.print(name(" "))).isEqualTo("CN=\\ ");
    assertThat(DistinguishedName.print(name("  "))).isEqualTo("CN=\\ \\ ");
  }

  @Test
  void aTypeWithoutKeyword_isShownWithItsValueInHex() {
    RDN unknown = new RDN(new ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("a"));
    RDN noText = new RDN(BCStyle.CN, DERNull.INSTANCE);
    RDN bits = new RDN(BCStyle.UNIQUE_IDENTIFIER, new DERBitString(new byte[] {1}));
    assertThat(DistinguishedName.print(new X500Name(new RDN[] {bits, noText, unknown})))
        .isEqualTo("1.2.3.4=#0c0161,CN=#0500,UniqueIdentifier=#03020001");
  }

  @Test
  void c15_valuesAndTypesOfAnyLength_areCut() {
    RDN longValue = new RDN(new ASN1ObjectIdentifier("1.2.3"), new DERUTF8String("a".repeat(600)));
    assertThat(DistinguishedName.print(new X500Name(new RDN[] {longValue})))
        .isEqualTo("1.2.3=#0c820258" + "61".repeat(496));
    String type = "1.2" + ".3".repeat(600);
    RDN longType = new RDN(new ASN1ObjectIdentifier(type), DERNull.INSTANCE);
    assertThat(DistinguishedName.print(new X500Name(new RDN[] {longType})))
        .isEqualTo(type.substring(0, 1_000) + "=#0500");
  }

  @ParameterizedTest
  @CsvSource({"997, ',C=DE'", "998, '\u2026'"})
  void c15_aNameOfAThousandCharacters_isCutBehindThem(int length, String end) {
    X500Name name =
        new X500Name(
            new RDN[] {
              new RDN(BCStyle.C, new DERPrintableString("DE")),
              new RDN(BCStyle.CN, new DERUTF8String("x".repeat(length)))
            });
    assertThat(DistinguishedName.print(name)).isEqualTo("CN=" + "x".repeat(length) + end);
  }

  private static X500Name name(String commonName) {
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(commonName))});
  }
}
