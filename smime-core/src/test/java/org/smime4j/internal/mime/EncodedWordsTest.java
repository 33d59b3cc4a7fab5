package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedWordsTest {

  @Test
  void words_areDecoded_inBothEncodings() {
    assertDecoded("=?UTF-8?Q?Gr=C3=BC=c3=9Fe?=", "Gr\u00fc\u00dfe");
    assertDecoded("=?utf-8?q?a_b=5F?=", "a b_");
    assertDecoded("=?ISO-8859-1?Q?=E9t=e9?=", "\u00e9t\u00e9");
    assertDecoded("=?UTF-8?B?R3LDvMOfZQ==?=", "Gr\u00fc\u00dfe");
    assertDecoded("=?utf-8?b?YQ?=", "a");
    assertDecoded("=?UTF-8?Q??=", "");
    assertDecoded("=?UTF-8?Q?=3D=3F?=", "=?");
  }

  @Test
  void aLanguageBehindTheCharset_isPassedOver() {
    assertDecoded("=?UTF-8*de?Q?=C3=BC?=", "\u00fc");
    assertDecoded("=?UTF-8?Q?a*b?=", "a*b");
  }

  @Test
  void blanksBetweenWords_areDropped_andAllOthersStay() {
    assertDecoded("=?UTF-8?Q?a?= \t =?UTF-8?Q?b?=", "ab");
    assertDecoded("=?UTF-8?Q?a?==?UTF-8?Q?b?=", "ab");
    assertDecoded("=?UTF-8?Q?a?= x =?UTF-8?Q?b?=", "a x b");
    assertDecoded("x =?UTF-8?Q?b?= y", "x b y");
    assertDecoded("=?UTF-8?Q?a?= ", "a ");
    assertDecoded(" =?UTF-8?Q?a?=", " a");
    assertDecoded("=?UTF-8?Q?a?= =?UTF-8?X?b?=", "a =?UTF-8?X?b?=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "a = b ? c",
        "=?",
        "=?UTF-8?Q?open",
        "=?UTF-8?Q?open?",
        "=?UTF-8?Q?open? =",
        "=?UTF-8?Q?a b?=",
        "=?UTF-8?Q?a\tb?=",
        "=?UTF-8?Q?a\u0001b?=",
        "=?UTF-8?Q?a?b?=",
        "=?UTF-8?X?a?=",
        "=?UTF-8?QQ?a?=",
        "=?no-such-charset?Q?a?=",
        "=?bad charset?Q?a?=",
        "=??Q?a?="
      })
  void whatIsNoWord_staysAsItIs(String value) {
    assertDecoded(value, value);
  }

  @Test
  void whatIsNotHexadecimal_standsForItself() {
    assertDecoded("=?UTF-8?Q?=ZZ=4=?=", "=ZZ=4=");
    assertDecoded("=?UTF-8?Q?=4Z=Z4=41?=", "=4Z=Z4A");
    assertDecoded("=?UTF-8?Q?=4?=", "=4");
    assertDecoded("=?UTF-8?Q?\u00fc?=", "\u00fc");
  }

  /** RFC 2047 allows 75 characters; longer words are read, up to a thousand characters. */
  @Test
  void c15_aLongWordIsRead_andATooLongOneStays() {
    for (int length : new int[] {900, 989}) {
      String text = "x".repeat(length);
      assertDecoded("=?UTF-8?Q?" + text + "?=", text);
    }
    String longer = "=?UTF-8?Q?" + "x".repeat(1_000) + "?=";
    assertDecoded(longer, longer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a = b ? c",
        "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=",
        "Re: =?utf-8?b?R3LDvMOfZQ==?= again",
        " =?ISO-8859-1*de?q?=E9t=e9_?=\r\n\t=?UTF-8?Q?x?=",
        "=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?=BC=C3=9Fe?=",
        "=?UTF-8?B?R3LD?=\r\n =?UTF-8?Q?=BC?=",
        "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?="
      })
  void b7_wordsThatAllProgramsDecode_areRegular(String value) {
    assertThat(EncodedWords.areRegular(value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?",
        "=?UTF-8?Q?Gr=C3=?=",
        "=?UTF-8?Q?Gr=C3?=",
        "=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?x?=",
        "=?UTF-8?Q?Gr=C3?= x =?UTF-8?Q?=BC?=",
        "=?UTF-8?Q?Gr=C3?= =?ISO-8859-1?Q?=BC?=",
        "=?UTF-8?Q?Gr=C3?= =?ISO-8859-1?Q?=BC?= =?UTF-8?Q?=BC?=",
        "=?UTF-8Subject: =?UTF-8?Q?a?=",
        "a=?UTF-8?Q?b?=",
        "=?UTF-8?Q?b?=c",
        "=?UTF-8?Q?a?==?UTF-8?Q?b?=",
        "=?UTF-8?Q?a b?=",
        "=?UTF-8?Q??=",
        "=?UTF-8?X?a?=",
        "=?UTF-8?B?YQ?=",
        "=?UTF-8?B?Y Q==?=",
        "=?no-such-charset?Q?a?="
      })
  void b7_wordsThatSomeProgramsShowOtherwise_areNot(String value) {
    assertThat(EncodedWords.areRegular(value)).isFalse();
  }

  @Test
  void b7_inAName_noCharsetMayHideHowItEnds() {
    assertThat(EncodedWords.areRegularName("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=")).isTrue();
    assertThat(EncodedWords.areRegularName("=?iso-8859-1?Q?=E9t=e9?=")).isTrue();
    assertThat(EncodedWords.areRegularName("plain")).isTrue();
    assertThat(EncodedWords.areRegularName("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=")).isFalse();
    assertThat(EncodedWords.areRegularName("=?UTF-7?Q?a?=")).isFalse();
    assertThat(EncodedWords.areRegularName("=?UTF-8?Q?Gr=C3?=")).isFalse();
    assertThat(EncodedWords.isPlainCharset("utf-8")).isTrue();
    assertThat(EncodedWords.isPlainCharset("iso-2022-jp")).isFalse();
  }

  private static void assertDecoded(String value, String text) {
    assertThat(EncodedWords.decode(value)).isEqualTo(text);
  }
}
