package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.testing.Outside;

/**
 * The jar has the patterns of all sentences by code. The key of a pattern stays as long as the
 * pattern does: {@code -Dwrite} gives a new one the next number of its code.
 */
class SentencesTest {

  private static final Path FILE =
      Outside.root().resolve("smime-core/src/main/resources/META-INF/smime4j/sentences.properties");

  private static final String LITERAL = "\"((?:[^\"\\\\\n]++|\\\\.)*+)\"";

  /** A code with the literals of its pattern behind it; an exception has no pattern. */
  private static final Pattern SITE =
      Pattern.compile(
          "(?:\\bFinding\\.Code\\.(?<!otTrusted\\(\\s{0,80}Finding\\.Code\\.)([A-Z0-9_]+),"
              + "|\\bDoubt\\.of\\()\\s*("
              + LITERAL
              + "(?:\\s*\\+\\s*"
              + LITERAL
              + ")*)?");

  /** Methods of these files take a pattern from their callers. */
  private static final List<String> HANDING_ON =
      List.of(
          "DeviationLog.java",
          "DirectoryValues.java",
          "Doubt.java AMBIGUOUS",
          "FetchGuard.java",
          "MailNotes.java",
          "SendingNotes.java",
          "SignerCheck.java");

  private static Properties shipped() throws IOException {
    Properties shipped = new Properties();
    try (InputStream in =
        Finding.class.getResourceAsStream("/META-INF/smime4j/sentences.properties")) {
      shipped.load(in);
    }
    return shipped;
  }

  /** The patterns of each code, in the order of the codes. */
  private static Map<Finding.Code, Set<String>> inSource(List<String> without) throws IOException {
    Map<Finding.Code, Set<String>> patterns = new TreeMap<>();
    for (Path file : sources()) {
      if (code(file).matches("(?s).*new Finding\\((?!\\s*Finding\\.Code\\.).*")) {
        without.add(file.getFileName().toString());
      }
      for (Matcher site = SITE.matcher(code(file)); site.find(); ) {
        if (site.group(2) == null) {
          without.add(file.getFileName() + " " + site.group(1));
        } else {
          patterns.computeIfAbsent(code(site), code -> new TreeSet<>()).add(joined(site.group(2)));
        }
      }
    }
    return patterns;
  }

