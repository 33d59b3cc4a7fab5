package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.CpuCost;

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

  private static X500Name name(String commonName) {
    return new X500Name(new RDN[] {new RDN(BCStyle.CN, new DERUTF8String(commonName))});
  }
}
