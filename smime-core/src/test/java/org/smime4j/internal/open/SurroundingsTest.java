package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;

/**
 * The library says the same of every message of the test kit, word for word, whatever the JVM is
 * set to: letters, digits and the providers of its registry (threats D4, B15). A word that is
 * changed by the default locale, or made by a foreign provider, is in most messages: a sample is
 * asked.
 */
@Tag("thorough")
public class SurroundingsTest {

  /** Every so many of the messages; 1 for all. */
  private static final int EVERY = Samples.oneIn(64);

  @TempDir Path folder;

  private List<String> transcript(List<String> options, String... surroundings) throws Exception {
    Path file = Files.createTempFile(folder, "transcript", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m"));
    command.add("-Dsmime4j.root=" + Outside.root());
    command.add("-Devery=" + EVERY);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Transcript.class.getName()));
    command.addAll(List.of(surroundings));
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(file.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(errors)).isEmpty();
    assertThat(child.exitValue()).isZero();
    return Files.readAllLines(file, StandardCharsets.UTF_8);
  }

  @Test
  void d4_b15_everyWordIsTheSame_inOtherLettersAndDigits_andWithOtherProviders() throws Exception {
    List<String> usual =
        transcript(List.of("-Duser.language=en", "-Duser.country=US", "-Dfile.encoding=UTF-8"));
    Map<String, List<String>> others = new LinkedHashMap<>();
    others.put("Turkish letters", transcript(List.of("-Duser.language=tr", "-Duser.country=TR")));
    others.put(
        "Arabic letters and digits",
        transcript(
            List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab")));
    others.put("a hostile provider first", transcript(List.of(), "hostile"));
    others.put(
        "without three of the JDK's providers",
        transcript(List.of(), "SunJCE", "SunRsaSign", "SunEC"));
    for (Map.Entry<String, List<String>> other : others.entrySet()) {
      List<String> said = other.getValue();
      assertThat(said).as(other.getKey()).hasSameSizeAs(usual).contains("providers same");
      List<String> differing = new ArrayList<>(said);
      differing.removeAll(usual);
      assertThat(differing).as(other.getKey()).isEmpty();
      System.out.println(
          "surroundings: "
              + other.getKey()
              + ", lines "
              + said.size()
              + ", differing "
              + differing.size()
              + ", "
              + said.get(said.size() - 1));
    }
    assertThat(usual.size()).isGreaterThan(900 / EVERY);
    // The last line of a JVM in which a provider takes whatever the registry is asked for.
    assertThat(others.get("a hostile provider first")).endsWith("asked []");
  }
}
