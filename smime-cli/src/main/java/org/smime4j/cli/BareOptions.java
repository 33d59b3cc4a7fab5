package org.smime4j.cli;

import java.io.IOException;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Option;

/** Whether a command that writes takes and gives mail, or octets and CMS. */
final class BareOptions {

  @Option(
      names = "--cms",
      description = "Take the input unchanged, and write CMS (DER or BER) instead of mail.")
  private boolean cms;

  boolean cms() {
    return cms;
  }

  /** What is to be protected: mail, or with {@code --cms} any octets. */
  ByteSource message(MailOptions mail, Streams streams) throws IOException, UsageException {
    return cms ? mail.octets(streams) : mail.message(streams);
  }
}
