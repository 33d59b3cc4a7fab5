package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.testing.VectorCase;

/**
 * The table of deviations in the README of src-test-vectors: what it says is reported of messages
 * is what their sidecars expect, which {@link OwnVectorsTest} holds.
 */
public class KitDeviationsTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| ([^|]+) \\| (`[^|]+`) \\| ([^|]+) \\|$", Pattern.MULTILINE);

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static final Set<String> CODES =
      Arrays.stream(Finding.Code.values())
          .filter(code -> code.severity() == Finding.Severity.DEVIATION)
          .map(Enum::name)
          .collect(Collectors.toSet());

  /** What OpenSSL writes before the first part is no matter of the row. */
  private static final String AROUND = Finding.Code.UNSIGNED_TEXT_AROUND.name();

  private record Row(String what, List<String> messages, Set<String> codes, List<String> outcomes) {

    static Row of(MatchResult cells) {
      List<String> reported = quoted(cells.group(3).split(":", 2)[0]);
      return new Row(
          cells.group(1),
          quoted(cells.group(2)),
          reported.stream().filter(CODES::contains).collect(Collectors.toCollection(TreeSet::new)),
          reported.stream().filter(word -> !CODES.contains(word)).toList());
    }
  }

  private static List<String> quoted(String cell) {
    return QUOTED.matcher(cell).results().map(word -> word.group(1)).toList();
  }

  private static List<Row> rows() throws IOException {
    String readme = Files.readString(VectorCase.ROOT.resolve("README.md"));
    return ROW.matcher(readme).results().map(Row::of).toList();
  }

  @Test
  void everyRowHasMessages() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(30);
    assertThat(rows()).allSatisfy(row -> assertThat(row.messages()).isNotEmpty());
  }

  @Test
  void whatTheTableSaysIsReported_isExpectedOfEachMessage() throws IOException {
    Map<String, VectorCase> cases =
        VectorCase.all().stream().collect(Collectors.toMap(VectorCase::name, Function.identity()));
    for (Row row : rows()) {
      for (String name : row.messages()) {
        assertThat(cases).as("%s", row.what()).containsKey(name);
        VectorCase message = cases.get(name);
        Set<String> codes = new TreeSet<>(message.words("deviations"));
        if (!row.codes().contains(AROUND)) {
          codes.remove(AROUND);
        }
        assertThat(codes).as("%s: %s", row.what(), name).isEqualTo(row.codes());
        assertThat(message.value("expect").get())
            .as("%s: %s", row.what(), name)
            .isIn(row.outcomes().isEmpty() ? List.of("trusted", "opened") : row.outcomes());
      }
    }
  }

  /** A tolerance that no message shows is one that nobody has seen at work. */
  @Test
  void everyDeviationIsShownByAMessage() throws IOException {
    List<String> shown = new ArrayList<>();
    for (VectorCase each : VectorCase.all()) {
      shown.addAll(each.words("deviations"));
    }
    assertThat(shown).containsAll(CODES);
  }

  /** A missing row would otherwise go unnoticed. */
  @Test
  void aRowIsReadAsItStands() {
    Row row =
        ROW.matcher("| what `it` is | `a` `b-c` | `MEDIA_TYPE`, and `broken X`: why `d` |\n")
            .results()
            .map(Row::of)
            .findFirst()
            .orElseThrow();
    assertThat(row)
        .isEqualTo(
            new Row(
                "what `it` is", List.of("a", "b-c"), Set.of("MEDIA_TYPE"), List.of("broken X")));
    assertThat(
            Stream.of("| what | 7 | `x` |", "| a | `b` |").flatMap(l -> ROW.matcher(l).results()))
        .isEmpty();
  }
}
