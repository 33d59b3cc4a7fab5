package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider of the user's is asked first, and registered nowhere. */
@Tag("thorough")
class ProviderOptionTest {

  private static final String ASKED = "smime4j.test.asked";

  private static final String PROVIDER =
      """
      package other;
      public final class Own extends java.security.Provider {
        public Own() { super("Own", "1", "says that it was asked"); SERVICE }
        public static final class Sha256 extends java.security.MessageDigest {
          private final java.security.MessageDigest own;
          public Sha256() throws Exception { super("SHA-256"); own = java.security.MessageDigest.getInstance("SHA-256", "SUN"); System.setProperty("%s", "yes"); }
          protected void engineUpdate(byte b) { own.update(b); }
          protected void engineUpdate(byte[] b, int o, int n) { own.update(b, o, n); }
          protected byte[] engineDigest() { return own.digest(); }
          protected void engineReset() { own.reset(); }
        }
      }
      """
          .formatted(ASKED);

  private static final Path SIGNED = Run.message("signed-rsa-sha256-detached.eml");
  private static final List<Object> TRUST =
      List.of("--trust", Run.vector("trust"), "--at", "2026-06-01T00:00:00Z");

  @TempDir private Path folder;

  private Path jar(String source, Map<String, String> services) throws IOException {
    Path file = Files.createDirectories(folder.resolve("src/other")).resolve("Own.java");
    Files.writeString(file, source);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), file.toString()))
        .isZero();
    Path jar = folder.resolve("own.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("Own", "Own$Sha256")) {
        out.putNextEntry(new JarEntry("other/" + name + ".class"));
        Files.copy(classes.resolve("other/" + name + ".class"), out);
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        out.putNextEntry(new JarEntry("META-INF/services/" + service.getKey()));
        out.write(service.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static String verdict(Run run) {
    Json layer = run.only().get("layers").list().get(0);
    return layer.get("signers").list().get(0).get("verdict").text();
  }

  private static void badUsage(String sentence, Object provider) {
    Run run = Run.of("open", TRUST, "--provider", provider, SIGNED);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains(sentence);
    assertThat(run.err()).hasLineCount(2).doesNotContain("Exception", "Error");
  }

  @Test
  void aJarThatNamesAProvider_isAskedFirst_andIsNotRegistered() throws Exception {
    String withDigest =
        PROVIDER.replace("SERVICE", "put(\"MessageDigest.SHA-256\", Sha256.class.getName());");
    Path jar = jar(withDigest, Map.of("java.security.Provider", "other.Own"));
    System.clearProperty(ASKED);
    try {
      Run run = Run.of("open", "--json", TRUST, "--provider", jar, SIGNED);
      assertThat(run.err()).isEmpty();
      assertThat(verdict(run)).isEqualTo("trusted");
      assertThat(System.getProperty(ASKED)).isEqualTo("yes");
      assertThat(java.security.Security.getProvider("Own")).isNull();
    } finally {
      System.clearProperty(ASKED);
    }
  }

  @Test
  void aClassOnTheClassPath_isTakenByItsName() {
    Run run =
        Run.of(
            "open",
            "--json",
            TRUST,
            "--provider",
            "org.bouncycastle.jce.provider.BouncyCastleProvider",
            SIGNED);
    assertThat(verdict(run)).as(run.err()).isEqualTo("trusted");
  }

  @Test
  void whatIsNoProvider_isASentence() throws Exception {
    badUsage("neither a file nor a class", "no.such.Provider");
    badUsage("neither a file nor a class", folder.resolve("missing.jar"));
    badUsage("is not a security provider", "picocli.CommandLine");
    badUsage("is not a jar that names a provider", SIGNED);
    badUsage(
        "offers no algorithm",
        jar(PROVIDER.replace("SERVICE", ""), Map.of("java.security.Provider", "other.Own")));
    badUsage(
        "does not load",
        jar(PROVIDER.replace("SERVICE", ""), Map.of("java.security.Provider", "other.Missing")));
    badUsage(
        "does not load",
        jar(
            PROVIDER.replace("SERVICE", "System.loadLibrary(\"no-such-library\");"),
            Map.of("java.security.Provider", "other.Own")));
  }
}
