package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine;

/** What the profile {@code dist} packs, unpacked and used as people do. */
class InstalledCommandIT {

  @TempDir private static Path folder;

  private static Path home;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    List<Path> packed;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      packed = files.filter(each -> each.toString().endsWith(".tar.gz")).toList();
    }
    if (packed.isEmpty()) {
      if ("required".equals(System.getProperty("peers"))) {
        fail("there is no target/smime-*.tar.gz: build with -Pdist");
      }
      System.err.println("SKIPPED: the installed command, which -Pdist packs");
      Assumptions.abort();
    }
    assertThat(packed).hasSize(1);
    run(Map.of(), "tar", "-xzf", packed.get(0).toAbsolutePath().toString());
    try (Stream<Path> files = Files.list(folder)) {
      home =
          files
              .filter(each -> each.getFileName().toString().startsWith("smime-"))
              .findAny()
              .orElseThrow();
    }
  }

  private static Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Run(
        process.exitValue(),
        Files.readAllBytes(out),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private static Run open(Path smime, Map<String, String> environment) throws Exception {
    Path kit = Run.VECTORS.toAbsolutePath().normalize();
    return run(
        environment,
        smime.toString(),
        "open",
        "--keys",
        kit.resolve("history").toString(),
        "--password-file",
        kit.resolve("pki/passwords.txt").toString(),
        "--trust",
        kit.resolve("trust").toString(),
        kit.resolve("messages/openssl/signed-encrypted.eml").toString());
  }

  @Test
  void theCommand_alsoByALinkOnThePath_opensAMessage_andStartsFromAnArchiveTheNextTime()
      throws Exception {
    Path cache = folder.resolve("cache");
    Path link = Files.createSymbolicLink(folder.resolve("smime"), home.resolve("bin/smime"));
    Map<String, String> environment = Map.of("SMIME_CACHE", cache.toString());
    Run first = open(link, environment);
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.err()).isEmpty();
    assertThat(first.text()).contains("TRUSTED", "Dear Alice,");
    List<Path> archives;
    try (Stream<Path> files = Files.list(cache)) {
      archives = files.toList();
    }
    assertThat(archives).hasSize(1);
    assertThat(archives.get(0).toString()).endsWith(".jsa");
    Run second = open(link, environment);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.err()).isEmpty();
    Run traced = open(link, with(environment, "SMIME_JAVA_OPTIONS", "-Xlog:class+load"));
    assertThat(traced.text())
        .containsPattern("org\\.smime4j\\.cli\\.Main source: shared objects file \\(top\\)");
  }

  private static Map<String, String> with(
      Map<String, String> environment, String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return more;
  }

  @Test
  void aDamagedArchive_orNone_isNoObstacle() throws Exception {
    Path cache = folder.resolve("damaged");
    Map<String, String> environment = Map.of("SMIME_CACHE", cache.toString());
    assertThat(open(home.resolve("bin/smime"), environment).status()).isZero();
    try (Stream<Path> files = Files.list(cache)) {
      for (Path each : files.toList()) {
        Files.delete(each);
        Files.writeString(each, "no archive");
      }
    }
    Run damaged = open(home.resolve("bin/smime"), environment);
    assertThat(damaged.status()).as(damaged.err()).isZero();
    assertThat(damaged.err()).isEmpty();
    Run none = open(home.resolve("bin/smime"), Map.of("SMIME_CACHE", ""));
    assertThat(none.status()).isZero();
    assertThat(none.text()).isEqualTo(damaged.text());
  }

  @Test
  void statusAndErrorsAreThoseOfTheCommand_andWithoutJavaASentenceSaysSo() throws Exception {
    Map<String, String> environment = Map.of("SMIME_CACHE", folder.resolve("errors").toString());
    String smime = home.resolve("bin/smime").toString();
    for (int i = 0; i < 2; i++) {
      Run wrong = run(environment, smime, "open", "--key", "x");
      assertThat(wrong.status()).isEqualTo(Main.BAD_USAGE);
      assertThat(wrong.err()).contains("--keys");
    }
    Run without = run(Map.of("JAVA_HOME", folder.toString()), smime, "--version");
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.err()).contains("set JAVA_HOME to Java 17 or newer");
  }

  @Test
  void eachCommandHasAManualPage_andItsOptionsAreCompleted() throws Exception {
    Streams none =
        Streams.of(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    List<String> names = new ArrayList<>();
    names(Main.commandLine(none, Step.UNNOTICED, ""), names);
    assertThat(names).hasSizeGreaterThan(10);
    for (String name : names) {
      Path page = home.resolve("share/man/man1").resolve(name + ".1");
      assertThat(Files.readString(page))
          .as(name)
          .contains(".SH \"SYNOPSIS\"")
          .contains("\\fB" + name.replace('-', ' '));
    }
    Run completed =
        run(
            Map.of(),
            "bash",
            "-c",
            "source '"
                + home.resolve("share/bash-completion/completions/smime")
                + "';"
                + " COMP_WORDS=(smime ins); COMP_CWORD=1; _complete_smime; echo \"${COMPREPLY[@]}\"");
    assertThat(completed.text().strip()).as(completed.err()).isEqualTo("inspect");
  }

  private static void names(CommandLine command, List<String> names) {
    names.add(command.getCommandSpec().qualifiedName("-"));
    command.getSubcommands().values().forEach(each -> names(each, names));
  }
}
