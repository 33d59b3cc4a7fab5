package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;

/**
 * The page on codes has each code once, in the order of its enum, with when it comes and what
 * helps.
 */
class CodesTest {

  @Test
  void everyFindingIsThere_withItsSeverity() throws IOException {
    List<List<String>> rows = rows("Findings");
    assertThat(rows.stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactlyElementsOf(
            Stream.of(Finding.Code.values())
                .filter(code -> code.severity().compareTo(Finding.Severity.NOTE) < 0)
                .map(code -> "`" + code + "` " + code.severity())
                .toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(4).noneMatch(String::isBlank));
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
    List<List<String>> rows = rows("Deviations");
    assertThat(rows.stream().map(row -> row.get(0)))
        .containsExactlyElementsOf(
            Stream.of(codes(Finding.Severity.DEVIATION)).map(code -> "`" + code + "`").toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(2).noneMatch(String::isBlank));
  }

  private static Finding.Code[] codes(Finding.Severity severity) {
    return Stream.of(Finding.Code.values())
        .filter(code -> code.severity() == severity)
        .toArray(Finding.Code[]::new);
  }

  private static void hasEach(String section, Enum<?>[] codes) throws IOException {
    List<List<String>> rows = rows(section);
    assertThat(rows.stream().map(row -> row.get(0)))
        .containsExactlyElementsOf(Stream.of(codes).map(code -> "`" + code + "`").toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3).noneMatch(String::isBlank));
  }

  /** The rows of the table in a section, its head left out. */
  private static List<List<String>> rows(String section) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Outside.root().resolve("docs/codes.md"))) {
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
