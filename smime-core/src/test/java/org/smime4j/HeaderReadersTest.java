package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.testing.Outside;

/**
 * A rule of the architecture that no class file shows: only the core reads header fields, and only
 * it decides between a field outside and one inside. A module asks {@code OpenedMail.field}, {@code
 * MailPart.fields} and {@code OpenedMail.delivery}.
 */
class HeaderReadersTest {

  /** The core itself, and what no application contains. */
  private static final Set<String> OTHERS =
      Set.of("smime-core", "smime-testing", "smime-benchmarks", "tally", "site");

  private static final String OF_HEADERS =
      "(?:from|sender|reply-to|to|cc|date|subject|received|return-path|message-id|mime-version"
          + "|authentication-results|content-[a-z-]+)";

  /** What a program writes that takes a header apart, or chooses between two. */
  private static final Map<String, Pattern> READS =
      Map.of(
          "looks for a colon",
          Pattern.compile("(?:indexOf|lastIndexOf|split)\\((?:\"\\s*:|'\\s*:')"),
          "looks for the end of a header",
          Pattern.compile(
              "(?:indexOf|split|contains|compile)\\(\\s*\"\\(?(?:\\\\r\\??)?\\\\n\\)?(?:\\(?:?\\\\r\\??)?(?:\\\\n|\\{2\\})"),
          "matches a field",
          Pattern.compile("\"[^\"]*" + OF_HEADERS + "(?:\\\\\\\\s\\*|\\[ \\\\+t\\]\\*)?:[^\"]*\\*"),
          "has a parser of headers",
          Pattern.compile(
              "\\b(?:InternetHeaders|HeaderTokenizer|ParameterList|MimeUtility|MimeMessage|MimeBodyPart"
                  + "|org\\.apache\\.james\\.mime4j)\\b"),
          "asks for a header",
          Pattern.compile(
              "\\.(?:getHeader|getAllHeaders|getAllHeaderLines|getMatchingHeaders|getHeaderLines)\\("),
          "chooses between outside and inside",
          Pattern.compile(
              "(?s)protectedField\\((?=.*fieldsOutside\\()|fieldsOutside\\((?=.*protectedField\\()"));

  /** Files that may, each with the reason. */
  private static final Map<String, String> LISTED =
      Map.ofEntries(
          Map.entry(
              "cli/outlook/OutlookMessage.java: matches a field",
              "Outlook keeps a header apart: fields of its former body are left out, and its"
                  + " addresses compared, before the library judges it"),
          Map.entry("cli/outlook/OutlookMessage.java: looks for a colon", "the same"),
          Map.entry("cli/outlook/Markup.java: looks for a colon", "a declaration of a style sheet"),
          Map.entry(
              "cli/archive/MaildirName.java: looks for a colon", "the flags in the name of a file"),
          Map.entry(
              "james/Message.java: has a parser of headers",
              "James's messages are of this class: it reads and writes them, and removes what only"
                  + " this server may write, before the library judges them"),
          Map.entry(
              "as2/Entity.java: looks for the end of a header",
              "AS2 refuses what the library repairs, and takes bodies of one long line; there is no"
                  + " header outside"),
          Map.entry(
              "spring/SealingMailSender.java: has a parser of headers",
              "Spring gives messages of this class, which are sent"),
          Map.entry(
              "imapmailbox/ChangedFolder.java: has a parser of headers",
              "Jakarta Mail's class for what is appended to a folder"),
          Map.entry(
              "imapmailbox/ChangedFolder.java: asks for a header",
              "the number that this program gave a copy"),
          Map.entry(
              "mailclient/Client.java: has a parser of headers", "messages of this class are sent"),
          Map.entry(
              "mailclient/Mailbox.java: has a parser of headers",
              "messages of this class are sent, and passed to the library"),
          Map.entry(
              "springmail/SealingMailer.java: has a parser of headers",
              "Simple Java Mail gives messages of this class, which are sent"));

  private static boolean isPublished(Path file) {
    return slashed(file).matches("(?!.*/(?:src/test|target)/).*\\.java");
  }

  private static String slashed(Path file) {
    return file.toString().replace('\\', '/');
  }

  /** Each module of the reactor, and each example. */
  private static List<Path> modules() throws IOException {
    List<Path> modules = new ArrayList<>();
    Pattern.compile("<module>([a-z0-9-]+)</module>")
        .matcher(Files.readString(Outside.root().resolve("pom.xml")))
        .results()
        .map(module -> module.group(1))
        .filter(module -> !OTHERS.contains(module))
        .forEach(module -> modules.add(Outside.root().resolve(module)));
    assertThat(modules.toString()).contains("smime-cli", "smime-james");
    try (Stream<Path> examples = Files.list(Outside.root().resolve("examples"))) {
      examples.filter(Files::isDirectory).sorted().forEach(modules::add);
    }
    return modules;
  }

  private static TreeSet<String> readers(String file, String source) {
    String code = source.replaceAll("(?m)^\\s*(?:/\\*|\\*|//).*$", "");
    TreeSet<String> found = new TreeSet<>();
    READS.forEach(
        (what, pattern) -> {
          if (pattern.matcher(code).find()) {
            found.add(file + ": " + what);
          }
        });
    return found;
  }

  /** An exception that is listed and needed no more would hide the next reader. */
  @Test
  void onlyTheCoreReadsHeaders() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    int read = 0;
    for (Path module : modules()) {
      try (Stream<Path> files = Files.walk(module)) {
        List<Path> all = files.filter(HeaderReadersTest::isPublished).toList();
        for (Path file : all) {
          String name = slashed(module.relativize(file));
          name = name.replaceFirst("^(?:src/main/java/)?(?:org/smime4j/)?", "");
          found.addAll(readers(name, Files.readString(file)));
          read++;
        }
      }
    }
    assertThat(read).isGreaterThan(150);
    assertThat(found).containsExactlyInAnyOrderElementsOf(LISTED.keySet());
  }

  /** What stood in the modules before the core did it for them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "int colon = line.indexOf(':');",
        "String[] all = line.split(\":\", 2);",
        "int end = all.indexOf(\"\\r\\n\\r\\n\");",
        "String[] halves = mail.split(\"\\r?\\n\\r?\\n\");",
        "Pattern.compile(\"(?im)^content-type\\\\s*:\\\\s*(.*)$\")",
        "import jakarta.mail.internet.InternetHeaders;",
        "String[] from = message.getHeader(\"From\");",
        "mail.protectedField(name).map(f -> f.text()).orElse(mail.fieldsOutside(name).get(0))",
        "mail.fieldsOutside(name).isEmpty() ? mail.protectedField(name) : null",
      })
  void aReaderIsFound(String code) {
    assertThat(readers("File.java", code)).isNotEmpty();
  }

  @Test
  void whatReadsNoHeader_isNotFound() {
    String code =
        """
        /** indexOf(':') */
        // getHeader("From")
        Optional<ProtectedField> from = mail.field("From");
        to.append(field).append(": ").append(value);
        """;
    assertThat(readers("File.java", code)).isEmpty();
  }
}
