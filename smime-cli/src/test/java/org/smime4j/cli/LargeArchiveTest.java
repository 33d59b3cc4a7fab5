package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive with the escrow of a company as its history: 1,000 keys, or 10,000 with {@code
 * -Pthorough}. Who tries more than the key that is named does so in either.
 */
class LargeArchiveTest {

  private static final int KEYS = 1_000 * Integer.getInteger("samples", 1);
  private static final int MESSAGES = 400;

  @TempDir private Path folder;

  @Test
  @Tag("large")
  @Tag("thorough")
  void manyKeys_openWithOneOperationAMessage_andTheIndexIsTheJobs() throws Exception {
    long seed = System.nanoTime();
    System.out.println("LargeArchiveTest seed " + seed);
    Escrow.make(folder.resolve("escrow"), KEYS)
        .write(folder.resolve("in"), MESSAGES, 2_000, new Random(seed));
    Run run =
        Run.of(
            "archive",
            "--json",
            "--job",
            folder.resolve("job"),
            "--keys",
            folder.resolve("escrow"),
            folder.resolve("in"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.only().get("outcomes").get("opened").number()).isEqualTo(MESSAGES);
    for (String line : ArchiveTest.sorted(folder.resolve("job"))) {
      Json layer = Json.parse(line).get("layers").list().get(0);
      assertThat(layer.get("key").get("foundBy").text()).isEqualTo("recipient-id");
      assertThat(layer.get("tried").get("named").number()).isEqualTo(1);
      assertThat(layer.get("tried").get("others").number()).isZero();
    }
    assertThat(folder.resolve("job/keys-1.index")).isRegularFile();
    assertThat(folder.resolve("escrow")).isDirectoryNotContaining("glob:**.smime4j*");
  }
}
