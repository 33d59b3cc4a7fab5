package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine;

/** What the profile {@code dist} packs, unpacked and used as people do. */
@Tag("thorough")
class InstalledCommandIT {

  private static final String VERSION = System.getProperty("smime4j.version");

  private static final Instant TIMESTAMP = Instant.parse(System.getProperty("smime4j.timestamp"));

  @TempDir private static Path folder;

  private static Path home;

  /** Of a line of -Xlog:class+load. */
  private static final String FROM_ARCHIVE =
      "org\\.smime4j\\.cli\\.Main source: shared objects file";

  private static final Map<String, String> TRACED =
      Map.of("SMIME_JAVA_OPTIONS", "-Xlog:class+load");

  private static Path packed(String name) {
    return Path.of("target", name).toAbsolutePath();
  }

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    Path packed = packed("smime-" + VERSION + ".tar.gz");
    if (!Files.exists(packed)) {
      missing(packed + ", which -Pdist packs");
    }
    run(Map.of(), "tar", "-xzf", packed.toString());
    home = folder.resolve("smime-" + VERSION);
  }

  private static void missing(String what) {
    if ("required".equals(System.getProperty("peers"))) {
      fail("there is no " + what);
    }
    System.err.println("SKIPPED: the installed command needs " + what);
    Assumptions.abort();
  }

  private static void needs(String program) {
    if (Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .noneMatch(each -> Files.isExecutable(Path.of(each, program)))) {
      missing(program);
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
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
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
    assertThat(archives(cache)).hasSize(1);
    Run second = open(link, environment);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.err()).isEmpty();
    assertThat(open(link, traced(cache)).text()).containsPattern(FROM_ARCHIVE);
  }

  @Test
  void withoutANamedDirectory_theFirstRunsEndBeforeTheArchiveIsThere_andOneProcessWritesIt()
      throws Exception {
    Path cache = folder.resolve("user");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    Path archives = cache.resolve("smime");
    for (int i = 0; i < 3; i++) {
      Run run = open(home.resolve("bin/smime"), environment);
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.text()).contains("TRUSTED", "Dear Alice,");
      assertThat(archives(archives)).isEmpty();
    }
    Pattern name = Pattern.compile(Pattern.quote(archives.toString()) + "/\\S+\\.jsa\\.\\d+");
    Set<String> rehearsals = new HashSet<>();
    Path written = null;
    for (int i = 0; written == null && i < 3_000; i++) {
      ProcessHandle.allProcesses()
          .flatMap(each -> each.info().arguments().stream().flatMap(Stream::of))
          .flatMap(each -> name.matcher(each).results())
          .forEach(each -> rehearsals.add(each.group()));
      Thread.sleep(100);
      List<Path> all;
      try (Stream<Path> files = Files.list(archives)) {
        all = files.toList();
      }
      written = all.size() == 1 && all.get(0).toString().endsWith(".jsa") ? all.get(0) : null;
    }
    assertThat(written).isNotNull().isNotEmptyFile();
    assertThat(rehearsals).hasSize(1);
  }

  private static Map<String, String> traced(Path cache) {
    Map<String, String> environment = new HashMap<>(TRACED);
    environment.put("SMIME_CACHE", cache.toString());
    return environment;
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> each.toString().endsWith(".jsa")).toList();
    }
  }

  /** The folder of a package, unpacked into a new folder. */
  private static Path unpacked(Path packed, String into) throws Exception {
    Path to = Files.createDirectory(folder.resolve(into));
    Run tar = run(Map.of(), "tar", "-xzf", packed.toString(), "-C", to.toString());
    assertThat(tar.status()).as(tar.err()).isZero();
    return to.resolve("smime-" + VERSION);
  }

  @Test
  void anArchiveBesideTheJarServesTheFirstRun_unlessAnotherUserOwnsIt() throws Exception {
    Path carrying = unpacked(packed("smime-" + VERSION + ".tar.gz"), "carrying");
    Path smime = carrying.resolve("bin/smime");
    Path lib = carrying.resolve("lib");
    run(Map.of("SMIME_CACHE", lib.toString()), smime.toString(), "--version");
    Path archive = archives(lib).get(0);
    Path cache = folder.resolve("own");
    assertThat(open(smime, traced(cache)).text()).containsPattern(FROM_ARCHIVE);
    assertThat(cache).doesNotExist();
    if (run(Map.of(), "chown", "1", archive.toString()).status() != 0) {
      missing("root, who alone can give the archive to another user");
    }
    Run refused = open(smime, traced(cache));
    assertThat(refused.text()).contains("TRUSTED").doesNotContainPattern(FROM_ARCHIVE);
    assertThat(archives(cache)).hasSize(1);
    assertThat(open(smime, traced(cache)).text()).containsPattern(FROM_ARCHIVE);
  }

  @Test
  void thePackageWithAJavaOfItsOwn_needsNoOther_andStartsFromItsArchiveTheFirstTime()
      throws Exception {
    if (Runtime.version().feature() < 25) {
      System.err.println("SKIPPED: the package with a Java of its own needs Java 25");
      Assumptions.abort();
    }
    Path made = Files.createDirectory(folder.resolve("made"));
    Run packing =
        run(
            Map.of(),
            Path.of("src/dist/with-runtime").toAbsolutePath().toString(),
            System.getProperty("java.home"),
            packed("smime-" + VERSION + ".tar.gz").toString(),
            made.toString());
    assertThat(packing.status()).as(packing.err()).isZero();
    Path own;
    try (Stream<Path> files = Files.list(made)) {
      own = unpacked(files.toList().get(0), "elsewhere");
    }
    // What the script calls, and no Java.
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("dirname", "find", "mkdir", "readlink", "tr", "wc")) {
      Path found =
          Stream.of("/usr/bin", "/bin")
              .map(each -> Path.of(each, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      Files.createSymbolicLink(tools.resolve(tool), found);
    }
    Path cache = folder.resolve("needless");
    Map<String, String> environment = new HashMap<>(traced(cache));
    environment.put("JAVA_HOME", "");
    environment.put("PATH", tools.toString());
    Run first = open(own.resolve("bin/smime"), environment);
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.text()).contains("TRUSTED", "Dear Alice,").containsPattern(FROM_ARCHIVE);
    assertThat(cache).doesNotExist();
  }

  /** Whether the JVMs that a command starts have the optimising compiler: 4, or 1 without. */
  private static List<String> compilers(Path keys, Path message) throws Exception {
    Path kit = Run.VECTORS.toAbsolutePath().normalize();
    Run flags =
        run(
            Map.of(
                "SMIME_CACHE", "", "SMIME_JAVA_OPTIONS", "-XX:+UseSerialGC -XX:+PrintFlagsFinal"),
            "sh",
            "-c",
            "exec \"$0\" \"$@\" </dev/null",
            home.resolve("bin/smime").toString(),
            "open",
            "--keys=" + keys,
            "--password-file",
            kit.resolve("pki/passwords.txt").toString(),
            message.toString());
    assertThat(flags.err()).isEmpty();
    assertThat(flags.text()).contains("opened with the key of");
    return flags
        .text()
        .lines()
        .filter(each -> each.contains(" TieredStopAtLevel "))
        .map(each -> each.replaceFirst(".*= *(\\d).*", "$1"))
        .toList();
  }

  @Test
  void aFewSmallFiles_areReadWithoutTheOptimisingCompiler_unlessAKeyTakesLongToDerive()
      throws Exception {
    Path kit = Run.VECTORS.toAbsolutePath().normalize();
    Path keys = kit.resolve("history/2019.pfx");
    Path message = kit.resolve("messages/openssl/encrypted-2019.eml");
    assertThat(compilers(keys, message)).containsExactly("1");
    assertThat(compilers(kit.resolve("history"), message)).as("a directory").containsExactly("4");
    Path large = folder.resolve("large.eml");
    Files.write(large, Files.readAllBytes(message));
    Files.writeString(large, "\r\n".repeat(600_000), StandardOpenOption.APPEND);
    assertThat(compilers(keys, large)).containsExactly("4");
    Path slow = folder.resolve("slow.pfx");
    Run copied =
        run(
            Map.of(),
            Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=200000",
            "-importkeystore",
            "-srckeystore",
            keys.toString(),
            "-srcstorepass:file",
            kit.resolve("pki/passwords.txt").toString(),
            "-destkeystore",
            slow.toString(),
            "-deststorepass:file",
            kit.resolve("pki/passwords.txt").toString());
    assertThat(copied.status()).as(copied.text()).isZero();
    assertThat(compilers(slow, message)).containsExactly("1", "4");
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
      assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(wrong.err()).contains("--keys");
    }
    Run without = run(Map.of("JAVA_HOME", folder.toString()), smime, "--version");
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.err()).contains("set JAVA_HOME to Java 17 or newer");
  }

  private static List<String> commands() {
    Streams none =
        UnseenStreams.of(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    List<String> names = new ArrayList<>();
    names(Main.commandLine(none, Step.UNNOTICED, ""), names);
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }

  @Test
  void eachCommandHasAManualPage_andItsOptionsAreCompleted() throws Exception {
    for (String name : commands()) {
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
                + "'; COMP_WORDS=(smime ins); COMP_CWORD=1; _complete_smime; echo"
                + " \"${COMPREPLY[@]}\"");
    assertThat(completed.text().strip()).as(completed.err()).isEqualTo("inspect");
    Run ciphers =
        run(
            Map.of(),
            "bash",
            "-c",
            "source '"
                + home.resolve("share/bash-completion/completions/smime")
                + "'; COMP_WORDS=(smime encrypt --cipher aes256-g); COMP_CWORD=3; _complete_smime;"
                + " echo \"${COMPREPLY[@]}\"");
    assertThat(ciphers.text().strip()).as(ciphers.err()).isEqualTo("aes256-gcm");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    Run version = run(Map.of("SMIME_CACHE", ""), home.resolve("bin/smime").toString(), "--version");
    assertThat(version.text()).startsWith("smime " + VERSION + "\n");
  }

  @Test
  void theZipHoldsTheSameFiles_andACommandForWindows() throws Exception {
    Set<String> files = new TreeSet<>();
    try (ZipFile zip = new ZipFile(packed("smime-" + VERSION + ".zip").toFile())) {
      for (ZipEntry each : Collections.list(zip.entries())) {
        if (!each.isDirectory()) {
          files.add(each.getName());
        }
      }
      try (InputStream batch =
          zip.getInputStream(zip.getEntry("smime-" + VERSION + "/bin/smime.bat"))) {
        String text = new String(batch.readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(text).startsWith("@echo off\r\n").contains("lib\\smime.jar");
        assertThat(text.replace("\r\n", "")).doesNotContain("\n");
      }
    }
    try (Stream<Path> unpacked = Files.walk(home)) {
      assertThat(files)
          .containsExactlyElementsOf(
              unpacked
                  .filter(Files::isRegularFile)
                  .map(each -> folder.relativize(each).toString())
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void noFileTellsTheHourOfTheBuild() throws Exception {
    Path zip = packed("smime-" + VERSION + ".zip");
    Path tar = packed("smime-" + VERSION + ".tar.gz");
    Run tarred = run(Map.of("TZ", "UTC"), "tar", "--full-time", "-tvzf", tar.toString());
    String time = TIMESTAMP.toString().replace("T", " ").replace("Z", "");
    assertThat(tarred.text().lines()).hasSizeGreaterThan(20).allMatch(each -> each.contains(time));
    try (ZipFile zipped = new ZipFile(zip.toFile())) {
      LocalDateTime utc = LocalDateTime.ofInstant(TIMESTAMP, ZoneOffset.UTC);
      assertThat(Collections.list(zipped.entries()))
          .allMatch(each -> each.getTimeLocal().equals(utc));
    }
    for (String name : commands()) {
      assertThat(Files.readString(home.resolve("share/man/man1").resolve(name + ".1")))
          .contains(
              ".TH \""
                  + name.toUpperCase(Locale.ROOT).replace("-", "\\-")
                  + "\" \"1\" \""
                  + TIMESTAMP.toString().substring(0, 10)
                  + "\" \"smime "
                  + VERSION
                  + "\"");
    }
  }

  @Test
  void theManualPagesAreRead() throws Exception {
    needs("man");
    for (String name : commands()) {
      Path page = home.resolve("share/man/man1").resolve(name + ".1");
      Run read =
          run(
              Map.of("LC_ALL", "C.UTF-8", "MANPAGER", "cat"),
              "man",
              "--warnings",
              "-l",
              page.toString());
      assertThat(read.status()).as(read.err()).isZero();
      assertThat(read.err()).as(name).isEmpty();
      assertThat(read.text()).contains("SYNOPSIS", name.replace('-', ' '));
      List<String> lines = read.text().lines().map(String::strip).toList();
      assertThat(lines.get(lines.indexOf("NAME") + 1)).startsWith(name + " - ");
      assertThat(lines.get(lines.indexOf("NAME") + 2)).isEmpty();
      if (!name.endsWith("help")) {
        assertThat(lines).as(name).contains("EXAMPLES");
      }
      if (name.equals("smime-open")) {
        assertThat(read.text().replaceAll("\\s+", " "))
            .contains("EXIT STATUS", "Write -- before names");
      }
    }
  }

  @Test
  void theDebianPackage_unpacked_hasTheCommandOnThePath_withManualAndCompletion() throws Exception {
    needs("dpkg-deb");
    String deb = packed("smime4j_" + VERSION + "_all.deb").toString();
    Run about = run(Map.of(), "dpkg-deb", "-f", deb, "Package", "Version", "Architecture");
    assertThat(about.text())
        .contains("Package: smime4j", "Version: " + VERSION.replace('-', '~'), "all");
    Run listed = run(Map.of("TZ", "UTC"), "dpkg-deb", "-c", deb);
    String time = TIMESTAMP.toString().replace("T", " ").substring(0, 16);
    assertThat(listed.text().lines())
        .hasSizeGreaterThan(20)
        .allMatch(each -> each.contains("root/root") || each.contains("0/0"))
        .allMatch(each -> each.contains(time));
    Path control = folder.resolve("control");
    run(Map.of(), "dpkg-deb", "-e", deb, control.toString());
    assertThat(control.resolve("postinst")).isExecutable();
    assertThat(control.resolve("prerm")).isExecutable();
    Path installed = folder.resolve("debian");
    Run unpacked = run(Map.of(), "dpkg-deb", "-x", deb, installed.toString());
    assertThat(unpacked.status()).as(unpacked.err()).isZero();
    Run opened = open(installed.resolve("usr/bin/smime"), Map.of("SMIME_CACHE", ""));
    assertThat(opened.status()).as(opened.err()).isZero();
    assertThat(opened.text()).contains("TRUSTED", "Dear Alice,");
    for (String name : commands()) {
      assertThat(installed.resolve("usr/share/man/man1").resolve(name + ".1")).isRegularFile();
    }
    assertThat(installed.resolve("usr/share/bash-completion/completions/smime")).isRegularFile();
    assertThat(installed.resolve("usr/share/doc/smime4j/copyright")).isRegularFile();
  }

  private static void names(CommandLine command, List<String> names) {
    names.add(command.getCommandSpec().qualifiedName("-"));
    command.getSubcommands().values().forEach(each -> names(each, names));
  }
}
