package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is a stranger's text stays text. */
class HtmlTest {

  private static final String[][] TABLE = {
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"\"><img src=x onerror=y>", "&quot;&gt;&lt;img src=x onerror=y&gt;"},
    {"' onload='", "&#39; onload=&#39;"},
    {"</bdi></td>", "&lt;/bdi&gt;&lt;/td&gt;"},
    {"</style><!-- ]]>", "&lt;/style&gt;&lt;!-- ]]&gt;"},
    {"&lt;b&gt; &#60;", "&amp;lt;b&amp;gt; &amp;#60;"},
    {"javascript:x", "javascript:x"},
    {"a\u0000b\u001b[2J", "a\\u0000b\\u001b[2J"},
    {"a\r\n\tb", "a\\u000d\\u000a\\u0009b"},
    {"invoice\u202Efdp.exe", "invoice\\u202efdp.exe"},
    {"\u2066a\u2069\u200E", "\\u2066a\\u2069\\u200e"},
    {"a\u200Bb\uFEFF\u00AD", "a\\u200bb\\ufeff\\u00ad"},
    {"\uDB40\uDC41", "\\u{e0041}"},
    {"a\u2028b\u2029\u0085", "a\\u2028b\\u2029\\u0085"},
    {"\uD800<", "\\ud800&lt;"},
    {"\uE000\uFFFE", "\\ue000\\ufffe"},
    {"M\u00fcller \u0416 \u4e2d \uD83D\uDE00", "M\u00fcller \u0416 \u4e2d \uD83D\uDE00"},
    {"+ADw-script+AD4-", "+ADw-script+AD4-"},
  };

  static Stream<Arguments> rows() {
    return Stream.of(TABLE).map(row -> Arguments.of(row[0], row[1]));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void textIsShownAndIsNoMarkup(String text, String shown) {
    assertThat(new Html().said(text)).hasToString("<bdi>" + shown + "</bdi>");
    assertThat(new Html().text(text)).hasToString(shown);
  }

  @Test
  void ofLongTextTheRestIsCounted_andNoPairIsHalved() {
    assertThat(new Html().said("\uD83D\uDE00".repeat(Html.LONGEST)).toString())
        .doesNotContain("more")
        .contains("\uD83D\uDE00</bdi>");
    assertThat(new Html().said("\uD83D\uDE00".repeat(Html.LONGEST + 1234)).toString())
        .hasSizeLessThan(2 * Html.LONGEST + 100)
        .contains("\uD83D\uDE00\u2026</bdi> <small>and 1,234 more characters</small>");
  }

  @Test
  void elementsAreWordsOfThisProgram_andAreAllClosed() {
    assertThat(new Html().open("li", "good word").element("b", "a&b").close())
        .hasToString("<li class=\"good word\"><b>a&amp;b</b></li>");
    assertThatThrownBy(() -> new Html().open("b><script"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Html().open("b", "x\" onload=\"y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Html().open("b").toString())
        .isInstanceOf(IllegalStateException.class);
  }
}
