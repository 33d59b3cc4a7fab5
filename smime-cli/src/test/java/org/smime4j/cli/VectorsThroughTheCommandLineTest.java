package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Every message in src-test-vectors comes out as the file beside it says. */
class VectorsThroughTheCommandLineTest {

  private static final Map<String, String> OUTCOMES =
      Map.of(
          "no key", "no-matching-key",
          "not decryptable", "not-decryptable",
          "malformed", "malformed",
          "unsupported", "unsupported",
          "refused", "refused",
          "too large", "limit-exceeded",
          "not smime", "not-smime");

  /** Of the messages the first, and then every twelfth; all of them with -Pthorough. */
  private static final int EVERY = Integer.getInteger("samples", 1) > 1 ? 1 : 12;

  @TempDir private Path folder;

  @Test
  void theFolderIsThere() throws IOException {
    assertThat(Expectation.all()).hasSizeGreaterThan(900);
  }

  /** Messages with the same options are opened together, and each report is looked at alone. */
  @TestFactory
  Stream<DynamicTest> everyMessageComesOutAsItsExpectationSays() throws Exception {
    Map<List<Object>, List<Expectation>> together = new LinkedHashMap<>();
    List<Path> all = Expectation.all();
    for (int i = 0; i < all.size(); i += EVERY) {
      Expectation expectation = Expectation.read(all.get(i));
      together.computeIfAbsent(options(expectation), key -> new ArrayList<>()).add(expectation);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<List<Object>, List<Expectation>> group : together.entrySet()) {
      List<Path> messages = new ArrayList<>();
      for (Expectation expectation : group.getValue()) {
        messages.add(expectation.message());
      }
      Path file = folder.resolve("report.html");
      Run run = Run.of("open", "--json", "--html", file, group.getKey(), messages);
      List<Json> reports = run.json();
      HtmlPage page = HtmlPage.read(file);
      assertThat(page.names()).isSubsetOf(HtmlPage.MADE_OF);
      List<Element> articles = page.all("article");
      assertThat(articles).hasSameSizeAs(messages);
      assertThat(reports).as(run.err()).hasSameSizeAs(messages);
      assertThat(run.status())
          .isEqualTo(
              group.getValue().stream().anyMatch(each -> failure(each) != null || isPartly(each))
                  ? ExitStatus.FAILED
                  : ExitStatus.DONE);
      for (int i = 0; i < messages.size(); i++) {
        Expectation expectation = group.getValue().get(i);
        Path message = messages.get(i);
        Json report = reports.get(i);
        Element article = articles.get(i);
        tests.add(
            DynamicTest.dynamicTest(
                message.getFileName().toString(),
                () -> {
                  check(expectation, message, report);
                  HtmlPage.assertAgree(article, report);
                }));
      }
    }
    return tests.stream();
  }

  private List<Object> options(Expectation expectation) throws IOException {
    List<Object> options = new ArrayList<>(expectation.options());
    if (expectation.value("password").isPresent()) {
      Path password = folder.resolve(expectation.value("password").get() + ".txt");
      Files.writeString(password, expectation.value("password").get());
      options.add("--recipient-password-file");
      options.add(password);
    }
    return options;
  }

  private static @Nullable String failure(Expectation expectation) {
    return OUTCOMES.get(expectation.expect().replaceFirst(" [A-Z0-9_]+$", ""));
  }

  /** Whether an encrypted part stays closed: it is opened only where that is asked for. */
  private static boolean isPartly(Expectation expectation) {
    return expectation.words("errant").contains("encrypted");
  }

  private void check(Expectation expectation, Path message, Json report) throws IOException {
    assertThat(report.names())
        // Only where there are some.
        .filteredOn(name -> !List.of("notes", "protectedHeader", "recipients").contains(name))
        .containsExactly(
            "file", "outcome", "layers", "contentSha256", "contentLength", "contentType", "error");
    assertThat(report.get("file").text()).isEqualTo(message.toString());

    assertThat(report.names().contains("recipients"))
        .isEqualTo(report.get("outcome").text().equals("no-matching-key"));

    String failure = failure(expectation);
    if (failure != null) {
      assertThat(report.get("outcome").text()).isEqualTo(failure);
      assertThat(report.get("error").text()).isNotBlank();
      assertThat(report.get("contentSha256").isNull()).isTrue();
      return;
    }
    assertThat(report.get("outcome").text())
        .as(report.toString())
        .isEqualTo(isPartly(expectation) ? "partly-opened" : "opened");
    assertThat(report.get("error").isNull()).isEqualTo(!isPartly(expectation));
    assertThat(kinds(report, "whole")).isEqualTo(expectation.words("layers"));
    assertThat(kinds(report, "part")).isEqualTo(expectation.words("errant"));
    if (expectation.value("sha256").isPresent()) {
      assertThat(report.get("contentSha256").text()).isEqualTo(expectation.value("sha256").get());
    }
    verdict(expectation, report);
    services(expectation, report);

    if (expectation.value("trust").isPresent()) {
      int required =
          Run.of("open", "--json", "--require-trusted", options(expectation), message).status();
      assertThat(required)
          .isEqualTo(
              isPartly(expectation)
                  ? ExitStatus.FAILED
                  : expectation.expect().equals("trusted")
                      ? ExitStatus.DONE
                      : ExitStatus.NOT_AS_REQUIRED);
    }
  }

