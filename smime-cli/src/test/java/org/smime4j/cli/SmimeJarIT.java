package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is built, in a JVM of its own: the commands of the README. */
class SmimeJarIT {

  @TempDir private Path folder;

  private Run jar(String... args) throws IOException, InterruptedException {
    return jar(new byte[0], args);
  }

  /** With a pipe as its standard input, and without a locale, as in many containers. */
  private Run jar(byte[] input, String... args) throws IOException, InterruptedException {
    Path root = Run.VECTORS.toAbsolutePath().normalize().getParent();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "smime-cli/target/smime.jar"));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write(input);
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readAllBytes(out),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void itHoldsOurLicence_andBouncyCastles() throws IOException {
    Path root = Run.VECTORS.toAbsolutePath().normalize().getParent();
    try (JarFile jar = new JarFile(root.resolve("smime-cli/target/smime.jar").toFile())) {
      assertThat(text(jar, "LICENSE")).isEqualTo(Files.readString(root.resolve("LICENSE")));
      assertThat(text(jar, "LICENSE.md")).contains("Legion of the Bouncy Castle");
      assertThat(text(jar, "NOTICE")).contains(Files.readString(root.resolve("NOTICE")), "Jackson");
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theFirstCommandOfTheReadmeTellsWhoSignedItAndWhatItSays() throws Exception {
    Run run =
        jar(
            "open",
            "--keys",
            "src-test-vectors/history",
            "--password-file",
            "src-test-vectors/pki/passwords.txt",
            "--trust",
            "src-test-vectors/trust",
            "src-test-vectors/messages/openssl/signed-encrypted.eml");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).isEmpty();
    String readme = Files.readString(Run.VECTORS.resolveSibling("README.md"));
    String printed = readme.replaceAll("(?s)^.*?\n```text\n(.*?)```\n.*$", "$1");
    assertThat(printed).contains("TRUSTED  bob@example.org", "Dear Alice,");
    assertThat(run.text())
        .containsSubsequence(
            printed.lines().filter(line -> !line.contains("\u2026")).toArray(String[]::new));
    assertThat(run.text()).contains("this memory \u2014 keep the key.");
  }

  @Test
  void jsonIsOneLineAMessage() throws Exception {
    Run run =
        jar(
            "open",
            "--json",
            "--keys",
            "src-test-vectors/history",
            "--password-file",
            "src-test-vectors/pki/passwords.txt",
            "--",
            "src-test-vectors/messages/openssl/triple.eml",
            "src-test-vectors/messages/openssl/not-smime.eml",
            "absent.eml");
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().stream().map(line -> line.get("outcome").text()).toList())
        .containsExactly("opened", "not-smime", "io-error");
  }

  @Test
  void aPipeIsReadAndWrittenLikeAFile() throws Exception {
    byte[] message = Files.readAllBytes(Run.message("not-smime.eml"));
    Run compressed = jar(message, "compress", "-");
    assertThat(compressed.status()).as(compressed.err()).isEqualTo(ExitStatus.DONE);
    Run opened = jar(compressed.out(), "open", "--json");
    assertThat(opened.status()).as(opened.text() + opened.err()).isEqualTo(ExitStatus.DONE);
    assertThat(opened.json().get(0).get("outcome").text()).isEqualTo("opened");
  }

  @Test
  void badUsageIsStatusTwo() throws Exception {
    Run run = jar("open", "--nonsense");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).startsWith("smime: ").doesNotContain("Exception");
  }

  @Test
  void versionAndHelpAreAnswers() throws Exception {
    assertThat(jar("--version").text())
        .startsWith("smime " + System.getProperty("smime4j.version") + "\n");
    assertThat(jar("open", "--help").text()).contains("--require-trusted");
  }
}
