package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * That the run of {@code .ci/turkish} under another locale and with a foreign provider first (D4,
 * B15) is one, and that every other run is not.
 */
class OtherJvmTest {

  @Test
  void theJvmIsTheOneThatTheBuildAskedFor() {
    boolean other = System.getProperty("smime4j.jvm", "").equals("other");
    assertThat(Security.getProviders()[0].getName().equals("BC")).isEqualTo(other);
    if (other) {
      assertThat("I".toLowerCase(Locale.getDefault())).isEqualTo("ı");
    }
  }
}
