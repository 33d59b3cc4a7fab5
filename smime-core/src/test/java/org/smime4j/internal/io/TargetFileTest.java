package org.smime4j.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetFileTest {

  @TempDir Path directory;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void theFileIsThereOnlyOnceItIsComplete() throws IOException {
    Path target = directory.resolve("target");
    String result =
        TargetFile.write(
            target,
            out -> {
              out.write(new byte[200_000]);
              assertThat(target).doesNotExist();
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(files()).containsExactly(target);
    assertThat(target).hasBinaryContent(new byte[200_000]);
  }

  @Test
  void anExistingFileIsReplacedInOneStep() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    TargetFile.write(
        target,
        out -> {
          out.write("new".getBytes(StandardCharsets.UTF_8));
          out.flush();
          assertThat(target).hasContent("old");
          return 0;
        });
    assertThat(target).hasContent("new");
    assertThat(files()).containsExactly(target);
  }

  @Test
  void whateverTheBodyThrows_anExistingFileStaysAndNothingIsLeft() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "old");
    List<Throwable> throwables =
        List.of(
            new IOException("io"),
            new IllegalStateException("unchecked"),
            new StackOverflowError("error"));
    for (Throwable thrown : throwables) {
      assertThatThrownBy(
              () ->
                  TargetFile.write(
                      target,
                      out -> {
                        out.write(new byte[100_000]);
                        sneak(thrown);
                        return 0;
                      }))
          .isSameAs(thrown);
      assertThat(target).hasContent("old");
      assertThat(files()).containsExactly(target);
    }
  }

  private static void sneak(Throwable thrown) throws IOException {
    if (thrown instanceof IOException e) {
      throw e;
    } else if (thrown instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) thrown;
  }

  @Test
  void aTargetThatCannotBeReplaced_leavesNothing() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));
    Files.writeString(target.resolve("inside"), "x");
    assertThatThrownBy(() -> TargetFile.write(target, out -> 0)).isInstanceOf(IOException.class);
    assertThat(files()).containsExactly(target);
    assertThatThrownBy(() -> TargetFile.write(Path.of("/"), out -> 0))
        .isInstanceOf(IOException.class);
  }

  @Test
  void d1_whatIsBeingWrittenIsForItsOwnerAlone() throws IOException {
    List<Set<PosixFilePermission>> seen = new ArrayList<>();
    TargetFile.write(
        directory.resolve("target"),
        out -> {
          for (Path file : files()) {
            seen.add(Files.getPosixFilePermissions(file));
          }
          return 0;
        });
    assertThat(seen).containsExactly(PosixFilePermissions.fromString("rw-------"));
  }
}
