package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Samples;

/**
 * Content of more than the heap through every task, in a JVM with 64 MiB: a task that keeps its
 * content in memory ends there. With {@code -Pthorough} it is more than 2 GiB, where an {@code int}
 * no longer counts it.
 */
@Tag("thorough")
@Tag("large")
public class LargeContentTest {

  /** No multiple of anything. */
  private static final long OCTETS = Samples.largeSize();

  @Test
  void contentPastTheHeap_throughEveryTask_in64MiB(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Path work = Files.createDirectory(folder.resolve("work"));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-Djava.io.tmpdir=" + work,
                    "-cp",
                    System.getProperty("java.class.path"),
                    LargeContent.class.getName(),
                    work.toString(),
                    Long.toString(OCTETS)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).as(Files.readString(log)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    System.out.print(Files.readString(log));
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).as("what a spool left").isEmpty();
    }
  }
}
