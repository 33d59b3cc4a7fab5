package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine;

/** The text below the options of each command. */
class HelpTextTest {

  private static final int COLUMNS = 80;

  private static CommandLine smime() {
    return Main.commandLine(
        UnseenStreams.of(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream()),
        Step.UNNOTICED,
        "");
  }

  private static void collect(CommandLine command, Map<String, CommandLine> into) {
    if (!command.getCommandSpec().helpCommand()) {
      into.put(command.getCommandSpec().qualifiedName(), command);
      command.getSubcommands().values().forEach(each -> collect(each, into));
    }
  }

  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> all = new TreeMap<>();
    collect(smime(), all);
    return all;
  }

  /** The commands of a pipe, without the shell's own signs. */
  private static List<String> examples(String command) {
    List<String> lines = HelpText.lines(command);
    String examples =
        String.join("\n", lines.subList(lines.indexOf("Examples:") + 1, lines.size()));
    return Arrays.stream(examples.replace("\n    ", " ").split("\n"))
        .flatMap(line -> Arrays.stream(line.split("\\|")))
        .map(line -> line.replaceAll("[<>].*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void eachCommand_hasExamples_thatItUnderstands() {
    commands()
        .forEach(
            (name, command) -> {
              assertThat(HelpText.lines(name)).as(name).contains("Examples:");
              assertThat(examples(name)).as(name).hasSizeGreaterThanOrEqualTo(2);
              for (String example : examples(name)) {
                List<String> words =
                    new ArrayList<>(List.of(example.split(" (?=([^\"]*\"[^\"]*\")*[^\"]*$)")));
                assertThat(words.remove(0)).isEqualTo("smime");
                assertThat(smime().parseArgs(words.toArray(String[]::new)).errors())
                    .as(example)
                    .isEmpty();
              }
            });
  }

  @Test
  void noSection_isOfAnUnknownCommand_andEachNamesItsExitStatus() {
    assertThat(HelpText.lines("smime unknown")).isEmpty();
    commands()
        .keySet()
        .forEach(
            name ->
                assertThat(String.join("\n", HelpText.lines(name)))
                    .as(name)
                    .containsPattern(name.equals("smime keys") ? "help COMMAND" : "Exit status: "));
  }

  @Test
  void theHelp_endsWithTheExamples_inEightyColumns() {
    commands()
        .forEach(
            (name, command) -> {
              String help = command.setUsageHelpAutoWidth(false).getUsageMessage();
              List<String> lines = help.lines().map(String::stripTrailing).toList();
              assertThat(lines).as(name).allMatch(line -> line.length() <= COLUMNS);
              assertThat(lines)
                  .as(name)
                  .containsAll(
                      HelpText.lines(name).stream().filter(line -> line.startsWith("  ")).toList());
              assertThat(help.getBytes(StandardCharsets.US_ASCII))
                  .isEqualTo(help.getBytes(StandardCharsets.UTF_8));
            });
  }
}
