package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.cli.files.TargetFile;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that write mail have in common: one message in, one out. */
final class MailOptions {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; the standard output unless given.")
  private @Nullable Path out;

  @Option(
      names = "--cms",
      description = "Take the input as it is, and write bare CMS (DER or BER) and no mail.")
  private boolean cms;

  @Parameters(
      arity = "0..1",
      paramLabel = "MESSAGE",
      description = "The message; - or none for the standard input.")
  private String message = MessageSource.STANDARD_INPUT;

  boolean cms() {
    return cms;
  }

  /** The message, which can be read again. */
  Octets message(Streams streams) throws IOException {
    return message.equals(MessageSource.STANDARD_INPUT)
        ? Octets.of(streams.in().readAllBytes())
        : Octets.of(MessageSource.file(message));
  }

  /** Writes the result: a file is there as a whole or not at all. */
  <R> R write(Streams streams, TargetFile.Body<R> body) throws IOException {
    if (out == null || out.toString().equals(MessageSource.STANDARD_INPUT)) {
      R result = body.writeTo(streams.out());
      streams.out().flush();
      return result;
    }
    return TargetFile.write(out, body);
  }
}
