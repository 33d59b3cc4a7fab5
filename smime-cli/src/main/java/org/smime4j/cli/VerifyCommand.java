package org.smime4j.cli;

import picocli.CommandLine.Command;

/** {@code smime verify}: judges who signed a message. */
@Command(
    name = "verify",
    description =
        "Verify who signed a message. The exit status is 0 only if each message has a signature "
            + "over all of it, with only trusted signers. With --require-intact it is 0 if each "
            + "message has a signature over all of it, and each such signature is intact. The "
            + "signers need not be trusted.",
    footer = {"", "Exit status: as with smime open; 3 a message is not signed as required."})
final class VerifyCommand extends OpenCommand {

  @Override
  public Integer call() throws Exception {
    if (!requireIntact && !reading.hasAnchors()) {
      throw new UsageException(
          "give trust anchors: --trust FILE|DIR, or --trust-store jdk or system; or use"
              + " --require-intact to check only that the message is unchanged");
    }
    return call(content, requireTrusted || !requireIntact);
  }
}
