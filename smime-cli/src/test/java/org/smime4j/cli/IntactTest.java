package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi.Style;

/** A broken signature is seen at once, by a person and by the exit status. */
class IntactTest {

  private static final List<Object> OPTIONS =
      List.of(
          "--keys",
          Run.vector("history"),
          "--password-file",
          Run.vector("pki/passwords.txt"),
          "--trust",
          Run.vector("trust"),
          "--at",
          "2026-06-01T00:00:00Z");

  private static int required(Object... messages) {
    return Run.of("open", "--json", "--require-intact", OPTIONS, List.of(messages)).status();
  }

  /** Whether their signers are trusted is asked for by another option. */
  @ParameterizedTest
  @ValueSource(
      strings = {"signed-encrypted.eml", "triple.eml", "signed-lf.eml", "b6-display-name.eml"})
  void aSignatureThatHoldsIsIntact_whoeverMadeIt(String name) {
    assertThat(required(Run.message(name))).isEqualTo(ExitStatus.DONE);
  }

  /** Altered, not checked, of one signer only, of a part only, and none at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "signed-altered.eml",
        "b3-forged-first.eml",
        "b3-forged-last.eml",
        "c4-md2.eml",
        "b1-appended.eml",
        "b4-certificates-as-signed.eml",
        "encrypted-2025.eml"
      })
  void whatNoSignatureShowsToBeIntactIsNot(String name) {
    assertThat(required(Run.message(name))).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(Run.of("open", "--json", OPTIONS, Run.message(name)).status())
        .isEqualTo(ExitStatus.DONE);
  }

  @Test
  void oneOfManyIsEnough_andAMessageThatDidNotOpenIsWorse() {
    Path intact = Run.message("signed-encrypted.eml");
    Path broken = Run.message("signed-altered.eml");
    assertThat(required(intact, broken, intact)).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(required(broken, Run.message("encrypted-gcm-altered.der")))
        .isEqualTo(ExitStatus.FAILED);
  }

  @Test
  void bothMayBeRequired() {
    Path untrusted = Run.message("b6-display-name.eml");
    assertThat(Run.of("open", "--require-intact", "--require-trusted", OPTIONS, untrusted).status())
        .isEqualTo(ExitStatus.NOT_AS_REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"signed-altered.eml", "b3-forged-first.eml", "b3-forged-last.eml", "b2-equal.eml"})
  void theHeadlineOfABrokenSignatureSaysSo_andIsNotGreen(String name) {
    String report = onTerminal(Run.message(name));
    assertThat(report.lines().findFirst().orElseThrow())
        .contains("opened, and a signature is broken")
        .doesNotContain(Style.fg_green.on());
    assertThat(report).doesNotContain("| Dear");
  }

  @Test
  void onlyTrustIsGreen() {
    assertThat(onTerminal(Run.message("signed-encrypted.eml")).lines().findFirst().orElseThrow())
        .contains(Style.fg_green.on(), "opened")
        .doesNotContain("broken");
    for (String name : List.of("b6-display-name.eml", "encrypted-2025.eml", "c4-md2.eml")) {
      assertThat(onTerminal(Run.message(name)).lines().findFirst().orElseThrow())
          .contains("opened")
          .doesNotContain(Style.fg_green.on(), "broken");
    }
  }

  /** The report as a person sees it on a terminal. */
  private static String onTerminal(Path message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            StandardCharsets.UTF_8,
            true,
            false,
            null,
            new java.util.ArrayList<>());
    assertThat(streams.colours()).as("NO_COLOR is not set").isTrue();
    List<Object> args = List.of("open", OPTIONS, message);
    Main.run(
        streams,
        args.stream()
            .flatMap(each -> each instanceof List<?> list ? list.stream() : List.of(each).stream())
            .map(Object::toString)
            .toArray(String[]::new));
    return out.toString(StandardCharsets.UTF_8);
  }
}
