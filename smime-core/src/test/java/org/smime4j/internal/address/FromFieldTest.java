package org.smime4j.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a From field can be read in one way only, and where it is none (threats B6). */
public class FromFieldTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@b",
        "a@b\n",
        "a@b\r\n",
        " a@b\r\n",
        "<a@b>",
        "< a@b>",
        "<\ta@b \t >",
        "\"D. W\" <a@b    >",
        "\"D. W\" <\r\n a@b\r\n >",
        "Alice\r\n <a@b>",
        "Alice\n\t<a@b>",
        "A. Lice <a@b>",
        "\"A, Lice\" <a@b>",
        "\u0080 <a@b>",
        "Alice (of b) <a@b> (c)"
      })
  void oneMailbox(String body) {
    assertThat(FromField.parse(body)).isEqualTo(List.of(new MailAddress("a", "b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a@b,",
        ",a@b",
        "a@b c@d",
        "Alice\n<a@b>",
        "Alice\r <a@b>",
        "a@b\r",
        "a@b\n\n",
        "a@b\r\n\r\n",
        "a\u001f@b",
        "Alice\u007f <a@b>",
        "\"a@b>",
        "Alice <\"a@b>",
        "Alice <a@b",
        "Alice <a@b >c",
        "Alice <a@b\r\n>",
        "Alice <a @b>",
        "Alice < >",
        "Alice <a@b c@d>",
        "a@b >",
        "Alice <a@b> <c@d>",
        "Alice (<a@b>",
        "Alice (of (b)) <a@b>",
        "(\\() a@b",
        "(\\a) a@b",
        "a@b (c\")",
        "a@b (c",
        "a@b (c@d)",
        "Alice@ <a@b>"
      })
  void b6_whatCanBeReadInSeveralWays_isNone(String body) {
    assertThat(FromField.parse(body)).isNull();
  }
}
