package org.smime4j;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/**
 * The blocks of the README and of the pages in docs compile, and do and print what is said there.
 */
class GuideTest {

  private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT))`");
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final String MESSAGE =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: hello\r\n\r\nDear Bob\r\n";

  @Test
  void everyBlockRunsAsItIsWritten_andPrintsWhatIsWritten(@TempDir Path folder) throws Exception {
    Page index = Page.of(Outside.root().resolve("docs/README.md"));
    List<Page> pages = Page.guide();
    people(folder);
    Path source = folder.resolve("Guide.java");
    Files.writeString(source, Page.program(index, pages));
    String said = run(folder, folder, source);
    int looked = 0;
    for (Page page : pages) {
      String from = said.substring(Math.max(0, said.indexOf("=== " + page.name() + '\n')));
      for (Pattern printed : page.printed()) {
        looked++;
        assertThat(from).as(page.name() + " printed").containsPattern(printed);
      }
    }
    assertThat(looked).as("blocks of what is printed").isGreaterThan(4);
  }

  @Test
  void theProgramOfTheReadme_isTheExample_andRunsInTheFolderOfTheReadme(@TempDir Path folder)
      throws Exception {
    Path example = Outside.root().resolve("examples/four-tasks/FourTasks.java");
    Page readme = Page.of(Outside.root().resolve("README.md"));
    assertThat(readme.java()).containsExactly(Files.readString(example));
    String said = run(Outside.root(), folder, example);
    assertThat(said).as(said).contains("Dear Alice,", "notes []\n");
    assertThat(said).endsWith("bytes " + Files.size(Outside.root().resolve("README.md")) + "\n");
  }

  @Test
  void theTestCommandOfTheReadme_isWhatCiRuns_onBothJavas() throws IOException {
    String command = "mvn -T2 verify";
    assertThat(Files.readAllLines(Outside.root().resolve("README.md"))).contains("    " + command);
    assertThat(Files.readAllLines(Outside.root().resolve(".ci/tests-17")))
        .contains("JAVA_HOME=$java17 " + command);
    assertThat(Files.readAllLines(Outside.root().resolve(".ci/tests-25")))
        .contains("JAVA_HOME=$java25 " + command);
    assertThat(Files.readAllLines(Outside.root().resolve(".ci/run")))
        .contains("stage tests-17", "stage tests-25");
  }

  @Test
  void everyTestThatAPageNames_isThere_andBearsTheIdOfItsThreat() throws IOException {
    Map<String, String> sources = testSources();
    Set<String> ids = new TreeSet<>();
    for (Page page : Page.guide()) {
      for (String line : page.text().lines().toList()) {
        Matcher threat = Pattern.compile("^\\| ([A-D]\\d+) \\|.*").matcher(line);
        String id = threat.matches() ? threat.group(1).toLowerCase(Locale.ROOT) : null;
        int holders = 0;
        for (Matcher test = TEST.matcher(line); test.find(); holders++) {
          assertThat(sources).as(line).containsKey(test.group(1));
          if (id != null) {
            assertThat(sources.get(test.group(1)))
                .as(test.group(1) + " of " + line)
                .containsPattern("[ _]" + id + "_");
          }
        }
        if (id != null) {
          assertThat(ids.add(id)).as("once: " + line).isTrue();
          assertThat(holders > 0 || line.contains("no test")).as("held: " + line).isTrue();
        }
      }
    }
    assertThat(ids).as("threats").hasSizeGreaterThan(60);
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module :
        List.of(
            "smime-core",
            "smime-testing",
            "smime-ldap",
            "smime-tika",
            "smime-spark",
            "smime-james",
            "smime-as2",
            "smime-spring-boot-starter",
            "smime-gateway",
            "smime-cli",
            "smime-benchmarks")) {
      Path folder = Outside.root().resolve(module).resolve("src/test/java");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString().replaceFirst("\\.java$", "");
            sources.merge(name, Files.readString(file), String::concat);
          }
        }
      }
    }
    return sources;
  }

  @Test
  void theFiguresOfTheReadme_areThoseOfTheResults() throws IOException {
    Map<String, String[]> results = new HashMap<>();
    Path goals = Outside.root().resolve("smime-benchmarks/results/goals.tsv");
    for (String line : Files.readAllLines(goals)) {
      String[] cells = line.split("\t", -1);
      results.putIfAbsent(cells[0], cells);
    }
    int figures = 0;
    for (String line : Files.readAllLines(Outside.root().resolve("README.md"))) {
      String[] cells = line.replaceFirst(" \\|$", "").split(" \\| ", -1);
      if (cells.length == 4 && cells[2].contains("±")) {
        String[] row = results.get(cells[1]);
        assertThat(row).as(line).isNotNull();
        assertThat(row[2]).as(line).startsWith(cells[2]);
        assertThat(row[3]).as(line).startsWith(cells[3]);
        figures++;
      }
    }
    assertThat(figures).isEqualTo(3);
  }

  @Test
  void everyLinkOfThePagesLeadsSomewhere_andEachAnchorToAHeading() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
    int followed = 0;
    int anchors = 0;
    for (String folder :
        List.of(
            "",
            "docs/",
            "smime-core/",
            "smime-testing/",
            "smime-ldap/",
            "smime-tika/",
            "smime-james/",
            "smime-as2/",
            "smime-spring-boot-starter/",
            "smime-cli/")) {
      try (Stream<Path> files = Files.list(Outside.root().resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".md")).toList()) {
          for (Matcher each = link.matcher(Files.readString(file)); each.find(); followed++) {
            Path target =
                each.group(1).isEmpty() ? file : file.resolveSibling(each.group(1)).normalize();
            assertThat(target).as("in " + file).exists();
            if (each.group(2) != null && target.toString().endsWith(".md")) {
              assertThat(anchors(target)).as("in " + file).contains(each.group(2));
              anchors++;
            }
          }
        }
      }
    }
    assertThat(followed).as("links").isGreaterThan(10);
    assertThat(anchors).as("anchors").isGreaterThan(10);
  }

  /** The anchors of a page's headings that GitHub and VitePress, which builds the site, share. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new TreeSet<>();
    for (Matcher heading =
            Pattern.compile("^#+ (.*)$", Pattern.MULTILINE).matcher(Files.readString(page));
        heading.find(); ) {
      String title = heading.group(1).toLowerCase(Locale.ROOT);
      String anchor = title.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
      if (anchor.equals(anchorOfTheSite(title))) {
        anchors.add(anchor);
      }
    }
    return anchors;
  }

  private static String anchorOfTheSite(String title) {
    return title
        .replaceAll("[\\s\\p{Punct}“”‘’]+", "-")
        .replaceAll("^-|-$", "")
        .replaceFirst("^(?=[0-9])", "_");
  }

  private static void people(Path folder) throws Exception {
    Instant now = Instant.now();
    TestPki.Authority root = TestPki.authority("Guide Root", now);
    // Bob's old keys are past Alice's: what was encrypted for her may else be past them, and then
    // they would not be tried.
    TestPki.Issued alice;
    do {
      alice = root.issue("alice@example.org").rsa(2048).newKey().build();
    } while (large(alice));
    TestPki.Issued bob = root.issue("bob@example.org").ec("P-256").newKey().build();
    pem(Files.createDirectory(folder.resolve("roots")).resolve("root.pem"), root.certificate());
    pem(folder.resolve("bob.pem"), bob.certificate());
    pfx(folder.resolve("alice.pfx"), alice);
    for (String year : List.of("2019", "2022")) {
      Instant issued = Instant.parse(year + "-01-01T00:00:00Z");
      TestPki.Issued old;
      do {
        old =
            root.issue("bob@example.org")
                .rsa(2048)
                .newKey()
                .validity(issued, issued.plus(365, ChronoUnit.DAYS))
                .build();
      } while (!large(old));
      pfx(folder.resolve(year + ".pfx"), old);
    }
    pfx(folder.resolve("2025.pfx"), bob);
    pem(
        folder.resolve("carol.pem"),
        root.issue("carol@example.org").rsa(2048).newKey().build().certificate());
    pfx(
        folder.resolve("stranger.pfx"),
        TestPki.authority("Strange Root", now).issue("alice@example.org").rsa(2048).build());
    Path escrow = Files.createDirectory(folder.resolve("escrow"));
    for (String year : List.of("2019", "2022", "2025")) {
      Files.copy(folder.resolve(year + ".pfx"), escrow.resolve(year + ".pfx"));
    }
    Files.writeString(folder.resolve("passwords.txt"), "wrong\nsecret\n");
    Files.writeString(folder.resolve("message"), MESSAGE, StandardCharsets.US_ASCII);
    Files.write(folder.resolve("big"), new byte[20 << 20]);
  }

  /** Whether the modulus is in the upper half of those with 2,048 bits. */
  private static boolean large(TestPki.Issued issued) {
    return ((RSAPublicKey) issued.publicKey()).getModulus().testBit(2046);
  }

  private static void pem(Path file, X509Certificate certificate) throws Exception {
    Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
  }

  private static void pfx(Path file, TestPki.Issued identity) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "key", identity.privateKey(), PASSWORD, new Certificate[] {identity.certificate()});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
  }

  /** What a program prints that runs in a folder; what it says is kept in another. */
  private static String run(Path where, Path folder, Path source)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(said);
  }

  /**
   * A page of the guide, as a program: its blocks of {@code java} run one after the other, those of
   * {@code java unrun} are compiled, and those of {@code text} are what the program prints, with …
   * for what differs each time.
   *
   * @param name of the file, without its ending
   * @param text all of it
   */
  private record Page(String name, String text) {

    private static final Pattern BLOCK =
        Pattern.compile(
            "^```(java|java unrun|text)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** What the index of the guide has made by its end; each page begins with it. */
    private static final String GIVEN =
        "ByteSource message, char[] password, X509Certificate bob, TrustPolicy trust, Credential alice,"
            + " KeyHistory keys, SealedMail sealed, OpenedMail mail";

    private static final String HANDED_ON =
        "message, password, bob, trust, alice, keys, sealed, mail";

    static Page of(Path file) throws IOException {
      return new Page(
          file.getFileName().toString().replaceFirst("\\.md$", "").replace('-', '_'),
          Files.readString(file));
    }

    /** The pages of the guide, in alphabetical order. */
    static List<Page> guide() throws IOException {
      List<Page> pages = new ArrayList<>();
      try (Stream<Path> files = Files.list(Outside.root().resolve("docs"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
          if (!file.endsWith("README.md")) {
            pages.add(of(file));
          }
        }
      }
      return pages;
    }

    private List<String> blocks(String kind) {
      List<String> blocks = new ArrayList<>();
      Matcher matcher = BLOCK.matcher(text);
      while (matcher.find()) {
        if (matcher.group(1).equals(kind)) {
          blocks.add(matcher.group(2));
        }
      }
      return blocks;
    }

    /** The blocks of Java. */
    List<String> java() {
      return blocks("java");
    }

    /** The blocks of what is printed. */
    List<String> texts() {
      return blocks("text");
    }

    /** What each block of text matches. */
    List<Pattern> printed() {
      return blocks("text").stream()
          .map(
              block ->
                  Pattern.compile(
                      block
                          .lines()
                          .map(
                              line ->
                                  Stream.of(line.split("…", -1))
                                      .map(Pattern::quote)
                                      .collect(joining(".*")))
                          .collect(joining("\\R", "^", "$")),
                      Pattern.MULTILINE))
          .toList();
    }

    /** One program: the index, then each page with what the index has made. */
    static String program(Page index, List<Page> pages) {
      StringBuilder imports = new StringBuilder("import java.security.cert.X509Certificate;\n");
      StringBuilder methods = new StringBuilder();
      StringBuilder calls = new StringBuilder();
      for (Page page : pages) {
        if (!page.java().isEmpty()) {
          calls.append("System.out.println(\"=== ").append(page.name).append("\");\n");
          calls.append(page.name).append('(').append(HANDED_ON).append(");\n");
          methods.append(method(page.name, page.java(), imports));
        }
        for (String block : page.blocks("java unrun")) {
          String name = page.name + "_unrun" + methods.length();
          methods.append(method(name, List.of(block), imports));
        }
      }
      String tasks = body(index.java(), imports);
      return imports
          + "class Guide {\npublic static void main(String[] args) throws Exception {\n"
          + "ByteSource message = ByteSource.of(java.nio.file.Path.of(\"message\"));\n"
          + "char[] password = \"secret\".toCharArray();\n"
          + tasks
          + calls
          + "}\n"
          + methods
          + "}\n";
    }

    private static String method(String name, List<String> blocks, StringBuilder imports) {
      return "static void "
          + name
          + "("
          + GIVEN
          + ") throws Exception {\n"
          + body(blocks, imports)
          + "}\n";
    }

    /** The blocks without their imports, which go where imports have to stand. */
    private static String body(List<String> blocks, StringBuilder imports) {
      StringBuilder body = new StringBuilder();
      for (String line : String.join("", blocks).lines().toList()) {
        if (!line.startsWith("import ")) {
          body.append(line).append('\n');
        } else if (imports.indexOf(line) < 0) {
          imports.append(line).append('\n');
        }
      }
      return body.toString();
    }
  }
}
