package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.keys.PasswordSource;
import picocli.CommandLine.Option;

/** Where passwords of key files come from, as options. */
final class PasswordOptions {

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "A file with one password per line. Each is tried on each key file. A blank line "
              + "is the empty password. Without this "
              + "option the empty password is tried, and then the command asks on the terminal.")
  private List<Path> files = new ArrayList<>();

  PasswordSource source(Streams streams) throws IOException, UsageException {
    return Passwords.of("--password-file", files, streams.console());
  }
}
