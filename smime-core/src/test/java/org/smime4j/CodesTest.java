package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.testing.Outside;

/**
 * The page on codes has each code once, in the order of its enum, with the comment that stands
 * there. {@code -Dwrite} writes its tables.
 */
class CodesTest {

  private static final Path PAGE = Outside.root().resolve("docs/codes.md");

  @BeforeAll
  static void write() throws IOException {
    if (Outside.writes()) {
      Files.writeString(PAGE, made());
    }
  }

  @Test
  void theTablesSayWhatTheCommentsOfTheCodesSay() throws IOException {
    assertThat(Files.readAllLines(PAGE))
        .as("-Dwrite writes it")
        .containsExactlyElementsOf(made().lines().toList());
  }

  /** The page, with its tables made anew. */
  private static String made() throws IOException {
    String page = Files.readString(PAGE);
    page = with(page, "Findings", table(Finding.class, findings()));
    page =
        with(page, "Refusals", table(SmimeException.class, SmimeException.Refused.Rule.values()));
    page = with(page, "Notes", table(Finding.class, codes(Finding.Severity.NOTE)));
    return with(page, "Deviations", table(Finding.class, codes(Finding.Severity.DEVIATION)));
  }

  @Test
  void everyFindingIsThere_withItsSeverity() throws IOException {
    List<List<String>> rows = rows("Findings");
    assertThat(rows.stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactlyElementsOf(
            Stream.of(findings()).map(code -> "`" + code + "` " + code.severity()).toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3).noneMatch(String::isBlank));
  }

  @Test
  void everyRefusalIsThere() throws IOException {
    hasEach("Refusals", SmimeException.Refused.Rule.values());
  }

  @Test
  void everyNoteIsThere() throws IOException {
    hasEach("Notes", codes(Finding.Severity.NOTE));
  }

  @Test
  void everyDeviationIsThere() throws IOException {
    hasEach("Deviations", codes(Finding.Severity.DEVIATION));
  }

  private static Finding.Code[] codes(Finding.Severity severity) {
    return Stream.of(Finding.Code.values())
        .filter(code -> code.severity() == severity)
        .toArray(Finding.Code[]::new);
  }

  /** Those that lower a verdict. */
  private static Finding.Code[] findings() {
    return Stream.of(Finding.Code.values())
        .filter(code -> code.severity().compareTo(Finding.Severity.NOTE) < 0)
        .toArray(Finding.Code[]::new);
  }

  /** A row for each code: its name, the severity of a finding, and the comment in the source. */
  private static String table(Class<?> holder, Enum<?>[] codes) throws IOException {
    String source =
        Files.readString(
            Outside.root()
                .resolve("smime-core/src/main/java")
                .resolve(holder.getName().replace('.', '/') + ".java"));
    StringBuilder table = new StringBuilder();
    for (Enum<?> code : codes) {
      Matcher comment =
          Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+" + code + "\\b", Pattern.DOTALL)
              .matcher(source);
      assertThat(comment.find()).as("a comment of " + code).isTrue();
      boolean graded =
          code instanceof Finding.Code finding
              && finding.severity().compareTo(Finding.Severity.NOTE) < 0;
      table
          .append("| `")
          .append(code)
          .append(graded ? "` | " + ((Finding.Code) code).severity() + " | " : "` | ")
          .append(
              comment
                  .group(1)
                  .replaceAll("\\s+\\*?\\s*", " ")
                  .replaceAll("\\{@code ([^}]*)}", "`$1`")
                  .strip())
          .append(" |\n");
    }
    return table.toString();
  }

  /** The page with these rows in the table of a section. */
  private static String with(String page, String section, String rows) {
    Matcher table =
        Pattern.compile(
                "(?<=\n)## " + section + "\n.*?\n\\|[-|]+\\|\n((?:\\| [^\n]*\n)*)", Pattern.DOTALL)
            .matcher(page);
    assertThat(table.find()).as("a table in " + section).isTrue();
    return page.substring(0, table.start(1)) + rows + page.substring(table.end(1));
  }

  private static void hasEach(String section, Enum<?>[] codes) throws IOException {
    List<List<String>> rows = rows(section);
    assertThat(rows.stream().map(row -> row.get(0)))
        .containsExactlyElementsOf(Stream.of(codes).map(code -> "`" + code + "`").toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(2).noneMatch(String::isBlank));
  }

  /** The rows of the table in a section, its head left out. */
  private static List<List<String>> rows(String section) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + section);
      } else if (inside && line.startsWith("| `")) {
        rows.add(
            Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                .map(String::strip)
                .toList());
      }
    }
    return rows;
  }
}
