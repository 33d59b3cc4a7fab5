package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.testing.VectorCase;

/** What src-test-vectors is as a whole: enough, in order, and as its README says. */
public class VectorKitTest {

  private static final int LARGEST = 300 * 1024;

  /** They need what no sidecar says: policies to demand, a signature alone. */
  private static final Set<Finding.Code> UNSAID =
      Set.of(
          Finding.Code.DISTRUSTED,
          Finding.Code.CERTIFICATE_POLICY,
          Finding.Code.CONTENT_MISSING,
          Finding.Code.NOT_SIGNED);

  private static List<VectorCase> ofKind(String kind) throws IOException {
    return VectorCase.all().stream().filter(each -> each.value("kind").get().equals(kind)).toList();
  }

  @Test
  void noSpoofIsExpectedToBeTrusted() throws IOException {
    List<VectorCase> spoofs = ofKind("spoof");
    assertThat(spoofs).hasSizeGreaterThanOrEqualTo(500);
    for (VectorCase spoof : spoofs) {
      assertThat(spoof.value("expect").get()).as(spoof.name()).isNotEqualTo("trusted");
      assertThat(spoof.value("threat")).as(spoof.name()).isPresent();
    }
  }

  @Test
  void everyGoodOneIsExpectedToOpen() throws IOException {
    List<VectorCase> good = ofKind("good");
    assertThat(good).hasSizeGreaterThanOrEqualTo(250);
    for (VectorCase each : good) {
      assertThat(each.value("expect").get())
          .as(each.name())
          .isIn(
              "trusted",
              "opened",
              "not smime",
              "untrusted WEAK_DIGEST",
              "untrusted WEAK_KEY",
              "unknown CERTIFICATE_MISSING");
    }
  }

  @Test
  void everyDeviationOpensWithTheContentThatWasThere() throws IOException {
    List<VectorCase> deviations = ofKind("deviation");
    assertThat(deviations).hasSizeGreaterThanOrEqualTo(50);
    for (VectorCase each : deviations) {
      assertThat(each.value("expect").get())
          .as(each.name())
          .isIn("trusted", "opened", "untrusted WEAK_DIGEST", "untrusted AMBIGUOUS");
      assertThat(each.value("sha256").or(() -> each.value("withheld")).isPresent())
          .as(each.name())
          .isTrue();
    }
  }

  @Test
  void everySidecarHasAKindACommentAndItsMaker() throws IOException {
    for (VectorCase each : VectorCase.all()) {
      assertThat(each.values()).as(each.name()).containsKeys("expect", "kind", "comment");
      assertThat(each.value("kind").get())
          .as(each.name())
          .isIn("good", "deviation", "spoof", "closed");
      for (String key : List.of("keys", "trust", "crls")) {
        each.value(key).ifPresent(path -> assertThat(VectorCase.ROOT.resolve(path)).exists());
      }
      each.value("made-by")
          .filter(maker -> maker.startsWith("compose/"))
          .ifPresent(maker -> assertThat(VectorCase.ROOT.resolve(maker)).exists());
      if (each.value("kind").get().equals("spoof")) {
        assertThat(each.name()).matches("(" + threat(each) + "-.*|signed-.*|encrypted-.*)");
      }
    }
  }

  /** By its maker; the programs have folders of their own. */
  @Test
  void everyMessageStandsInTheFolderOfItsMaker() throws IOException {
    for (VectorCase each : VectorCase.all()) {
      String maker = each.value("made-by").get();
      String folder =
          maker.startsWith("compose/")
              ? maker.replaceFirst("compose/(.*)\\.py", "$1")
              : maker.startsWith("gpgsm") ? "gpgsm" : "openssl";
      Path expected = VectorCase.ROOT.resolve("messages").resolve(folder);
      assertThat(each.message().getParent()).as(each.name()).isEqualTo(expected);
      assertThat(expected.resolve(each.name() + ".expect")).exists();
    }
  }

  private static String threat(VectorCase each) {
    return each.value("threat").get().toLowerCase(Locale.ROOT);
  }

  @Test
  void everyFindingThatAMessageCanShowIsShown() throws IOException {
    List<String> shown = new ArrayList<>();
    for (VectorCase each : VectorCase.all()) {
      String[] words = each.value("expect").get().split(" ");
      if (words.length == 2) {
        shown.add(words[1]);
      }
    }
    for (Finding.Code code : Finding.Code.values()) {
      if (code.severity().compareTo(Finding.Severity.NOTE) < 0 && !UNSAID.contains(code)) {
        assertThat(shown).contains(code.name());
      }
    }
  }

  @Test
  void noFileIsLarge() throws IOException {
    try (Stream<Path> files = Files.walk(VectorCase.ROOT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.size(file)).as(file.toString()).isLessThanOrEqualTo(LARGEST);
      }
    }
  }

  /** The README names the threats that no message shows. */
  @Test
  void everyThreatIsShown_orIsNamedAsOneThatNoMessageShows() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (VectorCase each : VectorCase.all()) {
      each.value("threat").ifPresent(shown::add);
    }
    String readme = Files.readString(VectorCase.ROOT.resolve("README.md"));
    String none = readme.replaceFirst("(?s).*\nNo message shows ([^.]+)\\..*", "$1");
    Set<String> named = new TreeSet<>(List.of(none.split(", | or ")));
    assertThat(named).doesNotContainAnyElementsOf(shown);
    named.addAll(shown);
    Set<String> threats = new TreeSet<>();
    Pattern.compile("^\\| ([ABC][0-9]+) \\|", Pattern.MULTILINE)
        .matcher(Files.readString(VectorCase.ROOT.resolveSibling("docs").resolve("threats.md")))
        .results()
        .forEach(row -> threats.add(row.group(1)));
    assertThat(named).isEqualTo(threats).hasSizeGreaterThan(60);
  }
}
