package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.testing.Outside;

/**
 * The size of the library, in figures. A commit that needs more raises a figure here and says why;
 * comments and blank lines do not count.
 */
class HouseTest {

  private static final int LINES_OF_CORE = 43_000;
  private static final int FILES_OF_CORE = 430;
  private static final int LINES_OF_COMMAND_LINE = 12_800;
  private static final int LINES_OF_GATEWAY = 900;
  private static final int FILES_OF_A_PACKAGE = 40;
  private static final int PUBLIC_TYPES = 92;
  private static final int PUBLIC_METHODS = 450;

  @Test
  void linesAndFilesOfCode_areNotMoreThanStated() throws IOException {
    List<Path> core = sources("smime-core");
    assertThat(core).hasSizeBetween(1, FILES_OF_CORE);
    assertThat(lines(core)).isBetween(1L, (long) LINES_OF_CORE);
    assertThat(lines(sources("smime-cli"))).isBetween(1L, (long) LINES_OF_COMMAND_LINE);
    assertThat(lines(sources("smime-gateway"))).isBetween(1L, (long) LINES_OF_GATEWAY);
  }

  @Test
  void noPackageOfTheCore_hasMoreThanFortyFiles() throws IOException {
    Map<Path, Integer> packages = new TreeMap<>();
    for (Path file : sources("smime-core")) {
      packages.merge(file.getParent(), 1, Integer::sum);
    }
    assertThat(packages).isNotEmpty();
    assertThat(packages.values()).allMatch(files -> files <= FILES_OF_A_PACKAGE);
  }

  @Test
  void publicTypesAndMethods_areNotMoreThanStated() throws IOException {
    List<String> api = Files.readAllLines(Outside.root().resolve("smime-core/api.txt"));
    assertThat(api.stream().filter(line -> line.matches("(class|interface|record|enum) .*")))
        .hasSizeBetween(1, PUBLIC_TYPES);
    assertThat(api.stream().filter(line -> line.contains("(") && !line.startsWith("  new(")))
        .hasSizeBetween(1, PUBLIC_METHODS);
  }

  @Test
  void whatIsNoCode_isNotCounted() {
    assertThat(
            code(
                List.of(
                    "/** One.", " * Two. */", "", "  // Three.", "int x; // four", "/* a */ x++;")))
        .isEqualTo(2);
  }

  private static List<Path> sources(String module) throws IOException {
    try (Stream<Path> files = Files.walk(Outside.root().resolve(module + "/src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    }
  }

  private static long lines(List<Path> files) throws IOException {
    long lines = 0;
    for (Path file : files) {
      lines += code(Files.readAllLines(file));
    }
    return lines;
  }

  private static long code(List<String> lines) {
    long code = 0;
    boolean comment = false;
    for (String line : lines) {
      String text = line.strip();
      if (!comment && text.startsWith("/*")) {
        comment = true;
      }
      if (comment) {
        int end = text.indexOf("*/");
        comment = end < 0;
        text = end < 0 ? "" : text.substring(end + 2).strip();
      }
      if (!text.isEmpty() && !text.startsWith("//")) {
        code++;
      }
    }
    return code;
  }
}
