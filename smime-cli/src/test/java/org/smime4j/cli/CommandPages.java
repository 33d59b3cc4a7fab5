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

  /** The arguments are two folders, for the pages and for the completion, and the version. */
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
      complete(pages.resolve(each.qualifiedName("-") + ".adoc"), each.usageMessage().footer());
    }
    Path completion = Files.createDirectories(Path.of(args[1]));
    Files.writeString(completion.resolve("smime"), AutoComplete.bash("smime", smime));
  }

  /** The generator leaves out the footer, and AsciiDoc makes a dash of two hyphens. */
  private static void complete(Path page, String[] footer) throws IOException {
    String text = Files.readString(page).replace(" -- ", " \\-- ");
    String last = String.join(" ", footer).strip();
    if (last.startsWith(EXIT_STATUS)) {
      text =
          text.replace(
              "// tag::picocli-generated-man-section-exit-status[]\n",
              "// tag::picocli-generated-man-section-exit-status[]\n== Exit status\n\n"
                  + last.substring(EXIT_STATUS.length()).strip()
                  + "\n\n");
    }
    Files.writeString(page, text);
  }

  private static void collect(CommandLine command, List<CommandSpec> commands) {
    commands.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(each -> collect(each, commands));
  }
}
