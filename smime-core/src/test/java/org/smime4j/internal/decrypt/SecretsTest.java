package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Outside;

/**
 * Passwords, private keys, content keys and shared keys are in no text and in no temporary file,
 * and in no object once what used them is done (threats D2); of private keys in this JVM too:
 * {@code RemovedKeyTest}.
 */
@Tag("thorough")
public class SecretsTest {

  private static final int SECRETS = 12;

  @TempDir Path folder;

  @Test
  void d2_noSecretIsSaid_norSpooled_andNoneIsLeftInTheHeap() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                // Moves all that is alive together: of what is dead nothing is left in between.
                "-XX:+UseSerialGC",
                "-XX:MarkSweepDeadRatio=0",
                "-XX:MarkSweepAlwaysCompactCount=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Secrets.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    List<String> said =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
    System.out.println("secrets: " + said);
    assertThat(said).hasSize(7);
    assertNoneFound(said.get(0), "made");
    // The control: the test has masked copies alone, so that what is found the library holds.
    assertThat(found(said.get(1), "alive"))
        .as("what is held by what is alive; what is derived from a password nothing holds")
        .hasSize(SECRETS)
        .allSatisfy(
            (name, times) -> assertThat(times > 0).as(name).isEqualTo(!name.equals("DERIVED_KEY")));
    assertNoneFound(said.get(2), "given up");
    assertNoneFound(said.get(3), "said");
    assertThat(said.get(5)).isEqualTo("left 0");
    // Six messages, five ways to open each and four to fail; and three files of keys that fail.
    assertThat(said.get(6)).isEqualTo("opened 30, failed 27");
    assertNoneFound(said.get(4), "spooled");
    // What has no name any more is seen through its descriptor alone.
    Outside.needs(Files.isDirectory(Path.of("/proc/self/fd")), "/proc/self/fd");
    assertThat(number(said.get(4), " in (\\d+),")).isPositive();
    assertThat(number(said.get(4), "(\\d+) of them at a message")).isPositive();
  }

  private static void assertNoneFound(String line, String where) {
    assertThat(found(line, where))
        .hasSize(SECRETS)
        .allSatisfy((n, times) -> assertThat(times).as(n).isZero());
  }

  private static Map<String, Integer> found(String line, String where) {
    assertThat(line).startsWith(where + " {");
    Map<String, Integer> found = new TreeMap<>();
    Matcher each = Pattern.compile("(\\w+)=(\\d+)").matcher(line);
    while (each.find()) {
      found.put(each.group(1), Integer.valueOf(each.group(2)));
    }
    return found;
  }

  private static int number(String line, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
