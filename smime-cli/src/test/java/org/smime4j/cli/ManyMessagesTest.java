package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Hundreds of messages in one call. */
@Tag("thorough")
class ManyMessagesTest {

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

  @Test
  void theOrderIsThatOfTheCall() {
    List<Path> mix =
        List.of(
            Run.message("signed-encrypted.eml"),
            Run.message("not-smime.eml"),
            Run.message("triple.eml"),
            Run.message("signed-altered.eml"),
            Run.message("encrypted-gcm-altered.der"));
    List<Path> many = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      many.addAll(mix);
    }
    Run run = Run.of("open", "--json", OPTIONS, many);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.json().stream().map(line -> line.get("file").text()).toList())
        .isEqualTo(many.stream().map(Path::toString).toList());
    // The same message has the same line, wherever it stands.
    List<String> lines = run.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).isEqualTo(lines.get(i % mix.size()));
    }
  }

  @Test
  void oneOutranksThree() {
    Path trusted = Run.message("signed-encrypted.eml");
    Path broken = Run.message("signed-altered.eml");
    Path unopened = Run.message("encrypted-gcm-altered.der");
    assertThat(status(trusted, trusted)).isEqualTo(ExitStatus.DONE);
    assertThat(status(trusted, broken)).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
    assertThat(status(broken, unopened, trusted)).isEqualTo(ExitStatus.FAILED);
    assertThat(status(Run.message("encrypted-2025.eml"))).isEqualTo(ExitStatus.NOT_AS_REQUIRED);
  }

  private static int status(Path... messages) {
    return Run.of("open", "--json", "--require-trusted", OPTIONS, List.of(messages)).status();
  }

  @Test
  void resultsWaitForTheSlowOneBeforeThemAndNeverPileUp() throws Exception {
    AtomicInteger started = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    List<Integer> results = new ArrayList<>();
    int most = Runtime.getRuntime().availableProcessors() * 9;
    InOrder.run(
        IntStream.range(0, 500).boxed().toList(),
        i -> {
          int ahead = started.incrementAndGet() - taken.get();
          if (i % 50 == 0) {
            Thread.sleep(20);
          }
          assertThat(ahead).isLessThanOrEqualTo(most);
          return i;
        },
        i -> {
          results.add(i);
          taken.incrementAndGet();
        });
    assertThat(results).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void whatWorkThrowsIsThrown() {
    Assertions.assertThatThrownBy(
            () ->
                InOrder.run(
                    List.of(1, 2, 3),
                    i -> {
                      throw new IllegalStateException("of " + i);
                    },
                    i -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("of 1)")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
