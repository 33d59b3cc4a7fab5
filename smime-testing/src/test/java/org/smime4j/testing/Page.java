package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page whose snippet is a part of a test. */
final class Page {

  private static final Path ROOT = Path.of(System.getProperty("smime4j.root", ".."));

  private Page() {}

  /** Sees that the page's block of this kind is a part of the test, as it is written. */
  static void stands(String page, String kind, Class<?> test) throws IOException {
    String block =
        Files.readString(ROOT.resolve(page)).replaceAll("(?s).*```" + kind + "\n(.*?)```.*", "$1");
    assertThat(block.lines().count()).isBetween(5L, 40L);
    Path source =
        Path.of("smime-testing/src/test/java", test.getName().replace('.', '/') + ".java");
    assertThat(words(Files.readString(ROOT.resolve(source)))).contains(words(block));
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }
}
