package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.cli.archive.Step;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what an installed command has beside its jar: the source of a manual page for each command
 * (AsciiDoc), and the completion of its options in bash and zsh. The profile {@code dist} runs it.
 */
final class CommandPages {

  private static final String EXIT_STATUS = "Exit status:";

  private CommandPages() {}

  /**
   * The arguments are two folders, for the pages and for the completion, the version, and the date.
   */
  public static void main(String[] args) throws IOException {
    Streams none =
        UnseenStreams.of(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream());
    CommandLine smime = Main.commandLine(none, Step.UNNOTICED, "");
    Path pages = Files.createDirectories(Path.of(args[0]));
    List<CommandSpec> commands = new ArrayList<>();
    collect(smime, commands);
    // The version is that of the jar, which is not packed yet.
    commands.forEach(each -> each.versionProvider(null).version("smime " + args[2]));
    int status =
        ManPageGenerator.generateManPage(
            pages.toFile(),
            (File) null,
            new boolean[0],
            true,
            commands.toArray(CommandSpec[]::new));
    if (status != 0) {
      throw new IOException("the manual pages were not written, status " + status);
    }
    for (CommandSpec each : commands) {
      complete(pages.resolve(each.qualifiedName("-") + ".adoc"), each, args[3].substring(0, 10));
    }
    Path completion = Files.createDirectories(Path.of(args[1]));
    Files.writeString(completion.resolve("smime"), AutoComplete.bash("smime", smime));
  }

  /**
   * The generator leaves out the text below the options, takes the whole description for the name,
   * and knows no date. AsciiDoc makes a dash of two hyphens.
   */
  private static void complete(Path page, CommandSpec command, String date) throws IOException {
    String description = String.join(" ", command.usageMessage().description());
    List<String> examples = new ArrayList<>();
    List<String> status = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> to = notes;
    for (String line : HelpText.lines(command.qualifiedName())) {
      if (line.startsWith(EXIT_STATUS)) {
        to = status;
        to.add(line.substring(EXIT_STATUS.length()).strip());
      } else if (line.equals("Examples:")) {
        to = examples;
      } else {
        to.add(line);
      }
    }
    String text =
        Files.readString(page)
            .replace(" -- ", " \\-- ")
            .replace(" - " + description + "\n", " - " + name(description) + "\n")
            .replace(":doctype: manpage\n", ":doctype: manpage\n:docdate: " + date + "\n")
            .replace(
                "// end::picocli-generated-man-section-description[]\n",
                String.join("\n", notes)
                    + "\n\n// end::picocli-generated-man-section-description[]\n")
            .replace(
                "// tag::picocli-generated-man-section-exit-status[]\n",
                section("Exit status", "", status) + section("Examples", "....\n", examples));
    Files.writeString(page, text);
  }

  /** The first sentence, up to what it explains. */
  private static String name(String description) {
    return description.split("[.:] |\\.$| \\(|, ", 2)[0];
  }

  private static String section(String title, String fence, List<String> lines) {
    String text = String.join("\n", lines).stripTrailing();
    return text.isBlank() ? "" : "== " + title + "\n\n" + fence + text + "\n" + fence + "\n";
  }

  private static void collect(CommandLine command, List<CommandSpec> commands) {
    commands.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(each -> collect(each, commands));
  }
}
