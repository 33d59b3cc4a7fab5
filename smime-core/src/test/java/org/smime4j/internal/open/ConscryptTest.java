package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;

/**
 * The library says the same of every message of the test kit, word for word, where the registry has
 * Conscrypt and no provider of Sun's, and Bouncy Castle is in the form that Android loads: no class
 * for a newer Java. A sample is asked.
 */
@Tag("thorough")
public class ConscryptTest {

  private static final int EVERY = Samples.oneIn(16);

  /** What a JVM is started with to have the providers, and the Bouncy Castle, of Android. */
  static final String[] AS_ON_ANDROID = {
    "-Djava.security.properties==" + Outside.root().resolve(".ci/conscrypt.security"),
    "-Djdk.util.jar.enableMultiRelease=false"
  };

  @TempDir Path folder;

  @Test
  void everyWordIsTheSameAsWithTheProvidersOfTheJdk() throws Exception {
    List<String> usual = transcript();
    List<String> said = transcript(AS_ON_ANDROID);
    assertThat(usual).hasSizeGreaterThan(900 / EVERY);
    assertThat(said).containsExactlyElementsOf(usual);
    System.out.println("Conscrypt: lines " + said.size());
  }

  private List<String> transcript(String... options) throws Exception {
    Path file = Files.createTempFile(folder, "transcript", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    // Java 24 and later warn on the error stream of a native provider that was not allowed by name.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
    command.add("-Dsmime4j.root=" + Outside.root());
    command.add("-Devery=" + EVERY);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Transcript.class.getName()));
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(file.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(child.waitFor(20, TimeUnit.MINUTES)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(child.exitValue()).isZero();
    return Files.readAllLines(file, StandardCharsets.UTF_8);
  }
}
