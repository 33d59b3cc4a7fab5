package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.testing.Outside;

/**
 * The PKCS#12 files that other people's software made ({@code p12.tsv} in the folder of foreign
 * messages), each held against what OpenSSL saw in it.
 */
class KeyFilesOfOthersTest {

  private static final Pattern OPENS = Pattern.compile("opens: certs=(\\d+) keys=(\\d+).*");

  /** Rows whose stated outcome is not ours, each with the reason; none. */
  private static final Map<String, String> EXCEPTIONS = Map.of();

  private record Row(String file, char[] password, String result) {

    static Row of(String line) {
      String[] columns = line.split("\t", -1);
      return new Row(
          columns[0], columns[1].substring(1, columns[1].length() - 1).toCharArray(), columns[2]);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRowAgrees() throws IOException {
    Path vectors = Outside.vectors();
    List<Row> rows =
        Files.readAllLines(vectors.resolve("p12.tsv")).stream().skip(1).map(Row::of).toList();
    assertThat(rows).hasSize(36);
    return rows.stream()
        .filter(row -> !EXCEPTIONS.containsKey(row.file))
        .map(row -> DynamicTest.dynamicTest(row.file, () -> agrees(vectors, row)));
  }

  private static void agrees(Path vectors, Row row) throws IOException {
    Path file = vectors.resolve(row.file);
    Matcher opens = OPENS.matcher(row.result);
    if (opens.matches()) {
      KeyHistory history = KeyHistory.read(PasswordSource.of(row.password), file);
      assertThat(history.certificates()).hasSize(Integer.parseInt(opens.group(1)));
      assertThat(history.keys()).hasSize(Integer.parseInt(opens.group(2)));
      assertThat(history.keys()).allSatisfy(key -> assertThat(key.certificates()).isNotEmpty());
      assertThat(history.skipped()).isEmpty();
    } else {
      assertThat(row.result).startsWith("not opened");
      assertThatExceptionOfType(KeyFile.class)
          .isThrownBy(() -> KeyHistory.read(PasswordSource.of(row.password), file))
          .withMessageContaining(file.toString());
    }
  }

  /** Samples of GnuPG: its own key on a Brainpool curve, and one whose MAC fits no password. */
  @Test
  void filesThatGnupgOpens_open() throws IOException {
    Path folder = Outside.beside("attacks").resolve("third/keys");
    KeyHistory brainpool =
        KeyHistory.read(
            PasswordSource.of("abc,123456".toCharArray()), folder.resolve("edward.tester.p12"));
    assertThat(brainpool.keys()).hasSize(1);
    assertThat(brainpool.keys().get(0).certificates()).isNotEmpty();
    assertThat(brainpool.skipped()).isEmpty();
    Path file = folder.resolve("t5793-test.pfx");
    KeyHistory quoVadis = KeyHistory.read(PasswordSource.of("test".toCharArray()), file);
    assertThat(quoVadis.keys()).hasSize(1);
    assertThat(quoVadis.keys().get(0).certificates()).isNotEmpty();
    assertThat(quoVadis.skipped().toString()).contains("MAC", "fits no password");
    assertThat(quoVadis.unopened()).isEmpty();
    for (String wrong : List.of("", "Test", "wrong")) {
      assertThatExceptionOfType(KeyFile.class)
          .isThrownBy(() -> KeyHistory.read(PasswordSource.of(wrong.toCharArray()), file))
          .withMessageContaining("none of the passwords opens it");
    }
  }
}
