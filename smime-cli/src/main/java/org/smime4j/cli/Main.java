package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bouncycastle.jcajce.util.BCJcaJceHelper;
import org.smime4j.cli.archive.Step;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Reads the arguments, runs the command, and ends the JVM with its exit status. Every failure is
 * one sentence on the standard error, and never a stack trace.
 */
public final class Main {

  private Main() {}

  /**
   * Runs the command and exits.
   *
   * @param args as typed
   */
  public static void main(String[] args) {
    System.exit(run(Streams.ofProcess(), args));
  }

  /** Runs the command on given streams and returns its exit status. */
  static int run(Streams streams, String... args) {
    return run(streams, Step.UNNOTICED, args);
  }

  /** The same, and tells of the steps of a job. */
  static int run(Streams streams, Consumer<Step> steps, String... args) {
    try {
      String command = args.length == 0 ? "" : args[0];
      // Bouncy Castle's provider takes a fresh JVM as long as picocli takes for the options.
      CompletableFuture<Boolean> provider =
          CompletableFuture.runAsync(BCJcaJceHelper::new, task -> new Thread(task).start())
              .handle((made, failure) -> failure == null);
      int status =
          commandLine(streams, steps, command)
              .setExecutionStrategy(
                  arguments -> {
                    provider.join();
                    return execute(arguments);
                  })
              .execute(args);
      streams.out().flush();
      return FilterOption.status(status, args);
    } catch (IOException e) {
      return FilterOption.status(ExitStatus.FAILED, args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      streams.say(Sentences.of(e));
      return FilterOption.status(ExitStatus.FAILED, args);
    }
  }

  /** With the named command alone, since reading the options of each takes time; else with all. */
  static CommandLine commandLine(Streams streams, Consumer<Step> steps, String named) {
    CommandLine line = new CommandLine(new RootCommand(streams, steps));
    String version = Main.class.getPackage().getImplementationVersion();
    line.getCommandSpec().version("smime " + (version == null ? "(unpackaged)" : version));
    Map<String, Supplier<Object>> commands = commands();
    Supplier<Object> asked = commands.get(named);
    if (asked != null) {
      line.addSubcommand(named, asked.get());
    } else {
      commands.forEach((name, each) -> line.addSubcommand(name, each.get()));
      line.addSubcommand(new CommandLine.HelpCommand());
    }
    HelpText.attach(line);
    line.getSubcommands().values().forEach(Main::arrange);
    return line.setOut(
            new PrintWriter(new OutputStreamWriter(streams.out(), streams.charset()), true))
        .setErr(new PrintWriter(new OutputStreamWriter(streams.err(), streams.charset()), true))
        .setColorScheme(Help.defaultColorScheme(streams.colours() ? Ansi.ON : Ansi.OFF))
        // A message may be called @anything; it is no file of arguments.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, Arguments::path)
        .registerConverter(Instant.class, Arguments::time)
        .registerConverter(Duration.class, Arguments::duration)
        .registerConverter(ChosenProvider.class, ChosenProvider::of)
        .setParameterExceptionHandler((e, args) -> badUsage(streams, e, args))
        .setExecutionExceptionHandler(
            (e, command, result) -> failed(streams, e, command, result.originalArgs()));
  }

  /** What the help of all commands has in common. */
  private static void arrange(CommandLine command) {
    if (command.getCommandSpec().helpCommand()) {
      return;
    }
    HelpText.attach(command);
    command
        .getCommandSpec()
        .mixinStandardHelpOptions(true)
        .usageMessage()
        .sortOptions(false)
        .autoWidth(true);
    command.getSubcommands().values().forEach(Main::arrange);
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("open", OpenCommand::new);
    commands.put("decrypt", OpenCommand.Decrypt::new);
    commands.put("verify", OpenCommand.Verify::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("archive", ArchiveCommand::new);
    commands.put("sign", WritingCommands.Sign::new);
    commands.put("seal", WritingCommands.Seal::new);
    commands.put("encrypt", WritingCommands.Encrypt::new);
    commands.put("compress", WritingCommands.Compress::new);
    commands.put(
        "keys",
        () ->
            new CommandLine(new RootCommand.Keys())
                .addSubcommand(new KeysListCommand())
                .addSubcommand(new KeysRecoverCommand())
                .addSubcommand(new KeysExportCommand())
                .addSubcommand(new KeysMissingCommand())
                .addSubcommand(new CommandLine.HelpCommand()));
    return commands;
  }

  private static int execute(ParseResult arguments) {
    List<CommandLine> all = arguments.asCommandLineList();
    CommandLine command = all.get(all.size() - 1);
    try {
      WrittenOver.refuse(command.getParseResult());
      FilterOption.refuseOthers(command.getParseResult());
    } catch (IOException | UsageException e) {
      throw new ParameterException(command, Sentences.of(e), e);
    }
    return new RunLast().execute(arguments);
  }

  private static int badUsage(Streams streams, ParameterException e, String... args) {
    streams.say(WrongUsage.sentence(e, args));
    streams.say("see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitStatus.BAD_USAGE;
  }

  private static int failed(Streams streams, Exception e, CommandLine command, List<String> args) {
    if (e instanceof QuickStart.NotRead) {
      try {
        return QuickStart.again(args);
      } catch (IOException noSecond) {
        return failed(streams, noSecond, command, args);
      }
    }
    if (e instanceof UsageException) {
      return badUsage(streams, new ParameterException(command, Sentences.of(e), e));
    }
    streams.say(Sentences.of(e));
    return FilterOption.isIn(command.getParseResult()) ? FilterOption.status(e) : ExitStatus.FAILED;
  }
}
