package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Compatibility;
import org.smime4j.testing.Outside;

/** The API can grow: what is likely to be added later breaks no application. */
class LaterChangesTest {

  private static final Path SOURCES =
      Outside.root().resolve("smime-core/src/main/java/org/smime4j");
  private static final Path CLASSES = Outside.root().resolve("smime-core/target/classes");

  @TempDir private static Path folder;
  private static Path before;

  /** A change of one source file, in words. */
  private record Change(String what, String file, String old, String changed, String breaks) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Change grows(String what, String file, String old, String changed) {
    return new Change(what, file, old, changed, "");
  }

  private static Change breaks(String what, String file, String old, String changed, String how) {
    return new Change(what, file, old, changed, how);
  }

  static Stream<Change> changes() {
    return Stream.of(
        grows("a finding", "findings/Finding", "    STRUCTURE,\n", "    STRUCTURE,\n    LATER,\n"),
        grows("a cipher", "settings/ContentCipher", "  SEED_CBC(", "  LATER(\"l\"),\n  SEED_CBC("),
        grows("a limit", "settings/Limit", "  ASN1_DEPTH(", "  LATER(\"l\", 1),\n  ASN1_DEPTH("),
        grows(
            "a signature scheme",
            "settings/SignatureScheme",
            "  ED25519(",
            "  LATER(\"L\", \"L\", \"l\"),\n  ED25519("),
        grows(
            "a rule of refusal", "findings/SmimeException", "      TAG_LENGTH,", "TAG_LENGTH, L,"),
        grows("an outcome", "findings/Outcome", "  UNPROVEN,\n", "  UNPROVEN,\n  LATER,\n"),
        grows(
            "a failure",
            "findings/SmimeException",
            "  /** Thrown if the library does not support an algorithm",
            """
              public static final class Later extends SmimeException {
                Later() { super(Outcome.REFUSED, ""); }
              }
              /** Thrown if the library does not support an algorithm"""),
        grows(
            "a state of a field", "reports/ProtectedField", "    CONFIRMED,", "CONFIRMED, LATER,"),
        accessor("reports/SignerVerdict"),
        accessor("reports/SignatureReport"),
        accessor("reports/Layer"),
        accessor("reports/EncryptedLayer"),
        accessor("reports/OpenedMail"),
        accessor("reports/MailPart"),
        accessor("reports/CertificateVerdict"),
        accessor("reports/Diagnosis"),
        accessor("reports/EncryptionReport"),
        accessor("reports/SealingReport"),
        accessor("reports/ProtectedField"),
        accessor("reports/Timestamp"),
        accessor("reports/ReceiptRequest"),
        accessor("reports/Decryption"),
        accessor("keys/KeyEntry"),
        option("Verifier"),
        option("Encryptor"),
        option("TrustPolicy"),
        option("keys/KeyMatch"),
        option("settings/Limits"),
        option("keys/KeySource"),
        option("sources/Fetcher"),
        option("sources/PrivateKeyOperations"),
        grows(
            "a result of its own",
            "reports/Timestamp",
            "public interface Timestamp {",
            "public interface Timestamp {\n  interface Later { int octets(); }\n"),
        breaks(
            "a second task for a fetcher",
            "sources/Fetcher",
            "@FunctionalInterface\npublic interface Fetcher {",
            "public interface Fetcher {\n  int later();\n",
            "org.smime4j.sources.Fetcher METHOD_ADDED_TO_INTERFACE"),
        breaks(
            "a second task for a source of keys",
            "keys/KeySource",
            "@FunctionalInterface\npublic interface KeySource {",
            "public interface KeySource {\n  int later();\n",
            "org.smime4j.keys.KeySource METHOD_ADDED_TO_INTERFACE"),
        breaks(
            "a result that is no longer told",
            "reports/Timestamp",
            "  Instant time();",
            "",
            "org.smime4j.reports.Timestamp METHOD_REMOVED"),
        breaks(
            "another name",
            "settings/Limits",
            "long get(Limit",
            "long value(Limit",
            "org.smime4j.settings.Limits METHOD_REMOVED"),
        breaks(
            "another type of an answer",
            "reports/Timestamp",
            "  X509Certificate authority();",
            "  long authority();",
            "org.smime4j.reports.Timestamp METHOD_RETURN_TYPE_CHANGED"),
        breaks(
            "a constant less",
            "reports/ProtectedField",
            "    CONFIRMED,",
            "",
            "org.smime4j.reports.ProtectedField$Outside FIELD_REMOVED"),
        breaks(
            "a component of a record that applications make",
            "reports/UnauthenticatedContent",
            "(ByteSource unauthenticated)",
            "(ByteSource unauthenticated, int later)",
            "org.smime4j.reports.UnauthenticatedContent CONSTRUCTOR_REMOVED"));
  }

  private static Change accessor(String file) {
    String name = file.replaceFirst(".*/", "");
    return new Change("an accessor of " + name, file, "public interface " + name, "", "");
  }

  private static Change option(String file) {
    return new Change("an option of " + file.replaceFirst(".*/", ""), file, "interface ", "", "");
  }

  @BeforeAll
  static void theVersionOfToday() throws IOException {
    before = jar("before", Map.of());
  }

