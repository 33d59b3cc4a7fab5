package org.smime4j.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PunycodeTest {

  /** RFC 3492 section 7.1, (A), (B), (E) and (I). */
  @Example
  void rfc3492_section71() {
    assertThat(
            Punycode.encode(
                "\u0644\u064a\u0647\u0645\u0627\u0628\u062a\u0643\u0644\u0645\u0648\u0634\u0639\u0631"
                    + "\u0628\u064a\u061f"))
        .isEqualTo("egbpdaj6bu4bxfgehfvwxn");
    assertThat(Punycode.encode("\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587"))
        .isEqualTo("ihqwcrb4cv8a8dqg056pqjye");
    assertThat(
            Punycode.encode(
                "\u05dc\u05de\u05d4\u05d4\u05dd\u05e4\u05e9\u05d5\u05d8\u05dc\u05d0\u05de\u05d3\u05d1"
                    + "\u05e8\u05d9\u05dd\u05e2\u05d1\u05e8\u05d9\u05ea"))
        .isEqualTo("4dbcagdahymbxekheh6e0a7fei0b");
    assertThat(
            Punycode.encode(
                "\u043f\u043e\u0447\u0435\u043c\u0443\u0436\u0435\u043e\u043d\u0438\u043d\u0435\u0433"
                    + "\u043e\u0432\u043e\u0440\u044f\u0442\u043f\u043e\u0440\u0443\u0441\u0441\u043a"
                    + "\u0438"))
        .isEqualTo("b1abfaaepdrnnbgefbadotcwatmq2g4l");
  }

  /** Letters that the JDK's rules of 2003 leave as they are, so that it encodes the same. */
  @Property(tries = 2_000)
  void whatTheJdkEncodes(@ForAll("labels") String label) {
    assertThat("xn--" + Punycode.encode(label)).isEqualTo(IDN.toASCII(label));
  }

  @Provide
  Arbitrary<String> labels() {
    Arbitrary<String> letters =
        Arbitraries.oneOf(
            letters('a', 'z'),
            letters(0xE0, 0xF6),
            letters(0x3B1, 0x3C1),
            letters(0x430, 0x44F),
            letters(0x3041, 0x3096),
            letters(0x4E00, 0x9FA5),
            letters(0x20000, 0x2A6D6));
    return letters
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(each -> String.join("", each))
        .filter(label -> label.chars().anyMatch(character -> character >= 0x80));
  }

  private static Arbitrary<String> letters(int from, int to) {
    return Arbitraries.integers().between(from, to).map(Character::toString);
  }

  /** A delta past 2^31 - 1: the last code point behind three thousand letters. */
  @Example
  void c15_whatOverflows_isNone() {
    assertThat(Punycode.encode("a".repeat(3_000) + "\udbff\udffd")).isNull();
  }
}
