package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every message in src-test-vectors comes out as the file beside it says. */
class VectorsThroughTheCommandLineTest {

  private static final Map<String, String> OUTCOMES =
      Map.of(
          "no key", "no-matching-key",
          "not decryptable", "not-decryptable",
          "malformed", "malformed",
          "unsupported", "unsupported",
          "refused", "refused",
          "not smime", "not-smime");

  @Test
  void theFolderIsThere() throws IOException {
    assertThat(Expectation.all()).hasSizeGreaterThan(90);
  }

  @TestFactory
  Stream<DynamicTest> everyMessageComesOutAsItsExpectationSays() throws IOException {
    return Expectation.all().stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path sidecar) throws IOException {
    Expectation expectation = Expectation.read(sidecar);
    Run run = Run.of("open", "--json", expectation.options(), expectation.message());
    Json report = run.only();
    assertThat(report.names())
        .containsExactly(
            "file", "outcome", "layers", "contentSha256", "contentLength", "contentType", "error");
    assertThat(report.get("file").text()).isEqualTo(expectation.message().toString());

    String failure = OUTCOMES.get(expectation.expect());
    if (failure != null) {
      assertThat(report.get("outcome").text()).isEqualTo(failure);
      assertThat(report.get("error").text()).isNotBlank();
      assertThat(report.get("contentSha256").isNull()).isTrue();
      assertThat(run.status()).isEqualTo(Main.FAILED);
      return;
    }
    assertThat(report.get("outcome").text()).as(report.toString()).isEqualTo("opened");
    assertThat(report.get("error").isNull()).isTrue();
    assertThat(run.status()).isEqualTo(Main.DONE);
    assertThat(kinds(report)).isEqualTo(expectation.layers());
    assertThat(report.get("contentSha256").text()).isEqualTo(expectation.sha256());
    verdict(expectation, report);

    int required =
        Run.of("open", "--json", "--require-trusted", expectation.options(), expectation.message())
            .status();
    assertThat(required)
        .isEqualTo(expectation.expect().equals("trusted") ? Main.DONE : Main.NOT_TRUSTED);
  }

  /** The worst verdict of all signers, and the finding that stands first in it. */
  private static void verdict(Expectation expectation, Json report) {
    List<Json> signers = new ArrayList<>();
    for (Json layer : report.get("layers").list()) {
      if (layer.get("kind").text().equals("signed")) {
        assertThat(layer.get("signers").list()).isNotEmpty();
        signers.addAll(layer.get("signers").list());
      }
    }
    List<String> worstFirst = List.of("broken", "untrusted", "unknown", "trusted");
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

  private static int rank(List<String> worstFirst, Json signer) {
    return worstFirst.indexOf(signer.get("verdict").text());
  }

  private static List<String> kinds(Json report) {
    return report.get("layers").list().stream().map(layer -> layer.get("kind").text()).toList();
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
  void anExpectationWithAnUnknownKeyFailsTheRunner(@org.junit.jupiter.api.io.TempDir Path folder)
      throws IOException {
    Path sidecar = Files.writeString(folder.resolve("x.expect"), "expect: opened\nmood: good\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> Expectation.read(sidecar))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("mood");
  }
}
