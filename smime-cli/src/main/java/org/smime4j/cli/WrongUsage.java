package org.smime4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was typed and does not exist, and the name of what was most likely meant. */
final class WrongUsage {

  private static final String PASSWORD =
      "all users of this machine can see arguments; write the password to a file"
          + " and give --password-file FILE";
  private static final String MESSAGE =
      "name the message without an option; - or no name is the standard input";
  private static final String FORM = "the program detects the form of a file: leave the option out";

  /** The names that other programs have for an option, and ours, the first that a command has. */
  private static final Map<List<String>, List<String>> MEANT =
      Map.ofEntries(
          Map.entry(List.of("key", "keys", "inkey"), List.of("--keys", "--key")),
          Map.entry(List.of("signer"), List.of("--key", "--from")),
          Map.entry(List.of("sign-key"), List.of("--key")),
          Map.entry(List.of("cert"), List.of("--cert", "--to", "--keys")),
          Map.entry(List.of("certificate"), List.of("--cert", "--to", "--trust")),
          Map.entry(List.of("recip", "recipient"), List.of("--to", "--keys")),
          Map.entry(List.of("to"), List.of("--to", "--from")),
          Map.entry(List.of("r"), List.of("--to")),
          Map.entry(List.of("ca", "cafile", "capath", "anchors", "roots"), List.of("--trust")),
          Map.entry(List.of("truststore"), List.of("--trust-store")),
          Map.entry(List.of("certfile"), List.of("--intermediates", "--cert")),
          Map.entry(List.of("untrusted"), List.of("--intermediates")),
          Map.entry(List.of("out", "output"), List.of("--out", "--content", "--plaintext")),
          Map.entry(List.of("o"), List.of("--out", "--content")),
          Map.entry(List.of("content"), List.of("--content", "--out")),
          Map.entry(List.of("passwords"), List.of("--password-file")),
          Map.entry(List.of("nodetach"), List.of("--opaque")),
          Map.entry(List.of("binary"), List.of("--cms")),
          Map.entry(List.of("md", "digest"), List.of("--scheme")),
          Map.entry(List.of("attime"), List.of("--at")),
          Map.entry(List.of("noverify"), List.of("--require-intact")),
          Map.entry(List.of("insecure"), List.of("--unverified", "--unvalidated")));

  /** What no option does, and why. */
  private static final Map<List<String>, String> INSTEAD =
      Map.ofEntries(
          Map.entry(List.of("password", "passphrase", "pass", "passin", "p"), PASSWORD),
          Map.entry(List.of("in", "i", "input", "message"), MESSAGE),
          Map.entry(List.of("inform", "keyform"), FORM),
          Map.entry(List.of("outform"), "the program writes mail, or DER with --cms"),
          Map.entry(
              List.of("cms"),
              "this command reads and writes mail; sign, encrypt and compress take --cms"),
          Map.entry(List.of("subject"), "the message already has a Subject in its header"));

  private WrongUsage() {}

  /** The sentence for arguments that could not be read. */
  static String sentence(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String said = wrong.getMessage() == null ? "bad usage" : wrong.getMessage();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched.getUnmatched().get(0), said);
    }
    if (said.equals("Missing required subcommand")) {
      Set<String> names = command.getSubcommands().keySet();
      return "a command is missing, such as %s %s; the commands are %s"
          .formatted(
              command.getCommandSpec().qualifiedName(),
              names.iterator().next(),
              String.join(", ", names));
    }
    if (wrong instanceof MissingParameterException) {
      // What is missing was given under another name.
      for (String arg : args) {
        String name = arg.split("=", 2)[0];
        if (arg.startsWith("-") && !has(command, name) && instead(command, name) != null) {
          return unknown(command, arg, said);
        }
      }
    }
    return said;
  }

  private static String unknown(CommandLine command, String arg, String said) {
    String program = command.getCommandSpec().qualifiedName();
    if (!command.getSubcommands().isEmpty()) {
      return subcommand(command, arg, program);
    }
    if (!arg.startsWith("-")) {
      return arg + ": " + program + " takes one message or file; set the output with an option";
    }
    String name = arg.split("=", 2)[0];
    String instead = instead(command, name);
    if (instead == null) {
      List<String> near = near(command, name);
      instead = near.isEmpty() ? null : "did you mean " + String.join(" or ", near) + "?";
    }
    return instead == null ? said : name + ": " + program + " has no such option; " + instead;
  }

  private static String subcommand(CommandLine command, String arg, String program) {
    String word = arg.replaceAll("^-+", "").toLowerCase(Locale.ROOT);
    Set<String> names = command.getSubcommands().keySet();
    List<String> meant = names.contains(word) ? List.of(word) : near(command, word);
    return arg
        + ": this is not a command; "
        + (meant.isEmpty()
            ? "the commands are " + String.join(", ", names)
            : "did you mean %s %s?".formatted(program, String.join(" or ", meant)));
  }

  /** The options or commands whose names are like this one. */
  private static List<String> near(CommandLine command, String name) {
    return new UnmatchedArgumentException(command, List.of(name)).getSuggestions();
  }

  private static @Nullable String instead(CommandLine command, String name) {
    String bare = name.replaceAll("^-+", "").toLowerCase(Locale.ROOT);
    return under(bare, INSTEAD)
        .or(
            () ->
                under(bare, MEANT).stream()
                    .flatMap(List::stream)
                    .filter(option -> has(command, option))
                    .findFirst()
                    .map(option -> "give " + usage(command, option)))
        .orElse(null);
  }

  private static <V> Optional<V> under(String name, Map<List<String>, V> table) {
    return table.entrySet().stream()
        .filter(each -> each.getKey().contains(name))
        .findFirst()
        .map(Map.Entry::getValue);
  }

  private static String usage(CommandLine command, String option) {
    OptionSpec spec = command.getCommandSpec().findOption(option);
    return spec == null || spec.arity().max() == 0 ? option : option + " " + spec.paramLabel();
  }

  private static boolean has(CommandLine command, String option) {
    return command.getCommandSpec().findOption(option) != null;
  }
}
