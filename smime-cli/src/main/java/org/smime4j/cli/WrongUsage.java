package org.smime4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final Map<String, List<String>> MEANT =
      Map.ofEntries(
          Map.entry("key", List.of("--keys", "--key")),
          Map.entry("keys", List.of("--keys", "--key")),
          Map.entry("inkey", List.of("--keys", "--key")),
          Map.entry("signer", List.of("--key", "--from")),
          Map.entry("sign-key", List.of("--key")),
          Map.entry("cert", List.of("--cert", "--to", "--keys")),
          Map.entry("certificate", List.of("--cert", "--to", "--trust")),
          Map.entry("recip", List.of("--to", "--keys")),
          Map.entry("recipient", List.of("--to", "--keys")),
          Map.entry("to", List.of("--to", "--from")),
          Map.entry("r", List.of("--to")),
          Map.entry("ca", List.of("--trust")),
          Map.entry("cafile", List.of("--trust")),
          Map.entry("capath", List.of("--trust")),
          Map.entry("truststore", List.of("--trust-store")),
          Map.entry("anchors", List.of("--trust")),
          Map.entry("roots", List.of("--trust")),
          Map.entry("certfile", List.of("--intermediates", "--cert")),
          Map.entry("untrusted", List.of("--intermediates")),
          Map.entry("out", List.of("--out", "--content", "--plaintext")),
          Map.entry("o", List.of("--out", "--content")),
          Map.entry("output", List.of("--out", "--content", "--plaintext")),
          Map.entry("content", List.of("--content", "--out")),
          Map.entry("passwords", List.of("--password-file")),
          Map.entry("nodetach", List.of("--opaque")),
          Map.entry("binary", List.of("--cms")),
          Map.entry("md", List.of("--scheme")),
          Map.entry("digest", List.of("--scheme")),
          Map.entry("attime", List.of("--at")),
          Map.entry("noverify", List.of("--require-intact")),
          Map.entry("insecure", List.of("--unverified", "--unvalidated")));

  /** What no option does, and why. */
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("password", PASSWORD),
          Map.entry("passphrase", PASSWORD),
          Map.entry("pass", PASSWORD),
          Map.entry("passin", PASSWORD),
          Map.entry("p", PASSWORD),
          Map.entry("in", MESSAGE),
          Map.entry("i", MESSAGE),
          Map.entry("input", MESSAGE),
          Map.entry("message", MESSAGE),
          Map.entry("inform", FORM),
          Map.entry("keyform", FORM),
          Map.entry("outform", "the program writes mail, or DER with --cms"),
          Map.entry(
              "cms", "this command reads and writes mail; sign, encrypt and compress take --cms"),
          Map.entry("subject", "the message already has a Subject in its header"));

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
      instead = near(name, options(command));
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
    String reason = INSTEAD.get(bare);
    if (reason != null) {
      return reason;
    }
    return MEANT.getOrDefault(bare, List.of()).stream()
        .filter(option -> has(command, option))
        .findFirst()
        .map(option -> "give " + usage(command, option))
        .orElse(null);
  }

  private static String usage(CommandLine command, String option) {
    OptionSpec spec = command.getCommandSpec().findOption(option);
    return spec == null || spec.arity().max() == 0 ? option : option + " " + spec.paramLabel();
  }

  private static boolean has(CommandLine command, String option) {
    return command.getCommandSpec().findOption(option) != null;
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  private static String name(String arg) {
    int equals = arg.indexOf('=');
    return equals < 0 ? arg : arg.substring(0, equals);
  }

  /** The nearest of the names, if it is near; null if none is. */
  private static @Nullable String near(String name, List<String> names) {
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
