package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.files.TargetFile;

/** What a command that was killed had begun to write goes with the next command; nothing else. */
class AbandonedFilesTest {

  @TempDir private Path folder;
  private String killed;

  @BeforeEach
  void aProcessThatHasEnded() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    killed = ".smime-" + process.pid() + "-123.part";
  }

  private Path file(String name, String content, Duration age) throws Exception {
    Path file = Files.writeString(folder.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    return file;
  }

  private void write() throws Exception {
    Run run = Run.of("compress", "--out", folder.resolve("out.eml"), Run.message("not-smime.eml"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void theNextCommandInTheDirectoryRemovesIt() throws Exception {
    Path part = file(killed, "half", Duration.ZERO);
    Path empty = file(killed.replace("123", "124"), "", Duration.ofMinutes(2));
    write();
    assertThat(folder.resolve("out.eml")).exists();
    assertThat(List.of(part, empty)).noneMatch(Files::exists);
    Path among = file(killed, "half", Duration.ZERO);
    assertThat(
            Run.of(
                    "open",
                    "--content",
                    folder,
                    Run.message("not-smime.eml"),
                    Run.message("triple.eml"))
                .out())
        .isNotEmpty();
    assertThat(among).doesNotExist();
  }

  @Test
  void filesOfOthersStay_whateverTheirAge() throws Exception {
    Duration old = Duration.ofDays(400);
    List<Path> others =
        List.of(
            file(".smime-123.part", "x", old),
            file(killed.replace("123", "9"), "", Duration.ZERO),
            file(".smime-mail.part", "x", old),
            file(".smime-123.part.bak", "x", old),
            file("smime-123.part", "x", old),
            file(".smime-12a3.part", "x", old),
            Files.createDirectory(folder.resolve(".smime-1-1.part")),
            Files.createSymbolicLink(folder.resolve(".smime-2-2.part"), folder.resolve("nowhere")));
    write();
    assertThat(others).allMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aFileThatIsBeingWrittenStays() throws Exception {
    Path target = folder.resolve("target");
    TargetFile.write(
        target,
        out -> {
          out.write(new byte[1 << 20]);
          TargetFile.removeAbandoned(folder);
          Process other =
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:TieredStopAtLevel=1",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Removing.class.getName(),
                      folder.toString())
                  .inheritIO()
                  .start();
          try {
            assertThat(other.waitFor()).isZero();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(target).hasSize(1 << 20);
  }

  /** Another process, in which a command begins. */
  static final class Removing {
    private Removing() {}

    public static void main(String[] args) {
      TargetFile.removeAbandoned(Path.of(args[0]));
    }
  }
}
