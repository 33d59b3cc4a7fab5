package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.Outside;

/** Maven leaves out the tests of a tag, without a word, in a module that names no phase for it. */
class TaggedTestsTest {

  @ParameterizedTest
  @ValueSource(strings = {"large", "cost", "timing"})
  void eachModuleWithTestsOfATag_namesThePhaseInWhichTheyRun(String tag) throws IOException {
    List<String> tagged = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Outside.root())) {
      for (Path module : folders.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        if (hasTests(module.resolve("src/test/java"), "@Tag(\"" + tag + "\")")) {
          tagged.add(module.toString());
          if (!Files.readString(module.resolve("pom.xml")).contains("<" + tag + ".phase>")) {
            silent.add(module.toString());
          }
        }
      }
    }
    assertThat(tagged).isNotEmpty();
    assertThat(silent).isEmpty();
  }

  private static boolean hasTests(Path sources, String tag) throws IOException {
    if (!Files.isDirectory(sources)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains(tag)) {
          return true;
        }
      }
    }
    return false;
  }
}
