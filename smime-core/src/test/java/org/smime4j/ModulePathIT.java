package org.smime4j;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.Outside;

/** The built jar as a stranger uses it: on the module path, without Jakarta Mail. */
class ModulePathIT {

  private static final Path JAR = Path.of(System.getProperty("smime4j.jar"));

  @TempDir private Path folder;

  @Test
  void theExportsAreTheRoomsThatHoldTypes() throws IOException {
    Set<String> packages;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      packages =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && name.contains("/"))
              .filter(name -> !name.endsWith("/package-info.class"))
              .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
              .filter(name -> !name.startsWith("org.smime4j.internal"))
              .collect(toCollection(TreeSet::new));
    }
    assertThat(packages).as("packages with types").contains("org.smime4j");
    ModuleDescriptor module = ModuleFinder.of(JAR).find("org.smime4j").orElseThrow().descriptor();
    assertThat(module.exports())
        .filteredOn(export -> !export.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrderElementsOf(packages);
    assertThat(module.exports())
        .filteredOn(ModuleDescriptor.Exports::isQualified)
        .extracting(export -> export.source() + " to " + new TreeSet<>(export.targets()))
        .containsExactlyInAnyOrder(
            "org.smime4j.internal.decrypt to [org.smime4j.as2]",
            "org.smime4j.internal.open to [org.smime4j.as2, org.smime4j.cli]");
    assertThat(module.opens()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LICENSE", "NOTICE"})
  void theJarHoldsTheLicence(String name) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry("META-INF/" + name))) {
      assertThat(in.readAllBytes())
          .isNotEmpty()
          .isEqualTo(Files.readAllBytes(Outside.root().resolve(name)));
    }
  }

  @Test
  void aConsumerCompilesAndRunsWithTheExportedApi() throws Exception {
    consumer(
        """
        package consumer;

        public class Main {
          public static void main(String[] args) {
            System.out.print(org.smime4j.AlgorithmPolicy.standard()
                + " in " + org.smime4j.AlgorithmPolicy.class.getModule().getName());
          }
        }
        """);
    assertThat(compile()).isEmpty();
    assertThat(run()).isEqualTo("standard in org.smime4j");
  }

  /** As a small image of the JDK is, of what the library and its dependencies require alone. */
  @Test
  void aJavaWithoutTheFlightRecorder_opensMail() throws Exception {
    consumer(
        """
        package consumer;

        import org.smime4j.*;
        import org.smime4j.reports.*;
        import org.smime4j.sources.*;

        public class Main {
          public static void main(String[] args) throws Exception {
            Decryptor decryptor = Decryptor.with(KeyHistory.of());
            Verifier verifier = Verifier.trusting(TrustPolicy.withoutAnchors("nobody"));
            byte[] compressed = Outgoing.of("From: a@b.c\\n\\nhello\\n".getBytes()).compressed().seal().bytes();
            try (OpenedMail mail = MailReader.with(decryptor, verifier).open(ByteSource.of(compressed))) {
              System.out.print(mail.layers() + " with a recorder: "
                  + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
            }
            try {
              decryptor.decrypt(ByteSource.of(new byte[] {0x30, 0}));
            } catch (org.smime4j.findings.SmimeException.Malformed e) {
              System.out.print(", malformed");
            }
          }
        }
        """);
    assertThat(compile()).isEmpty();
    assertThat(run("--limit-modules", "consumer"))
        .isEqualTo("[Compressed, WHOLE] with a recorder: false, malformed");
    assertThat(run("--add-modules", "jdk.jfr"))
        .isEqualTo("[Compressed, WHOLE] with a recorder: true, malformed");
  }

  @Test
  void aConsumerCannotReachTheInternalPackages() throws IOException {
    consumer(
        """
        package consumer;

        public class Main {
          java.time.Instant now = org.smime4j.internal.io.SystemTime.now();
        }
        """);
    assertThat(compile()).contains("org.smime4j.internal.io is not visible");
  }

  private void consumer(String main) throws IOException {
    Files.writeString(
        folder.resolve("module-info.java"), "module consumer { requires org.smime4j; }");
    Files.createDirectories(folder.resolve("consumer"));
    Files.writeString(folder.resolve("consumer/Main.java"), main);
  }

  /** What the consumer prints. */
  private String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--module-path", modulePath() + File.pathSeparator + folder.resolve("out")));
    command.addAll(List.of(options));
    command.addAll(List.of("--module", "consumer/consumer.Main"));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(printed).isZero();
    return printed;
  }

  /** What the compiler complains of; nothing when it is content. */
  private String compile() {
    StringWriter complaints = new StringWriter();
    PrintWriter writer = new PrintWriter(complaints);
    ToolProvider.findFirst("javac")
        .orElseThrow()
        .run(
            writer,
            writer,
            "--release",
            "17",
            "--module-path",
            modulePath(),
            "-d",
            folder.resolve("out").toString(),
            folder.resolve("module-info.java").toString(),
            folder.resolve("consumer/Main.java").toString());
    return complaints.toString();
  }

  /** Ours and what it cannot do without, taken from the test's own class path. */
  private static String modulePath() {
    List<String> names = List.of("bcprov-", "bcutil-", "bcpkix-", "jspecify-");
    List<String> jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                path -> names.stream().anyMatch(Path.of(path).getFileName().toString()::startsWith))
            .toList();
    assertThat(jars).hasSameSizeAs(names);
    return Stream.concat(Stream.of(JAR.toString()), jars.stream())
        .collect(joining(File.pathSeparator));
  }
}
