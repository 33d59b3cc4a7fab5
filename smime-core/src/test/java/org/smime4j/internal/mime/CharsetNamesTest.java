package org.smime4j.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CharsetNamesTest {

  @Test
  void eachCharsetOfThisJava_isFound_byAllItsNames_inEitherCase() {
    assertThat(Charset.availableCharsets()).hasSizeGreaterThan(20);
    for (Charset each : Charset.availableCharsets().values()) {
      assertThat(CharsetNames.find(each.name())).isEqualTo(each);
      for (String alias : each.aliases()) {
        assertThat(CharsetNames.find(alias)).as(alias).isEqualTo(Charset.forName(alias));
        assertThat(CharsetNames.find(alias.toUpperCase(Locale.ROOT))).isNotNull();
      }
    }
  }

  @Test
  void whatIsNoName_isUnknown() {
    for (String name : new String[] {"", " ", "utf-8 ", "x-unknown", "utf\u00ad-8", "\u0000"}) {
      assertThat(CharsetNames.find(name)).as(name).isNull();
    }
    assertThat(CharsetNames.find("u".repeat(1_000_000))).isNull();
    // The Kelvin sign is no K, although its lower case is one.
    assertThat(CharsetNames.find("\u212aOI8-R")).isNull();
    assertThat(CharsetNames.find("Utf-8")).isEqualTo(StandardCharsets.UTF_8);
  }
}
