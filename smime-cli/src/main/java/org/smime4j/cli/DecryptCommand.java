package org.smime4j.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code smime decrypt}: opens a message and writes what is in it. */
@Command(
    name = "decrypt",
    description =
        "Decrypt a message and write its content to the standard output or to --out. Signatures are"
            + " verified too. If a signature over the content is not intact, the content is written"
            + " only with --unverified. The report goes to the standard error.",
    footer = {"", "Exit status: as with smime open."})
final class DecryptCommand extends OpenCommand {

  @Override
  public Integer call() throws Exception {
    if (content == null && messages.size() > 1) {
      throw new UsageException("several messages: give --out DIR, a directory for their contents");
    }
    return call(content == null ? Path.of(Arguments.STANDARD_INPUT) : content, requireTrusted);
  }

  /** Who decrypts is not to take for a secret what came in the clear. */
  @Override
  boolean onlyDecrypts() {
    return true;
  }
}
