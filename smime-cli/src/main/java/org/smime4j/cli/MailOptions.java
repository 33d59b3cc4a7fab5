package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that write mail have in common: one message in, one out. */
final class MailOptions {

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write. Default: the standard output.")
  private @Nullable Path out;

  @Parameters(
      arity = "0..1",
      paramLabel = "MESSAGE",
      description = "The message, or - for the standard input (the default).")
  private String message = Arguments.STANDARD_INPUT;

  /** The message, which can be read again. It has a header, or else it is no mail. */
  ByteSource message(Streams streams) throws IOException, UsageException {
    ByteSource octets = octets(streams);
    if (!HeaderLines.begin(octets)) {
      throw new UsageException(
          (message.equals(Arguments.STANDARD_INPUT) ? "the input" : message)
              + ": this has no header, so it is not mail; smime sign, encrypt and compress take any"
              + " octets with --cms");
    }
    return octets;
  }

  /** The octets, whatever they are. Those of a pipe stay in memory: they are not encrypted yet. */
  ByteSource octets(Streams streams) throws IOException {
    if (message.equals(Arguments.STANDARD_INPUT)) {
      return ByteSource.of(streams.in().readAllBytes());
    }
    return Arguments.octets(Arguments.file(message));
  }

  /** Writes the result: a file is there as a whole or not at all. */
  <R> R write(Streams streams, TargetFile.Body<R> body) throws IOException {
    if (out == null || out.toString().equals(Arguments.STANDARD_INPUT)) {
      R result = body.writeTo(streams.out());
      streams.out().flush();
      return result;
    }
    return TargetFile.write(out, body);
  }
}
