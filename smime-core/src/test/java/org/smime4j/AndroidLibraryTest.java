package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.codehaus.mojo.animal_sniffer.SignatureChecker;
import org.codehaus.mojo.animal_sniffer.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.internal.platform.NotOnAndroid;
import org.smime4j.testing.Outside;

/**
 * The library asks for nothing that Android API 26 with core library desugaring lacks. The
 * signatures are those of Gummy Bears; Animal Sniffer compares.
 */
@Tag("thorough")
class AndroidLibraryTest {

  private static final Path SIGNATURES =
      Outside.root().resolve("smime-core/target/android/gummy-bears-api-26-coreLib2.signature");

  /** D8 makes a class of its own of each record. */
  private static final Set<String> NOT_ASKED_FOR =
      Set.of(
          "org.smime4j.*", "org.bouncycastle.*", "jakarta.*", "org.jspecify.*", "java.lang.Record");

  /** What Bouncy Castle lacks there is javax.naming, and why none of it is reached. */
  private static final Map<String, String> OF_BOUNCY_CASTLE =
      Map.of(
          "org.bouncycastle.jce.provider.X509LDAPCertStoreSpi", "a CertStore of type LDAP",
          "org.bouncycastle.x509.util.LDAPStoreHelper", "an X509Store of type LDAP",
          "org.bouncycastle.jce.provider.CrlCache", "Bouncy Castle's own path validation",
          "org.bouncycastle.pkix.jcajce.CrlCache", "Bouncy Castle's own revocation checker",
          "org.bouncycastle.cert.dane.fetcher.JndiDANEFetcherFactory", "DANE",
          "org.bouncycastle.cert.dane.fetcher.JndiDANEFetcherFactory$1", "DANE");

  private static final class Found implements Logger {
    final List<String> lines = new ArrayList<>();

    @Override
    public void error(String message) {
      lines.add(message);
    }

    @Override
    public void error(String message, Throwable cause) {
      throw new AssertionError(message, cause);
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String message, Throwable cause) {}

    @Override
    public void debug(String message) {}

    @Override
    public void debug(String message, Throwable cause) {}

    @Override
    public void warn(String message) {}

    @Override
    public void warn(String message, Throwable cause) {}
  }

  /** Asks for a class and, by its name alone, a method that Android gained after API 26. */
  private static final class AsksMore {

    private record Kept(byte[] octets) {}

    private interface Read {
      byte[] from(InputStream in) throws IOException;
    }

    final Function<byte[], String> hex = HexFormat.of()::formatHex;
    final Read all = InputStream::readAllBytes;
  }

  /** Lines of the form {@code FILE:LINE: Undefined reference: METHOD}. */
  private static List<String> lacking(Path classes) throws IOException {
    Found found = new Found();
    try (InputStream signatures = Files.newInputStream(SIGNATURES)) {
      SignatureChecker checker = new SignatureChecker(signatures, NOT_ASKED_FOR, found);
      checker.setAnnotationTypes(List.of(NotOnAndroid.class.getName()));
      checker.setSourcePath(List.of());
      checker.process(classes);
    }
    return found.lines;
  }

  private static Path home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static long classesIn(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files.filter(file -> file.toString().endsWith(".class")).count();
    }
  }

  @Test
  void nothingOfTheLibraryIsMissingThere() throws Exception {
    Path classes = home(KeyHistory.class).resolve("org");
    assertThat(classesIn(classes)).isGreaterThan(600);
    assertThat(lacking(classes)).isEmpty();
  }

  @Test
  void whatIsPlantedIsFound(@TempDir Path folder) throws Exception {
    String planted = getClass().getSimpleName() + "$" + AsksMore.class.getSimpleName();
    try (Stream<Path> files = Files.list(home(getClass()).resolve("org/smime4j"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(planted)) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    assertThat(lacking(folder))
        .anyMatch(line -> line.contains("java.util.HexFormat.of()"))
        .anyMatch(line -> line.contains("byte[] java.io.InputStream.readAllBytes()"))
        .allMatch(line -> line.contains("HexFormat") || line.contains("readAllBytes"));
  }

  @Test
  void onlyWhatIsNeverReachedOfBouncyCastleIsMissingThere() throws Exception {
    Set<String> files = new TreeSet<>();
    for (Class<?> of : List.of(BouncyCastleProvider.class, X509CertificateHolder.class)) {
      try (FileSystem jar = FileSystems.newFileSystem(home(of))) {
        Path classes = jar.getPath("/org");
        assertThat(classesIn(classes)).isGreaterThan(500);
        for (String line : lacking(classes)) {
          assertThat(line).contains("javax.naming.");
          files.add(line.replaceFirst(".*?/?(org/.*)\\.class:.*", "$1").replace('/', '.'));
        }
      }
    }
    assertThat(files).containsExactlyInAnyOrderElementsOf(OF_BOUNCY_CASTLE.keySet());
  }

  @Test
  void r8KeepsWhatIsFoundByName_andIsToldWhatIsMissing() throws Exception {
    String rules;
    try (InputStream in = KeyHistory.class.getResourceAsStream("/META-INF/proguard/smime4j.pro")) {
      rules = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
    List<String> kept =
        Pattern.compile("-keep class (.*\\.)\\*\\* ")
            .matcher(rules)
            .results()
            .map(found -> found.group(1))
            .toList();
    List<String> named =
        new BouncyCastleProvider()
            .getServices().stream()
                .map(Provider.Service::getClassName)
                // Falcon and NTRU, which no mail has.
                .filter(name -> !name.matches("org.bouncycastle.pqc.*(falcon|ntru).*"))
                .toList();
    assertThat(named)
        .hasSizeGreaterThan(1_000)
        .allMatch(name -> kept.stream().anyMatch(name::startsWith));
    assertThat(rules)
        .contains("-dontwarn javax.naming.**", "-dontwarn jdk.jfr.**", "-dontwarn jakarta.**");
  }
}
