package androidmail;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.smime4j.KeyHistory;

/** What the page about Android shows is what runs here. */
public class PageTest {

  private static final Path ROOT = Path.of(System.getProperty("kit")).normalize().getParent();

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/android.md"));
  }

  private static List<String> blocks(String kind) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("^```" + kind + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(page());
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  @Test
  public void theSnippetsAreThoseThatRunHere() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples/android-mail/src"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).sorted().toList()) {
        sources.append(Files.readString(file));
      }
    }
    List<String> blocks = blocks("java android");
    assertTrue(blocks.size() > 3);
    for (String block : blocks) {
      assertTrue(block, words(sources.toString()).contains(words(block)));
    }
  }

  private static String words(String text) {
    return String.join(" ", text.strip().split("\\s+"));
  }

  @Test
  public void theBuildNamesTheVersionThatRunsHere() throws IOException {
    assertTrue(
        String.join("", blocks("groovy"))
            .contains("'org.smime4j:smime-core:" + System.getProperty("version") + "'"));
  }

  /**
   * Android's plugin stops at a file that two jars have, except those that it leaves out itself.
   */
  @Test
  public void theBuildLeavesOutWhatTwoJarsHave() throws Exception {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new TreeSet<>();
    for (Class<?> each :
        List.of(
            KeyHistory.class,
            BouncyCastleProvider.class,
            X509CertificateHolder.class,
            ContentInfo.class,
            Nullable.class)) {
      URI jar = each.getProtectionDomain().getCodeSource().getLocation().toURI();
      try (JarFile file = new JarFile(Path.of(jar).toFile())) {
        for (JarEntry entry : Collections.list(file.entries())) {
          String name = entry.getName();
          if (!entry.isDirectory()
              && !name.endsWith(".class")
              && !name.matches("META-INF/(MANIFEST\\.MF|[^/]*\\.(SF|RSA)|maven/.*)")
              && !seen.add(name)) {
            twice.add(name);
          }
        }
      }
    }
    Set<String> excluded = new TreeSet<>();
    Matcher names = Pattern.compile("'(META-INF/[^']*)'").matcher(page());
    while (names.find()) {
      excluded.add(names.group(1));
    }
    assertEquals(twice, excluded);
  }
}
