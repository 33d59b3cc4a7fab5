package org.smime4j.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which text is an address, at the edges of each alphabet and length (security.md B6, B15). */
class MailAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@az09",
        "z@a-z.0-9",
        "A@b",
        "Z@b",
        "0@b",
        "9@b",
        "!#$%&'*+-/?=^_`{|}~@b",
        "!@b",
        "~@b",
        "a.b.c@b",
        "\u00e9@b",
        "\"a b\"@c",
        "\"~\"@c",
        "\"a\\\"b\"@c",
        "\"\\\\\"@c",
        "\"\u00e9\"@c"
      })
  void anAddress_isWrittenAsItWasRead(String text) {
    assertThat(MailAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a@",
        "@b",
        "a@.",
        "a@.b",
        "a@b.",
        "a@b..c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a[b@c",
        "a:b@c",
        "a b@c",
        "a\u007f@c",
        "\u0080@c",
        "\u200b@c",
        "\ufffd@c",
        "a@b[c",
        "a@b/c",
        "a@b:c",
        "a@b`c",
        "a@b{c",
        "a@-b",
        "a@b-",
        "\"\"@c",
        "\"a@c",
        "\"a\\",
        "\"a\\\u00e9\"@c",
        "\"\u001f\"@c",
        "\"\u007f\"@c",
        "\"\u0080\"@c",
        "\"a\"b@c",
        "=?x?=@c"
      })
  void b15_whatIsNone_isNull(String text) {
    assertThat(MailAddress.parse(text)).isNull();
  }

  @Test
  void b15_domainsAreComparedInLowerCase_andLocalPartsAsWritten() {
    assertThat(MailAddress.parse("A.b@EXAMPLE.Org"))
        .isEqualTo(new MailAddress("A.b", "example.org"));
    assertThat(MailAddress.parse("a@B\u00dcCHER.example"))
        .isEqualTo(new MailAddress("a", "xn--bcher-kva.example"));
  }

  @Test
  void c15_lengths_haveAnEnd() {
    assertThat(MailAddress.parse("a".repeat(998) + "@b")).isNotNull();
    assertThat(MailAddress.parse("a".repeat(999) + "@b")).isNull();
    String label = "a".repeat(63);
    assertThat(MailAddress.domain(label)).isEqualTo(label);
    assertThat(MailAddress.domain(label + "a")).isNull();
    String three = (label + ".").repeat(3);
    assertThat(MailAddress.domain(three + "a".repeat(61))).hasSize(253);
    assertThat(MailAddress.domain(three + "a".repeat(62))).isNull();
    // As an A-label it is longer than as it is written.
    assertThat(MailAddress.domain("a".repeat(55) + "\u00e9")).hasSize(63);
    assertThat(MailAddress.domain("a".repeat(56) + "\u00e9")).isNull();
  }
}
