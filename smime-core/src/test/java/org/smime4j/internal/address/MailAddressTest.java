package org.smime4j.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which text is an address, at the edges of each alphabet and length (threats B6, B15). */
public class MailAddressTest {

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
    assertThat(MailAddress.parse("a@B\u00fcCHER.example"))
        .isEqualTo(new MailAddress("a", "xn--bcher-kva.example"));
    assertThat(new MailAddress("A\u00c9\u212a", "b").inLowerCase())
        .isEqualTo(new MailAddress("a\u00c9\u212a", "b"));
  }

  /** IDNA of 2003, of 2008 and UTS 46 map these differently, or to another name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "B\u00dcCHER", // a capital
        "stra\u00dfe", // ss, in 2003
        "\u03b1\u03c2", // a final sigma
        "\uff41bc", // full width
        "\u017fabc", // a long s
        "\u212aabc", // Kelvin
        "\u00aa", // an ordinal
        "\u1f80", // a letter with iota below
        "\u13f8\u13f9", // Cherokee, whose small letters fold to the capitals
        "a\u034fb", // left out by a mapping
        "a\ufe0fb",
        "a\u115fb",
        "a\u3002b", // a full stop
        "bu\u0308cher", // not composed
        "a\u05d0b" // directions of writing mixed (RFC 5893)
      })
  void b15_aDomainThatAMappingWouldChange_isNone(String label) {
    assertThat(MailAddress.domain(label + ".example")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b\u00fccher",
        "\u01f0",
        "\u0131rmak", // dotless i is a letter of its own to all of them
        "\u03b1\u03c3",
        "\u0390",
        "\u043f\u0440\u0438\u043c\u0435\u0440",
        "\u4f8b\u3048",
        "\u0e15\u0e31\u0e27\u0e2d\u0e22\u0e48\u0e32\u0e07",
        "\u0645\u062b\u0627\u0644",
        "\u05d0\u05d1\u05d2",
        "\ud55c\uad6d"
      })
  void aDomainThatNoMappingChanges_isRead(String label) {
    assertThat(MailAddress.domain(label + ".example")).startsWith("xn--");
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
