package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.reports.OpenedMail;

/** What the commands report and write of each message is what the core says. */
class CommandDoorTest {

  private static final String IDENTIFIER = "mx.example.org";

  @TempDir private Path folder;

  /** Messages with the same options, which one run takes together. */
  private Map<List<String>, List<DoorMessage>> together(int oneIn) throws IOException {
    Map<List<String>, List<DoorMessage>> together = new LinkedHashMap<>();
    for (DoorMessage each : DoorMessage.sample(oneIn)) {
      if (!each.name().endsWith(".msg") && !each.name().contains(" ")) {
        together.computeIfAbsent(each.options(folder), any -> new ArrayList<>()).add(each);
      }
    }
    return together;
  }

  private static Judgement judged(DoorMessage message) throws IOException {
    try (OpenedMail mail = message.reader().open(message.path())) {
      return Judgement.of(mail);
    }
  }

  @Test
  void b25_whatOpenSaysOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("open");
    for (Map.Entry<List<String>, List<DoorMessage>> group : together(24).entrySet()) {
      List<Path> paths = group.getValue().stream().map(DoorMessage::path).toList();
      Run run = Run.of("open", "--json", group.getKey(), paths);
      List<Json> reports = run.json();
      assertThat(reports).as(run.err()).hasSameSizeAs(paths);
      for (int i = 0; i < reports.size(); i++) {
        compare(group.getValue().get(i), reports.get(i), differences);
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static void compare(DoorMessage message, Json report, Differences differences)
      throws IOException {
    Judgement judged = judged(message);
    List<Json> signers = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    for (Json layer : report.get("layers").list()) {
      if (layer.get("coverage").text().equals("whole")) {
        layers.add(layer.get("kind").text());
        if (layer.get("kind").text().equals("signed")) {
          signers = layer.get("signers").list();
        }
      }
    }
    String outcome = report.get("outcome").text();
    List<String> worstFirst = List.of("broken", "untrusted", "unknown", "trusted");
    String verdict =
        switch (outcome) {
          case "not-smime" -> "none";
          case "opened", "partly-opened" ->
              signers.stream()
                  .map(each -> each.get("verdict").text())
                  .min((a, b) -> worstFirst.indexOf(a) - worstFirst.indexOf(b))
                  .orElse("unsigned");
          default -> "failed";
        };
    differences.add(message, "verdict", judged.verdict(), verdict);
    if (!verdict.equals("failed")) {
      differences.add(message, "layers", judged.layers(), layers);
    }
  }

  @Test
  void b25_whatVerifySaysOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("verify");
    for (DoorMessage message : DoorMessage.sample(72)) {
      if (message.name().endsWith(".msg") || message.name().contains(" ")) {
        continue;
      }
      List<String> options = new ArrayList<>(message.options(folder));
      Run run = Run.of("verify", options, message.path());
      differences.add(
          message,
          "trusted",
          judged(message).verdict().equals("trusted"),
          run.status() == ExitStatus.DONE);
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  @Test
  void b25_whatTheFilterDelivers_showsNothingThatTheCoreDidNotVouchFor() throws Exception {
    Differences differences = new Differences("filter");
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage each : DoorMessage.sample(48)) {
        DoorMessage message = each.asAServerReadsIt();
        if (!message.name().endsWith(".eml")) {
          continue;
        }
        byte[] before = message.octets();
        Run run =
            Run.withInput(
                before,
                "decrypt",
                "--filter",
                "--authentication-results",
                IDENTIFIER,
                message.options(folder));
        differences.add(message, "status", ExitStatus.DONE, run.status());
        if (run.status() == ExitStatus.DONE) {
          written(message, before, run.out(), programs, differences);
        }
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static void written(
      DoorMessage message,
      byte[] before,
      byte[] written,
      MailPrograms programs,
      Differences differences)
      throws IOException {
    try (OpenedMail opened = message.reader().open(message.path())) {
      Judgement judged = Judgement.of(opened);
      differences.add(
          message,
          "shown",
          List.of(),
          programs.strange(before, written, judged.header(), judged.subjects(), IDENTIFIER));
    }
  }
}
