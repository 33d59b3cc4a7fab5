package org.smime4j.cli.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class CodePageTest {

  @Test
  void theNumbersOfWindows_areCharsets() {
    assertThat(CodePage.charset(932)).isEqualTo(Charset.forName("windows-31j"));
    assertThat(CodePage.charset(850)).isEqualTo(Charset.forName("IBM850"));
    assertThat(CodePage.charset(1252)).isEqualTo(Charset.forName("windows-1252"));
    assertThat(CodePage.charset(28_605)).isEqualTo(Charset.forName("ISO-8859-15"));
    assertThat(CodePage.charset(65_001)).isEqualTo(Charset.forName("UTF-8"));
  }

  @Test
  void aNumberThatNobodyKnows_isUnknown() {
    for (long number : new long[] {-1, 0, 37, 28_590, 28_602, 28_606, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> CodePage.charset(number))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