  @Test
  void whatIsLikelyToBeAdded_breaksNobody() throws IOException {
    List<Change> growth = changes().filter(change -> change.breaks().isEmpty()).toList();
    assertThat(growth).hasSizeGreaterThanOrEqualTo(20);
    Path now = jar("now", compiled(growth));
    assertThat(Compatibility.breaks(before, now)).isEmpty();
    for (Change each : growth) {
      String entry = "org/smime4j/" + each.file() + ".class";
      assertThat(entry(now, entry)).as(each.what()).isNotEqualTo(entry(before, entry));
    }
  }

  @Test
  void aBreakThatWeWant_isFound() throws IOException {
    List<Change> wanted = changes().filter(change -> !change.breaks().isEmpty()).toList();
    assertThat(Compatibility.breaks(before, jar("now", compiled(wanted))))
        .containsAll(wanted.stream().map(Change::breaks).toList());
  }

  private static byte[] entry(Path jar, String name) throws IOException {
    try (JarFile file = new JarFile(jar.toFile());
        InputStream in = file.getInputStream(file.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private static String changed(String source, Change change) {
    assertThat(source).as(change.what()).contains(change.old());
    String changed;
    if (change.what().startsWith("an accessor of ")) {
      changed = inserted(source, "  java.util.Optional<String> later();\n");
    } else if (change.what().startsWith("an option of ")) {
      changed = inserted(source, "  default int later() {\n    return 0;\n  }\n");
    } else {
      changed = source.replace(change.old(), change.changed());
    }
    assertThat(changed).as(change.what()).isNotEqualTo(source);
    return changed;
  }

  /** Behind the last brace of the first type of the file. */
  private static String inserted(String source, String member) {
    int end = source.indexOf("\n}\n");
    return source.substring(0, end + 1) + member + source.substring(end + 1);
  }

  @Test
  void whatApplicationsImplement_hasOneMethodOrDefaults() throws ReflectiveOperationException {
    assertThat(Compatibility.OF_APPLICATIONS).hasSize(8);
    for (String name : Compatibility.OF_APPLICATIONS) {
      assertThat(
              Stream.of(Class.forName(name).getMethods())
                  .filter(method -> Modifier.isAbstract(method.getModifiers())))
          .as(name)
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  /** Every other interface is sealed, or its page says that only the library makes it. */
  @Test
  void whatOnlyTheLibraryMakes_saysSo() throws Exception {
    int results = 0;
    for (String line : Files.readAllLines(Outside.root().resolve("smime-core/api.txt"))) {
      String[] words = line.split(" ");
      if (line.startsWith("interface ") && !Compatibility.OF_APPLICATIONS.contains(words[1])) {
        results++;
        Class<?> type = Class.forName(words[1]);
        assertThat(type.isSealed() || page(type).contains("Only the library makes this."))
            .as(words[1])
            .isTrue();
      }
      if (line.startsWith("enum ")) {
        assertThat(page(Class.forName(words[1]))).as(words[1]).contains("Later versions may add");
      }
    }
    assertThat(results).isGreaterThan(30);
  }

  private static String page(Class<?> type) throws IOException {
    Class<?> outermost = type;
    while (outermost.getDeclaringClass() != null) {
      outermost = outermost.getDeclaringClass();
    }
    String file = outermost.getName().replace("org.smime4j.", "").replace('.', '/') + ".java";
    String source = Files.readString(SOURCES.resolve(file));
    int at =
        Stream.of("interface ", "enum ")
            .mapToInt(kind -> source.indexOf(kind + type.getSimpleName() + " "))
            .filter(found -> found >= 0)
            .findFirst()
            .orElseThrow();
    return source.substring(source.lastIndexOf("/**", at), at);
  }

  private static Map<String, byte[]> compiled(List<Change> changes) throws IOException {
    Path work = Files.createTempDirectory(folder, "work");
    Map<Path, String> sources = new TreeMap<>();
    for (Change change : changes) {
      Path to = work.resolve(change.file() + ".java");
      String source = sources.get(to);
      sources.put(
          to,
          changed(
              source == null ? Files.readString(SOURCES.resolve(change.file() + ".java")) : source,
              change));
    }
    for (Map.Entry<Path, String> each : sources.entrySet()) {
      Files.createDirectories(each.getKey().getParent());
      Files.writeString(each.getKey(), each.getValue());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    Path out = Files.createDirectories(work.resolve("out"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-implicit:none", "-d", out.toString());
      boolean done =
          compiler
              .getTask(
                  errors,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(List.copyOf(sources.keySet())))
              .call();
      assertThat(done).as(errors.toString()).isTrue();
    }
    return classes(out);
  }

  private static Map<String, byte[]> classes(Path folder) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        String name = folder.relativize(each).toString().replace('\\', '/');
        if (!name.contains("/internal/") && !name.contains("module-info")) {
          classes.put(name, Files.readAllBytes(each));
        }
      }
    }
    return classes;
  }

  private static Path jar(String name, Map<String, byte[]> changed) throws IOException {
    Map<String, byte[]> all = classes(CLASSES);
    assertThat(all).hasSizeGreaterThan(80);
    all.putAll(changed);
    Path jar = Files.createTempFile(folder, name, ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> each : all.entrySet()) {
        JarEntry entry = new JarEntry(each.getKey());
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(each.getValue());
      }
    }
    return jar;
  }
}
