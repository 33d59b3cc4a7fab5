package org.smime4j.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.smime4j.peers.Cell.Direction;
import org.smime4j.peers.Cell.Mark;

/**
 * The page docs/interop-algorithms.md: written from what was seen, and read again to be held
 * against it.
 */
final class InteropPage {

  private static final String INTRODUCTION =
      """
      # Algorithms and other software

      This page lists which algorithms other S/MIME software and smime4j can exchange. `InteropTest` writes the page, and each CI run tests every cell with the other software:

          mvn -Pthorough -pl smime-core test -Dtest=InteropTest -Ppeers -Dwrite

      Without `-Dwrite` the test compares its results with this page. The build fails if a cell is `ok` here but no longer works. It also fails if a
      cell fails without a known reason.

      ## How to read it

      Each row is one way to protect a message, and each column is a peer. A cell has two marks. The first says whether the peer reads the message of smime4j.
      The second says whether smime4j reads the peer's message, finds the requested algorithm, and reaches the correct verdict.

      | mark | meaning |
      |---|---|
      | `ok` | works in the test |
      | `–` | the peer does not support it, or has no option for it |
      | `[1]` | the peer deviates from the standard, as the note says |
      | `·` | smime4j only reads such messages |

      The column smime4j says what the library itself does: `W` it writes, `R` it reads. It reads old algorithms for old mail. It never trusts a signature with SHA-1.
      """;

  private InteropPage() {}

  /** The page. */
  static String render(Map<Peer.Name, Matrix> peers, Map<Peer.Name, String> versions) {
    Map<String, Integer> notes = new LinkedHashMap<>();
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("\n## Peers\n\n| peer | program | tested version |\n|---|---|---|\n");
    versions.forEach(
        (peer, version) ->
            page.append("| ")
                .append(peer.text())
                .append(" | ")
                .append(peer.what())
                .append(" | ")
                .append(version)
                .append(" |\n"));
    page.append('\n').append(count(peers)).append('\n');
    Rows.tables()
        .forEach(
            (heading, rows) -> {
              page.append("\n## ").append(heading).append("\n\n| | smime4j |");
              peers.keySet().forEach(peer -> page.append(' ').append(peer.text()).append(" |"));
              page.append("\n|---|---|").append("---|".repeat(peers.size())).append('\n');
              for (Row row : rows) {
                page.append("| ").append(row.name()).append(" | ");
                page.append(Ours.write(row, false).isPresent() ? "W R" : "R").append(" |");
                peers.forEach(
                    (peer, matrix) ->
                        page.append(' ').append(text(peer, matrix, row, notes)).append(" |"));
                page.append('\n');
              }
            });
    page.append("\n## Where peers differ\n\n");
    notes.forEach(
        (note, number) -> page.append("- [").append(number).append("] ").append(note).append('\n'));
    page.append("\n## What peers lack\n\n");
    peers.forEach((peer, matrix) -> page.append(lacks(peer, matrix)));
    page.append(unsupported());
    return page.toString();
  }

  /** What this library does not do, as UnsupportedAlgorithmTest sees it. */
  static String unsupported() {
    StringBuilder section =
        new StringBuilder(
            """

            ## What smime4j does not support

            For each of these algorithms the library throws `UnsupportedAlgorithm` with its name and object identifier. For a signature it gives the finding `UNSUPPORTED_ALGORITHM`
            instead. For algorithms that this table does not name, it gives only the object identifier.

            | algorithm | object identifier | for |
            |---|---|---|
            """);
    for (Unsupported each : Unsupported.all()) {
      section.append("| ").append(UnsupportedAlgorithmTest.name(each));
      section.append(" | ").append(each.oid());
      section.append(" | ").append(each.as().role()).append(" |\n");
    }
    return section.toString();
  }

  private static String count(Map<Peer.Name, Matrix> peers) {
    Map<Mark, Integer> marks = new TreeMap<>();
    int exercised = 0;
    for (Matrix matrix : peers.values()) {
      for (Cell cell : matrix.all()) {
        marks.merge(cell.mark(), 1, Integer::sum);
        exercised += cell.exercised() ? 1 : 0;
      }
    }
    int ok = marks.getOrDefault(Mark.OK, 0);
    int differ = marks.getOrDefault(Mark.DIFFERS, 0);
    return "In one run a message goes from writer to reader in "
        + exercised
        + " cells. "
        + ok
        + " are ok. "
        + differ
        + " differ because of a fault of the peer, which a note below describes. In the other "
        + (exercised - ok - differ)
        + " the peer lacks the algorithm, and fails.";
  }

  private static String text(Peer.Name peer, Matrix matrix, Row row, Map<String, Integer> notes) {
    List<String> both = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      Cell cell = matrix.cell(row, direction);
      if (cell.mark() == Mark.DIFFERS) {
        String note = peer.text() + ": " + cell.detail();
        notes.putIfAbsent(note, notes.size() + 1);
        both.add("[" + notes.get(note) + "]");
      } else {
        both.add(cell.mark().text());
      }
    }
    return String.join(" ", both);
  }

  private static String lacks(Peer.Name peer, Matrix matrix) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Cell cell : matrix.all()) {
      if (cell.mark() == Mark.LACKS) {
        reasons.add(cell.detail());
      }
    }
    return reasons.isEmpty() ? "" : "- " + peer.text() + ": " + String.join("; ", reasons) + "\n";
  }

  /** The marks of a committed page: row, then column, then one mark for each direction. */
  static Map<String, Map<String, List<Mark>>> parse(String page) {
    Map<String, Map<String, List<Mark>>> rows = new LinkedHashMap<>();
    List<String> columns = List.of();
    for (String line : page.lines().toList()) {
      if (line.startsWith("| | smime4j |")) {
        columns = fields(line);
      } else if (!line.startsWith("|")) {
        columns = List.of();
      } else if (!columns.isEmpty() && !line.startsWith("|---")) {
        List<String> fields = fields(line);
        Map<String, List<Mark>> marks = new LinkedHashMap<>();
        for (int i = 2; i < fields.size(); i++) {
          marks.put(
              columns.get(i),
              List.of(fields.get(i).split(" ")).stream().map(InteropPage::mark).toList());
        }
        rows.put(fields.get(0), marks);
      }
    }
    return rows;
  }

  private static Mark mark(String text) {
    for (Mark mark : Mark.values()) {
      if (mark.text().equals(text)) {
        return mark;
      }
    }
    return text.startsWith("[") ? Mark.DIFFERS : Mark.UNEXPLAINED;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.substring(1).split("\\|")) {
      fields.add(field.strip());
    }
    return fields;
  }
}
