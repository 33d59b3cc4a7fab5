package org.smime4j.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal says what was durable, and nothing else. */
class JournalTest {

  private static final Journal.Header HEADER =
      new Journal.Header(
          Instant.parse("2026-06-01T00:00:00Z"), 9, List.of("--x=1", "SOURCE=/\u00fc\n"));

  @TempDir private Path folder;

  private static Batch batch(int... numbers) {
    Batch batch = new Batch();
    for (int number : numbers) {
      batch.add(
          new Result(number, number % 2 == 0 ? "opened" : "malformed", new byte[5], List.of()));
    }
    return batch;
  }

  private Path written() throws IOException {
    Journal.create(folder, "journal", HEADER);
    Path file = folder.resolve("journal");
    try (Journal journal = new Journal(file)) {
      journal.append(batch(1, 2, 3, 7), 20);
      journal.append(batch(9, 4), 30);
    }
    return file;
  }

  private static BitSet numbers(int... numbers) {
    BitSet set = new BitSet();
    Arrays.stream(numbers).forEach(set::set);
    return set;
  }

  @Test
  void whatWasAppendedIsThere() throws IOException {
    try (Journal journal = new Journal(written())) {
      assertThat(journal.header).isEqualTo(HEADER);
      assertThat(journal.done()).isEqualTo(numbers(1, 2, 3, 4, 7, 9));
      assertThat(journal.reportLength()).isEqualTo(30);
      assertThat(journal.totals.messages()).isEqualTo(6);
      assertThat(journal.totals.outcomes()).hasToString("{malformed=4, opened=2}");
    }
  }

  @Test
  void aLastRecordThatIsTornAnywhereWasNeverThere_andTheNextTakesItsPlace() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    int start = lineStarts(whole)[2];
    for (int cut = start; cut < whole.length; cut++) {
      Path file = folder.resolve("cut");
      Files.write(file, Arrays.copyOf(whole, cut));
      try (Journal journal = new Journal(file)) {
        assertThat(journal.done()).as("cut at " + cut).isEqualTo(numbers(1, 2, 3, 7));
        assertThat(journal.reportLength()).isEqualTo(20);
        journal.append(batch(5), 25);
      }
      try (Journal journal = new Journal(file)) {
        assertThat(journal.done()).isEqualTo(numbers(1, 2, 3, 5, 7));
      }
    }
  }

  @Test
  void aLastRecordOfZerosOrWithAFalseOctetWasNeverThere() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    int start = lineStarts(whole)[2];
    for (int at = start; at < whole.length - 1; at++) {
      byte[] altered = whole.clone();
      altered[at] ^= 0x40;
      Path file = folder.resolve("altered");
      Files.write(file, altered);
      try (Journal journal = new Journal(file)) {
        assertThat(journal.done()).as("altered at " + at).isEqualTo(numbers(1, 2, 3, 7));
      }
    }
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, start), whole.length + 4096);
    Files.write(folder.resolve("zeros"), zeros);
    try (Journal journal = new Journal(folder.resolve("zeros"))) {
      assertThat(journal.done()).isEqualTo(numbers(1, 2, 3, 7));
    }
  }

  @Test
  void damageBeforeTheLastRecordIsAnError() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    int end = lineStarts(whole)[2];
    for (int at = 0; at < end - 1; at++) {
      byte[] altered = whole.clone();
      altered[at] ^= 0x01;
      Path file = folder.resolve("altered");
      Files.write(file, altered);
      assertThatThrownBy(() -> new Journal(file))
          .as("altered at " + at)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void whereTheLineEndBeforeTheLastRecordIsGone_bothAreDoneAgain() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    whole[lineStarts(whole)[2] - 1] = ' ';
    Files.write(folder.resolve("altered"), whole);
    try (Journal journal = new Journal(folder.resolve("altered"))) {
      assertThat(journal.done()).isEqualTo(new BitSet());
      assertThat(journal.reportLength()).isZero();
    }
  }

  private static int[] lineStarts(byte[] octets) {
    int[] starts = new int[3];
    int line = 0;
    for (int i = 0; i < octets.length && line < 2; i++) {
      if (octets[i] == '\n') {
        starts[++line] = i + 1;
      }
    }
    return starts;
  }
}
