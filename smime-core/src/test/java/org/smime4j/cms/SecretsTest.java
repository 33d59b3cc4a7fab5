package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Passwords, content keys and shared keys are in no text, and in no object once what used them is
 * done (security.md D2); of private keys: {@code RemovedKeyTest}.
 */
class SecretsTest {

  @TempDir Path folder;

  @Test
  void d2_noSecretIsSaid_andNoneIsLeftInTheHeap() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                // Moves all that is alive together: of what is dead nothing is left in between.
                "-XX:+UseSerialGC",
                "-XX:MarkSweepDeadRatio=0",
                "-XX:MarkSweepAlwaysCompactCount=1",
                "-cp",
                System.getProperty("java.class.path"),
                Secrets.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    List<String> said =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(said).hasSize(3);
    System.out.println("secrets: " + said);
    assertThat(said.get(0))
        .as("the control")
        .isEqualTo("held {password=1, wrong password=1, CEK=1, KEK=1} of 4");
    assertThat(said.get(1)).isEqualTo("given up {password=0, wrong password=0, CEK=0, KEK=0}");
    assertThat(said.get(2)).startsWith("said {password=0, wrong password=0, CEK=0, KEK=0} in ");
  }
}
