package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Outside;
import org.smime4j.Samples;

/**
 * Messages of src-test-vectors and of other people's software, changed: a result or a typed
 * failure, within a second of processor time, in 256 MiB of heap and with 256 KiB of stack; and
 * nobody is trusted for what nobody signed. 5,000 messages notice a parser that throws what it does
 * not declare; {@code -Pthorough} opens 100,000. Any number, from any seed:
 *
 * <pre>
 * mvn -pl smime-core verify -Dtest=MutatedVectorsTest -Dsamples=40 -Dseed=7
 * </pre>
 */
@Tag("cost")
@Tag("thorough")
public class MutatedVectorsTest {

  private static final int MUTATIONS = Samples.times(25_000);
  private static final long SEED = Samples.seed();

  @Test
  void d7_whateverBecomesOfAMessage_isDeclaredAndSoonAndNeverTrustedUnsigned(@TempDir Path folder)
      throws IOException, InterruptedException {
    opened(MUTATIONS, "256m", false, folder);
  }

  /**
   * All of the kit and of the foreign messages as they are, of which the same is said on a deep
   * stack, and some altered ones.
   */
  @Test
  void d7_theWholeKit_isReadIn64MibOfHeap(@TempDir Path folder)
      throws IOException, InterruptedException {
    opened(2_000, "64m", true, folder);
  }

  private static void opened(int mutations, String heap, boolean onAnyStack, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "-Xss256k",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dsmime4j.root=" + Outside.root(),
                    "-Dvectors=" + System.getProperty("vectors", "../shared/vectors"),
                    "-Dpeers=" + System.getProperty("peers", "optional"),
                    MutatedVectors.class.getName(),
                    Integer.toString(mutations),
                    Long.toString(SEED),
                    Boolean.toString(onAnyStack)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(12 + mutations / 10_000, TimeUnit.MINUTES))
          .as("it ends; seed " + SEED)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    System.out.println(heap + ": " + said);
    assertThat(said)
        .contains(mutations + " mutations of ", "seed " + SEED)
        .endsWith("all as declared");
  }
}
