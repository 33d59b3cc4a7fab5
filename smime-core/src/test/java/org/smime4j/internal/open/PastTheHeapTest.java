package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Samples;

public class PastTheHeapTest {

  /** More than the heap; more than 2 GiB with {@code -Pthorough}. */
  private static final long OCTETS = Samples.largeSize();

  @Test
  @Tag("large")
  void textPastTheHeapIsSignedEncryptedAndOpenedWith64MibOfHeap(@TempDir Path folder)
      throws Exception {
    assertThat(run(OCTETS, folder)).endsWith("all");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(file -> !file.endsWith("log"))).isEmpty();
    }
  }

  @Test
  void nineMibAreNotKeptInMemoryAndComeBackWhole(@TempDir Path folder) throws Exception {
    assertThat(run(9L << 20, folder)).endsWith("all");
  }

  /** An app has 256 MiB, and more to do than to open mail. */
  @Test
  @Tag("large")
  void fiftyMibAreOpenedWith64MibOfHeapWhereConscryptIsTheProvider(@TempDir Path folder)
      throws Exception {
    assertThat(run(50L << 20, folder, ConscryptTest.AS_ON_ANDROID)).endsWith("all");
  }

  private static String run(long size, Path folder, String... options)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-Xmx64m",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            PastTheHeap.class.getName(),
            Long.toString(size),
            folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8).strip();
    System.out.println(said);
    return said;
  }
}