  /**
   * The worst verdict of the signers of the innermost whole signature, and the finding that stands
   * first in it.
   */
  private static void verdict(Expectation expectation, Json report) {
    List<Json> signers = List.of();
    for (Json layer : report.get("layers").list()) {
      if (layer.get("kind").text().equals("signed")
          && layer.get("coverage").text().equals("whole")) {
        assertThat(layer.get("signers").list()).isNotEmpty();
        signers = layer.get("signers").list();
      }
    }
    List<String> worstFirst = List.of("broken", "untrusted", "unknown", "trusted");
    if (expectation.value("countersigners").isPresent()) {
      List<String> countersigners = new ArrayList<>();
      for (Json each : signers.get(0).get("countersignatures").list()) {
        String headline =
            each.get("findings").strings().stream().findFirst().map(f -> " " + f).orElse("");
        countersigners.add(each.get("verdict").text() + headline);
      }
      assertThat(String.join(", ", countersigners))
          .isEqualTo(expectation.value("countersigners").get());
    }
    String[] expected = expectation.expect().split(" ");
    if (expected[0].equals("opened")) {
      assertThat(signers).isEmpty();
      return;
    }
    Json worst =
        signers.stream()
            .min((a, b) -> rank(worstFirst, a) - rank(worstFirst, b))
            .orElseThrow(() -> new AssertionError("nobody signed: " + report));
    assertThat(worst.get("verdict").text()).as(report.toString()).isEqualTo(expected[0]);
    if (expected.length > 1) {
      assertThat(worst.get("findings").strings().get(0)).isEqualTo(expected[1]);
    } else {
      assertThat(worst.get("findings").strings()).isEmpty();
      assertThat(worst.get("integrity").text()).isEqualTo("intact");
    }
  }

  /** The verdict on a receipt, and how many certificates travel alone. */
  private static void services(Expectation expectation, Json report) {
    String receipt = expectation.value("receipt").orElse("none");
    List<String> verdicts = new ArrayList<>();
    for (Json layer : report.get("layers").list()) {
      if (layer.get("kind").text().equals("receipt")) {
        Json signer = layer.get("signers").list().get(0);
        String headline =
            signer.get("findings").strings().stream().findFirst().map(f -> " " + f).orElse("");
        verdicts.add(signer.get("verdict").text() + headline);
      } else if (expectation.value("certificates").isPresent()
          && layer.get("kind").text().equals("certificates")) {
        assertThat(layer.get("count")).hasToString(expectation.value("certificates").get());
      }
    }
    // Whether it can be read as one is asked when it is held against a message.
    assertThat(verdicts)
        .isEqualTo(
            receipt.equals("none")
                ? List.of()
                : List.of(receipt.equals("malformed") ? "trusted" : receipt));
  }

  private static int rank(List<String> worstFirst, Json signer) {
    return worstFirst.indexOf(signer.get("verdict").text());
  }

  private static List<String> kinds(Json report, String coverage) {
    return report.get("layers").list().stream()
        .filter(layer -> layer.get("coverage").text().equals(coverage))
        .map(layer -> layer.get("kind").text())
        .toList();
  }

  @Test
  void everyKindOfExpectationIsInTheFolder() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (Path file : Expectation.all()) {
      kinds.add(Expectation.read(file).expect().toLowerCase(Locale.ROOT).split(" ")[0]);
    }
    assertThat(kinds)
        .contains("trusted", "untrusted", "broken", "unknown", "opened", "no", "not", "malformed");
  }

  @Test
  void anExpectationWithAnUnknownKeyFailsTheRunner() throws IOException {
    Path sidecar = Files.writeString(folder.resolve("x.expect"), "expect: opened\nmood: good\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Expectation.read(sidecar))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("mood");
  }
}
