package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What the help of a command says below its options: notes, the exit status and examples. It is
 * read only where help is shown, so that no other run waits for it.
 */
final class HelpText {

  private HelpText() {}

  /** Shows the text of a command at the end of its help. */
  static void attach(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            help -> {
              List<String> lines = lines(help.commandSpec().qualifiedName());
              help.commandSpec().usageMessage().footer(lines.toArray(String[]::new));
              return help.footer();
            });
  }

  /** The lines of a command, after an empty one; none for an unknown name. */
  static List<String> lines(String command) {
    try (InputStream in = HelpText.class.getResourceAsStream("help.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      String head = "[" + command + "]\n";
      int start = all.indexOf(head);
      int end = start < 0 ? -1 : all.indexOf("\n[", start);
      return start < 0
          ? List.of()
          : ("\n" + all.substring(start + head.length(), end < 0 ? all.length() : end))
              .lines()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
