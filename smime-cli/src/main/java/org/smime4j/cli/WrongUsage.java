package org.smime4j.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    if (wrong instanceof MissingParameterException) {
      // What is missing was given under another name.
      for (String arg : args) {
        String name = name(arg);
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
    String name = name(arg);
    String instead = instead(command, name);
    if (instead == null) {
      instead = near(name, command.getCommandSpec().optionsMap().keySet());
      instead = instead == null ? null : "did you mean " + instead + "?";
    }
    return instead == null ? said : name + ": " + program + " has no such option; " + instead;
  }

  private static String subcommand(CommandLine command, String arg, String program) {
    String word = arg.replaceAll("^-+", "").toLowerCase(Locale.ROOT);
    List<String> names = List.copyOf(command.getSubcommands().keySet());
    String meant = names.contains(word) ? word : near(word, names);
    if (meant != null) {
      return arg + ": this is not a command; did you mean " + program + " " + meant + "?";
    }
    return arg + ": this is not a command; the commands are " + String.join(", ", names);
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

  private static String name(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }

  /** The nearest of the names, if it is near; null if none is. */
  private static @Nullable String near(String name, Collection<String> names) {
    String nearest = null;
    int most = Math.max(1, Math.min(name.length(), 12) / 4);
    for (String each : names) {
      int distance = distance(name, each);
      if (distance <= most) {
        nearest = each;
        most = distance - 1;
      }
    }
    return nearest;
  }

  /** How many letters one has to add, leave out, change or swap with the next. */
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 3) {
      return Integer.MAX_VALUE;
    }
    int[][] d = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[one.length()][other.length()];
  }
}
