package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.peers.Cell.Direction;
import org.smime4j.peers.Cell.Mark;
import org.smime4j.testing.Outside;

/**
 * Every row of {@link Rows} with every {@link Peer}, in both directions, held against the page
 * docs/interop-algorithms.md, which {@code -Dwrite} writes anew.
 */
@Tag("thorough")
class InteropTest {

  private static final Path PAGE = Outside.root().resolve("docs/interop-algorithms.md");

  /** What came of one peer. */
  private record Seen(String version, Matrix matrix) {}

  private static final Map<Peer.Name, Future<Seen>> RUNS = new EnumMap<>(Peer.Name.class);

  @BeforeAll
  static void everyPeerWithEveryRow(@TempDir Path folder) throws Exception {
    long start = System.nanoTime();
    for (Row row : Rows.all()) {
      Ours.write(row, false);
    }
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      for (Peer.Name name : Peer.Name.values()) {
        Path own = Files.createDirectory(folder.resolve(name.name()));
        RUNS.put(name, pool.submit(() -> run(name, own)));
      }
      pool.shutdown();
      for (Future<Seen> run : RUNS.values()) {
        try {
          run.get(10, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
          // The peer's own tests say so.
        }
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.printf("Interoperability: %d s%n", (System.nanoTime() - start) / 1_000_000_000);
  }

  private static Seen run(Peer.Name name, Path folder) throws Exception {
    try (Peer peer = name.start(folder)) {
      return new Seen(peer.version(), Matrix.of(peer));
    }
  }

  /** What was seen; skips the test where the peer is not installed. */
  private static Seen seen(Peer.Name peer) throws Exception {
    try {
      return RUNS.get(peer).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotOk_hasAReasonWithAName(Peer.Name peer) throws Exception {
    assertThat(seen(peer).matrix().unexplained()).isEmpty();
  }

  /** A peer that says yes to everything would fill its column with nothing. */
  @ParameterizedTest
  @EnumSource
  void anAlteredMessage_isNotReadAsIfItWereWhole(Peer.Name peer) throws Exception {
    Matrix matrix = seen(peer).matrix();
    assertThat(matrix.altered()).isPositive();
    assertThat(matrix.fooled()).isEmpty();
  }

  /**
   * A cell that has become ok, or is written at last, is good news and no failure: peers are
   * patched without asking us.
   */
  @ParameterizedTest
  @EnumSource
  void everyCell_isAsThePageSays(Peer.Name peer) throws Exception {
    Matrix matrix = seen(peer).matrix();
    Map<String, Map<String, List<Mark>>> page = InteropPage.parse(Files.readString(PAGE));
    assertThat(page.keySet())
        .containsExactlyElementsOf(Rows.all().stream().map(Row::name).toList());
    List<String> worse = new ArrayList<>();
    for (Row row : Rows.all()) {
      List<Mark> said = page.get(row.name()).get(peer.text());
      for (Direction direction : Direction.values()) {
        Mark was = said == null ? null : said.get(direction.ordinal());
        Mark is = matrix.cell(row, direction).mark();
        boolean better =
            was == Mark.NOT_WRITTEN || is == Mark.OK && (was == Mark.LACKS || was == Mark.DIFFERS);
        if (was != is && better) {
          System.out.println(
              "docs/interop-algorithms.md has yet to say: "
                  + peer
                  + " "
                  + direction
                  + " "
                  + row.name());
        } else if (was != is) {
          worse.add(direction + " " + row.name() + ": " + was + " in the page, " + is + " now");
        }
      }
    }
    assertThat(worse)
        .as("docs/interop-algorithms.md, which -Dwrite writes anew, says otherwise")
        .isEmpty();
  }

  @Test
  void atLeastTwoHundredCells_areExercised() throws Exception {
    int exercised = 0;
    int ok = 0;
    for (Peer.Name peer : Peer.Name.values()) {
      for (Cell cell : seen(peer).matrix().all()) {
        exercised += cell.exercised() ? 1 : 0;
        ok += cell.mark() == Mark.OK ? 1 : 0;
      }
    }
    System.out.printf("Interoperability: %d cells exercised, %d of them ok%n", exercised, ok);
    assertThat(ok).isGreaterThanOrEqualTo(200);
  }

  /** With -Dwrite, and every peer there, the page is written. */
  @Test
  void thePageIsWritten_whereThatIsAskedFor() throws Exception {
    if (!Outside.writes()) {
      return;
    }
    Map<Peer.Name, Matrix> matrices = new EnumMap<>(Peer.Name.class);
    Map<Peer.Name, String> versions = new EnumMap<>(Peer.Name.class);
    for (Peer.Name peer : Peer.Name.values()) {
      Seen seen = seen(peer);
      assertThat(seen.matrix().unused()).as("reasons of %s that no cell needs", peer).isEmpty();
      matrices.put(peer, seen.matrix());
      versions.put(peer, seen.version());
    }
    Files.createDirectories(PAGE.getParent());
    Files.writeString(PAGE, InteropPage.render(matrices, versions));
  }
}
