package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What has no end, or no beginning, in the place of a file: each option says so in a sentence. A
 * test that is not stopped by it would wait for ever.
 */
@Tag("thorough")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DevicesTest {

  private static final Path ZERO = Path.of("/dev/zero");
  private static final Path FULL = Path.of("/dev/full");
  private static final Path MESSAGE = Run.message("signed-over-lf.eml");

  @TempDir private Path folder;

  @BeforeEach
  void onlyWhereThereAreSuch() {
    boolean areThere = Files.exists(ZERO) && Files.exists(FULL);
    if ("required".equals(System.getProperty("peers"))) {
      assertThat(areThere).as("/dev/zero and /dev/full").isTrue();
    }
    assumeTrue(areThere, "no such devices here");
  }

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0).isTrue();
    return pipe;
  }

  private static Object[] row(String option, Object... command) {
    return new Object[] {option, List.of(command)};
  }

  static Stream<Object[]> options() {
    List<Object[]> rows = new ArrayList<>();
    for (String option :
        List.of(
            "--keys",
            "--password-file",
            "--trust",
            "--intermediates",
            "--crl",
            "--ocsp",
            "--timestamps",
            "--recipient-password-file",
            "--detached")) {
      rows.add(row(option, "open", option, ZERO, MESSAGE));
    }
    rows.add(row("--kek", "open", "--kek", "ab=" + ZERO, MESSAGE));
    rows.add(row("SOURCE", "archive", "--job", "job", ZERO));
    rows.add(row("--manifest", "archive", "--job", "job", "--manifest", ZERO));
    rows.add(row("--key", "sign", "--key", ZERO, MESSAGE));
    rows.add(row("--to", "encrypt", "--unvalidated", "test", "--to", ZERO, MESSAGE));
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void aDevice_isNoFile(String option, List<Object> command) {
    List<Object> line = new ArrayList<>();
    for (Object word : command) {
      line.add(word.equals("job") ? folder.resolve("job") : word);
    }
    Run run = Run.of(line);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains(ZERO.toString()).contains("this is a device");
    BadInputTest.noTrace(run);
  }

  @Test
  void aMessage_mustBeAFileOrAPipe() {
    for (String command : List.of("open", "compress", "inspect")) {
      Run run = Run.of(command, ZERO);
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.text() + run.err()).contains(ZERO + ": this is a device");
      BadInputTest.noTrace(run);
    }
  }

  /** Somebody who writes a file into a pipe. */
  private static Thread writing(Path file, Path pipe) {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream out = new FileOutputStream(pipe.toFile())) {
                Files.copy(file, out);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    return writer;
  }

  @Test
  void aMessageAndAKey_areReadFromPipes() throws Exception {
    Path message = pipe("message");
    Path keys = pipe("keys");
    Path sealed = Run.message("encrypted-2025.eml");
    Run fromFiles =
        Run.of(
            "open",
            "--json",
            "--keys",
            Run.vector("history/2025.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            sealed);
    assertThat(fromFiles.status()).as(fromFiles.text()).isEqualTo(ExitStatus.DONE);
    writing(sealed, message);
    writing(Run.vector("history/2025.pfx"), keys);
    Run run =
        Run.of(
            "open",
            "--json",
            "--keys",
            keys,
            "--password-file",
            Run.vector("pki/passwords.txt"),
            message);
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.only().get("contentSha256").text())
        .isEqualTo(fromFiles.only().get("contentSha256").text());
  }

  @Test
  void aMessageIsWrittenFromAPipe_andAPipeIsReadOnce() throws Exception {
    Path pipe = pipe("pipe");
    writing(Run.message("not-smime.eml"), pipe);
    Run run = Run.of("compress", pipe);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.text()).contains("compressed-data");
    Run twice = Run.of("open", pipe, pipe);
    assertThat(twice.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(twice.err()).contains("can only be read once");
  }

  @Test
  void amongTheFilesOfADirectory_theyAreLeftOut() throws Exception {
    for (String kind : List.of("keys", "trust", "crl", "ocsp")) {
      Path directory = Files.createDirectory(folder.resolve(kind));
      pipe(kind + "/pipe");
      Files.createSymbolicLink(directory.resolve("zero"), ZERO);
      Run run = Run.of("open", "--" + kind, directory, MESSAGE);
      assertThat(run.status()).as(run.err()).isIn(ExitStatus.DONE, ExitStatus.BAD_USAGE);
      BadInputTest.noTrace(run);
    }
    Path mail = Files.createDirectory(folder.resolve("mail"));
    pipe("mail/pipe.eml");
    Files.createSymbolicLink(mail.resolve("zero.eml"), ZERO);
    Files.copy(MESSAGE, mail.resolve("a.eml"));
    Run run = Run.of("archive", "--job", folder.resolve("job"), mail);
    assertThat(run.text() + run.err()).contains("1 opened");
    BadInputTest.noTrace(run);
  }

  @Test
  void aFileOfPasswordsThatIsTooLong_isNotReadWhole() throws Exception {
    Path passwords = folder.resolve("passwords");
    Files.write(passwords, new byte[(1 << 20) + 1]);
    Run run = Run.of("open", "--password-file", passwords, MESSAGE);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains(passwords.toString()).contains("longer than 1 MiB");
    BadInputTest.noTrace(run);
  }

  @Test
  void whereTheDiskIsFull_theFileIsNamed() {
    Run run = Run.of("open", "--unverified", "test", "--content", FULL, MESSAGE);
    assertThat(run.text() + run.err()).contains("/dev/full: No space left on device");
    run = Run.of("compress", "--out", FULL, MESSAGE);
    assertThat(run.err()).contains("/dev/full: No space left on device");
    BadInputTest.noTrace(run);
  }
}