  private static Finding.Code code(Matcher site) {
    return site.group(1) == null ? Finding.Code.AMBIGUOUS : Finding.Code.valueOf(site.group(1));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("smime-core", "smime-ldap")) {
      try (Stream<Path> files =
          Files.walk(Outside.root().resolve(module).resolve("src/main/java"))) {
        files.filter(each -> each.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  private static String code(Path file) throws IOException {
    return Files.readString(file).replaceAll("(?m)^\\s*//.*$", "");
  }

  private static String joined(String literals) {
    StringBuilder joined = new StringBuilder();
    for (MatchResult each : Pattern.compile(LITERAL).matcher(literals).results().toList()) {
      joined.append(each.group(1).translateEscapes());
    }
    return joined.toString();
  }

  @Test
  void theFileHasEachPattern_underItsCode() throws IOException {
    Properties shipped = shipped();
    Map<String, String> wanted = new TreeMap<>();
    for (Map.Entry<Finding.Code, Set<String>> each : inSource(new ArrayList<>()).entrySet()) {
      int next = 1;
      Map<String, String> known = new TreeMap<>();
      for (String key : shipped.stringPropertyNames()) {
        if (key.replaceAll("\\..*", "").equals(each.getKey().name())) {
          known.put(shipped.getProperty(key), key);
          next = Math.max(next, 1 + (key.contains(".") ? number(key) : 1));
        }
      }
      for (String pattern : each.getValue()) {
        String key = known.get(pattern);
        if (key == null) {
          key = each.getKey() + (next == 1 ? "" : "." + next);
          next++;
        }
        wanted.put(key, pattern);
      }
    }
    if (Outside.writes()) {
      StringBuilder text =
          new StringBuilder("# The sentences of findings, by code: MessageFormat.\n");
      wanted.forEach(
          (key, pattern) ->
              text.append(key).append('=').append(pattern.replace("\\", "\\\\")).append('\n'));
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text, StandardCharsets.US_ASCII);
      return;
    }
    assertThat(new TreeMap<>(Map.copyOf(shipped))).isEqualTo(wanted);
  }

  private static int number(String key) {
    return Integer.parseInt(key.substring(key.indexOf('.') + 1));
  }

  @Test
  void everyCodeThatIsGiven_hasItsPatternBesideIt() throws IOException {
    List<String> without = new ArrayList<>();
    assertThat(inSource(without)).hasSizeGreaterThan(100);
    assertThat(without).containsExactlyInAnyOrderElementsOf(HANDING_ON);
  }

  @Test
  void aSentence_isWhatMessageFormatMakesOfIt() throws IOException {
    Object[] arguments = {"it's {1} and '{0}'", Instant.EPOCH, 7, "", "{", "}"};
    for (Object pattern : shipped().values()) {
      assertThat(new Finding(Finding.Code.STRUCTURE, (String) pattern, arguments).sentence())
          .isEqualTo(new MessageFormat((String) pattern, Locale.ROOT).format(arguments));
    }
  }

  /** Behind a pattern, words stand only in patterns of their own. */
  @Test
  void noArgument_isWrittenInEnglish() throws IOException {
    int arguments = 0;
    for (Path file : sources()) {
      String code = code(file);
      for (Matcher site = SITE.matcher(code); site.find(); ) {
        if (site.group(2) != null) {
          String rest = SITE.matcher(untilItCloses(code, site.end())).replaceAll("");
          arguments += rest.isBlank() ? 0 : 1;
          for (Matcher literal = Pattern.compile(LITERAL).matcher(rest); literal.find(); ) {
            assertThat(literal.group(1)).as("%s: %s", file, rest).matches("[^A-Za-z]*|Base64");
          }
        }
      }
    }
    assertThat(arguments).isGreaterThan(100);
  }

  private static String untilItCloses(String code, int from) {
    int open = 1;
    int at = from;
    for (; open > 0; at++) {
      open += code.charAt(at) == '(' ? 1 : code.charAt(at) == ')' ? -1 : 0;
    }
    return code.substring(from, at - 1);
  }

  /** Of all that the kit brings about, no text has two words in it that our source has. */
  @Test
  @Tag("thorough")
  void noArgument_thatTheKitBringsAbout_isAPhraseOfOurs() throws IOException {
    Set<String> phrases = new TreeSet<>();
    for (Path file : sources()) {
      for (Matcher literal = Pattern.compile(LITERAL).matcher(code(file)); literal.find(); ) {
        if (literal.group(1).matches("[^\\\\]*[a-z]{2} [a-z]{2}[^\\\\]*")) {
          phrases.add(literal.group(1));
        }
      }
    }
    assertThat(phrases).hasSizeGreaterThan(500);
    Path kit = Outside.root().resolve("src-test-vectors");
    PasswordSource passwords = PasswordSource.ofLines(kit.resolve("pki/passwords.txt"));
    MailReader reader =
        MailReader.with(
            Decryptor.with(KeyHistory.read(passwords, kit.resolve("history"))),
            Verifier.trusting(
                TrustPolicy.anchors(
                    CertificateFiles.readCertificates(kit.resolve("trust")).certificates())));
    Set<Object> texts = new HashSet<>();
    Set<Finding> words = new HashSet<>();
    try (Stream<Path> files = Files.walk(kit.resolve("messages"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".eml")).toList()) {
        try (OpenedMail mail = reader.open(file)) {
          mail.notes().forEach(each -> collect(each, texts, words));
          for (Layer layer : mail.layers()) {
            layer.deviations().forEach(each -> collect(each, texts, words));
            layer.report().stream()
                .flatMap(report -> report.signers().stream())
                .flatMap(signer -> Stream.of(signer.findings(), signer.notes()))
                .flatMap(List::stream)
                .forEach(each -> collect(each, texts, words));
          }
        }
      }
    }
    assertThat(texts).hasSizeGreaterThan(100);
    assertThat(words).hasSizeGreaterThan(20);
    for (Object text : texts) {
      assertThat(phrases).as("%s", text).noneMatch(text.toString()::contains);
    }
  }

  private static void collect(Finding finding, Set<Object> texts, Set<Finding> words) {
    for (Object each : finding.arguments()) {
      if (each instanceof Finding part) {
        words.add(part);
        collect(part, texts, words);
      } else {
        texts.add(each);
      }
    }
  }

  @Test
  void whatIsNoArgument_staysAsItIs() {
    for (String text : List.of("", "{", "{0}", "{0", "{x}", "it's", "{{9}}", "0}", "}{")) {
      assertThat(new Finding(Finding.Code.STRUCTURE, text).sentence()).isEqualTo(text);
      assertThat(new Finding(Finding.Code.STRUCTURE, "<{0}>", text).sentence())
          .isEqualTo("<" + text + ">");
    }
    Finding nothing = new Finding(Finding.Code.STRUCTURE, "{0}", (Object) null);
    assertThat(nothing.sentence()).isEqualTo("null");
    assertThat(nothing).isEqualTo(new Finding(Finding.Code.STRUCTURE, "null"));
  }

  @Test
  void argumentsAreNumbersTimesTextsAndWords_andCannotBeChanged() {
    Finding words = new Finding(Finding.Code.WEAK_KEY, "a key of {0} bits", 8);
    Object[] given = {3, Instant.EPOCH, new StringBuilder("text"), words};
    Finding finding = new Finding(Finding.Code.EXPIRED, "{0} {1} {2} {3}", given);
    given[0] = 4;
    assertThat(finding.arguments())
        .containsExactly(3, Instant.EPOCH, "text", words)
        .isUnmodifiable();
    assertThat(finding.sentence()).isEqualTo("3 1970-01-01T00:00:00Z text a key of 8 bits");
  }
}
