package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;

/**
 * All that opens messages outside the core is compared with the core by a test. {@code doors.tsv}
 * names the test of each file, or why it needs none.
 */
class EveryDoorTest {

  private static final Path TABLE =
      Outside.root().resolve("smime-core/src/test/resources/org/smime4j/doors/doors.tsv");

  private static final Pattern OPENS =
      Pattern.compile(
          "\\b(OpenedMail|MailReader|UnauthenticatedContent|SignatureReport)\\b"
              + "|\\.(decrypt|verify)\\(");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");

  /** All code that is published or shown, but for the core, its kit and the benchmarks. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(Outside.root())) {
      for (Path module : modules.sorted().toList()) {
        String name = module.getFileName().toString();
        if (name.matches("examples|smime-.*") && !name.matches("smime-(core|testing|benchmarks)")) {
          read(module, sources);
        }
      }
    }
    assertThat(sources).hasSizeGreaterThan(150);
    return sources;
  }

  private static void read(Path module, Map<String, String> sources) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(module)) {
      files =
          walk.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().replace('\\', '/').matches(".*/(test|target)/.*"))
              .toList();
    }
    for (Path file : files) {
      sources.put(
          Outside.root().relativize(file).toString().replace('\\', '/'),
          COMMENT.matcher(Files.readString(file)).replaceAll(""));
    }
  }

  private static Map<String, String> table() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 2))
        .collect(Collectors.toMap(row -> row[0], row -> row[1]));
  }

  private static TreeSet<String> doors() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    sources()
        .forEach(
            (file, code) -> {
              if (OPENS.matcher(code).find()) {
                found.add(file);
              }
            });
    return found;
  }

  @Test
  void everyFileThatOpensMessages_isListedWithATestThatComparesItWithTheCore() throws IOException {
    Map<String, String> doors = table();
    assertThat(doors()).hasSizeGreaterThan(20);
    assertThat(doors.keySet()).containsExactlyInAnyOrderElementsOf(doors());
    for (String test : new TreeSet<>(doors.values())) {
      if (test.startsWith("none: ")) {
        continue;
      }
      Path file = Outside.root().resolve(test);
      assertThat(file).as(test).exists();
      assertThat(Files.readString(file)).as(test).contains("new Differences(");
    }
  }

  /** What stands in the doors of today is seen in one of tomorrow. */
  @Test
  void theRuleSeesWhatOpensMessages() {
    assertThat(OPENS.matcher("try (OpenedMail mail = reader.open(message)) {").find()).isTrue();
    assertThat(OPENS.matcher("return decryptor.decrypt(octets);").find()).isTrue();
    assertThat(OPENS.matcher("return verifier.verify(signed).trusted();").find()).isTrue();
    assertThat(OPENS.matcher("Signer.using(me).sign(octets);").find()).isFalse();
  }
}
