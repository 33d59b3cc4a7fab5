package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;
import picocli.CommandLine.ArgGroup;
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

  /** Given if a mail server runs the command, and so names the recipients. */
  @ArgGroup(exclusive = false)
  @Nullable FilterOption filter;

  /** The message, which can be read again. It has a header, or else it is no mail. */
  ByteSource message(Streams streams) throws IOException {
    ByteSource octets = octets(streams);
    if (filter != null) {
      FilterOption.requireHeader(octets);
    } else if (!MailReader.structure(octets).isEntity()) {
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

  /** Writes mail, and returns what is to be known of it. */
  @FunctionalInterface
  interface Body {
    List<Finding> writeTo(OutputStream out) throws IOException;
  }

  /** Writes the result, a file as a whole or not at all, and says what is to be known of it. */
  int write(Streams streams, Body body) throws IOException {
    List<Finding> notes = new ArrayList<>();
    if (filter != null) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      notes.addAll(body.writeTo(whole));
      whole.writeTo(streams.out());
    } else if (out == null || Arguments.isStandardOutput(out)) {
      notes.addAll(body.writeTo(streams.out()));
    } else {
      TargetFile.write(out, to -> notes.addAll(body.writeTo(to)));
    }
    streams.out().flush();
    notes.forEach(note -> streams.say(Sentences.withOptions(note.toString())));
    return ExitStatus.DONE;
  }

  /** Whether a command that writes takes and gives mail, or octets and CMS. */
  static final class Bare {

    @Option(
        names = "--cms",
        description = "Take the input unchanged, and write CMS (DER or BER) instead of mail.")
    boolean cms;

    /** What is to be protected: mail, or with {@code --cms} any octets. */
    ByteSource message(MailOptions mail, Streams streams) throws IOException {
      return cms ? mail.octets(streams) : mail.message(streams);
    }
  }
}
